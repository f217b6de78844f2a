"""Import a central bank's file of rates: what is new waits for a second person."""

import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..models import interest
from ..models.late_payment.law_words import explain_law_error
from ..models.shared.company_day import company_day


class DunningRateImportWizard(models.TransientModel):
    _name = "dunning.rate.import.wizard"
    _inherit = "dunning.dialogue"
    _description = "Import of Rates"

    series_id = fields.Many2one(
        "dunning.interest.series", required=True, domain="[('kind', '=', 'changes')]",
        default=lambda self: self.env["dunning.interest.series"].search([("key", "=", "ecb.mro")], limit=1),
    )  # fmt: skip
    series_code = fields.Char(string="Series in the File", required=True, default=interest.MRO_KEY)
    read_on = fields.Date(string="Downloaded On", required=True, default=company_day, help="Later changes of the rate are not in the file.")
    content = fields.Binary(string="File (CSV)", required=True, attachment=False)
    file_name = fields.Char()

    def action_import(self):
        """Enter the values of the file that are new, to be confirmed by a second person.

        :raises UserError: the file cannot be read, or contradicts a value that is there; by line
        """
        self._check_one_dialogue()
        self.series_id.check_access("write")
        try:
            text = base64.b64decode(self.content or b"").decode("utf-8-sig")
            values = interest.read_ecb_csv(text, self.read_on, self.series_code)
            merged = self.env["dunning.interest.catalogue"]._series_with(self.series_id, values, self.read_on)
        except UnicodeDecodeError as error:
            raise UserError(self.env._("This is not a text file.")) from error
        except interest.InterestError as error:
            raise UserError(explain_law_error(self.env, error)) from error
        self._enter_values(merged)
        return {
            "type": "ir.actions.act_window",
            "res_model": "dunning.interest.series",
            "res_id": self.series_id.id,
            "view_mode": "form",
        }

    def _enter_values(self, merged):
        """Enter what is new, and the day on which the source was read.

        :param merged: ``interest.Series`` of all values
        """
        known = {rate.day for rate in self.series_id.rate_ids if rate.state != "replaced"}
        self.env["dunning.interest.rate"].create(
            [
                {"series_id": self.series_id.id, "day": value.day, "value": float(value.value), "source": value.source, "seen": value.seen}
                for value in merged.values
                if value.day not in known
            ]
        )
        self.series_id.write({"read_until": self.read_on})
