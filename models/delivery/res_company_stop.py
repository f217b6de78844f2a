"""Nothing leaves: a credit manager stops all that goes to customers of a company, and lets it go on.

Runs go on deciding and recording meanwhile: what is due waits as ready, and leaves when the stop ends. One gate a way out:
batches of deliveries (``_select_ready``), the queues of mails and SMS, printing of letters, files for partner firms,
statements. A practice company is stopped for good.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_datetime

from ..shared.shipped import shipped


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_stopped_on = fields.Datetime(
        string="Nothing Leaves Since", readonly=True, copy=False, help="Mails, SMS and letters of dunning wait until it goes on."
    )
    dunning_stopped_by_id = fields.Many2one("res.users", string="Stopped by", readonly=True, copy=False, ondelete="set null")
    dunning_practice = fields.Boolean(
        string="Practice Company", readonly=True, copy=False, help="Made to try things out: nothing ever leaves in its name."
    )

    def action_dunning_stop(self):
        """Let nothing leave in the name of these companies, from now on; who stopped it is kept.

        :raises AccessError: not a credit manager of the main company
        """
        self._check_dunning_manager()
        for company in self.root_id.sudo().filtered(lambda one: not one.dunning_stopped_on):
            company.write({"dunning_stopped_on": fields.Datetime.now(), "dunning_stopped_by_id": self.env.uid})
            company.partner_id.message_post(body=self.env._("Dunning: from now on nothing leaves to customers."))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_dunning_resume(self):
        """Let what waits leave again, at once where hours and days allow it.

        :raises AccessError: not a credit manager of the main company
        """
        self._check_dunning_manager()
        for company in self.root_id.sudo().filtered("dunning_stopped_on"):
            company.write({"dunning_stopped_on": False, "dunning_stopped_by_id": False})
            company.partner_id.message_post(body=self.env._("Dunning: messages to customers leave again."))
        shipped(self.env, "ir_cron_dunning_deliver").sudo()._trigger()
        for name in ("mail.ir_cron_mail_scheduler_action", "sms.ir_cron_sms_scheduler_action"):
            queue = self.env.ref(name, raise_if_not_found=False)
            if queue:
                queue.sudo()._trigger()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _check_dunning_manager(self):
        """Refuse who is no credit manager of these companies' main company.

        :raises AccessError: he is not
        """
        if self.env.su:
            return
        if not self.env.user.has_group("account_dunning.group_dunning_manager") or not self.root_id <= self.env.user.company_ids:
            raise AccessError(self.env._("Only credit managers of the main company decide whether messages leave."))

    def _dunning_is_stopped(self):
        """Tell whether nothing may leave in the name of this company."""
        root = self.sudo().root_id
        return bool(root.dunning_stopped_on or root.dunning_practice)

    def _check_dunning_leaves(self):
        """Refuse to have something leave that a person asks for while nothing leaves.

        :raises UserError: one of these companies is stopped, with who stopped it and since when
        """
        for root in self.sudo().root_id:
            if root._dunning_is_stopped():
                raise UserError(root._describe_dunning_stop())

    def _describe_dunning_stop(self):
        """Return the sentence that says that nothing leaves, who stopped it and since when."""
        root = self.sudo().root_id
        if root.dunning_practice:
            return self.env._("%s is a practice company: nothing ever leaves in its name.", root.name)
        return self.env._(
            "Nothing leaves in the name of %(company)s: stopped by %(user)s on %(moment)s.",
            company=root.name,
            user=root.dunning_stopped_by_id.name or "",
            moment=format_datetime(self.env, root.dunning_stopped_on, dt_format="short"),
        )

    @api.model
    def _sql_dunning_stopped(self):
        """Return the ids of main companies in whose name nothing may leave, as SQL."""
        return SQL("SELECT id FROM res_company WHERE dunning_stopped_on IS NOT NULL OR dunning_practice")

    @api.model
    def _find_dunning_held(self, messages):
        """Return those of some messages that may not leave: about dunning, of a company where nothing leaves.

        :param messages: ``mail.message``
        """
        ours = messages.sudo().filtered(lambda one: one.model and one.model.startswith("dunning.") and one.res_id)
        if not ours:
            return ours
        self.flush_model(["dunning_stopped_on", "dunning_practice"])
        stopped = {row[0] for row in self.env.execute_query(self._sql_dunning_stopped())}
        held = ours.browse()
        for model, group in ours.grouped("model").items() if stopped else ():
            if "company_id" in self.env[model]._fields:
                records = self.env[model].sudo().browse(group.mapped("res_id")).exists()
                rooted = {record.id for record in records if record.company_id.root_id.id in stopped}
                held |= group.filtered(lambda one, ids=rooted: one.res_id in ids)
        return held
