"""What the checklist of the first day keeps on the main company, and its test message."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..shared.company_day import company_day


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_mail_tested_on = fields.Date(string="Test Message Accepted On", readonly=True, copy=False)
    dunning_plans_read_on = fields.Date(string="Plans Read On", readonly=True, copy=False)
    dunning_plans_read_by_id = fields.Many2one("res.users", string="Plans Read by", readonly=True, copy=False, ondelete="set null")

    def action_dunning_test_mail(self):
        """Send the user a test message in the company's name, right now, and keep that it was accepted.

        :raises UserError: the user has no address, or no server accepted it: with what it said and whom to ask
        """
        self._check_dunning_manager()
        company, server = self.sudo().root_id, self.env["ir.mail_server"].sudo()
        address = self.env.user.email_normalized
        if not address:
            raise UserError(self.env._("You have no e-mail address: enter it in your preferences."))
        sender = company.email_formatted or self.env.user.email_formatted
        message = server._build_email__(
            sender,
            [address],
            self.env._("Test message of %s", company.name),
            self.env._("Reminders of %s can leave: the mail server accepted this message.", company.name),
        )
        try:
            server.send_email(message)
        except Exception as error:
            raise UserError(
                self.env._(
                    "No mail server accepted the test message (%(error)s). Ask an administrator: %(people)s.",
                    error=str(error) or type(error).__name__,
                    people=self.env["dunning.checklist"]._name_administrators(),
                )
            ) from error
        company.dunning_mail_tested_on = company_day(company)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The mail server accepted a test message to %s.", address),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
