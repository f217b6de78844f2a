"""The queue of Snailmail: a dunning letter leaves only while the ledger asks for it and the company lets it leave."""

from odoo import models
from odoo.addons.account_dunning.models.shared.channels import LETTER
from odoo.addons.account_dunning.models.shared.company_day import company_day
from odoo.tools import html2plaintext


class SnailmailLetter(models.Model):
    _inherit = "snailmail.letter"

    def _find_dunning_actions(self):
        """Return the actions (superuser) whose letters these are: those that name them, whatever a letter says itself."""
        ours = self.filtered(lambda letter: letter.model == "dunning.action")
        return self.env["dunning.action"].sudo().search([("snailmail_letter_id", "in", ours.ids)]) if ours else self.env["dunning.action"]

    def _snailmail_print(self, immediate=True):
        """Leave out the dunning letters that may not leave now, or that nothing is asked by any more."""
        held = self._hold_dunning_letters(immediate)
        return super(SnailmailLetter, self - held)._snailmail_print(immediate)

    def _hold_dunning_letters(self, immediate):
        """Return the dunning letters among these that stay; those that are asked for no more are withdrawn.

        :param bool immediate: whether they leave now
        """
        letters = self.filtered(lambda letter: letter.model == "dunning.action")
        actions = letters._find_dunning_actions()
        stopped = actions.filtered(lambda action: action.company_id._dunning_is_stopped())
        asked = actions - stopped
        if immediate:
            for company, own in asked.grouped("company_id").items():
                own._refresh_from_ledger(company_day(own, company))
        asked = asked._keep_open_ones().filtered(lambda action: action.printed_on and action.channel == LETTER)
        waiting = stopped.snailmail_letter_id
        withdrawn = letters - waiting - asked.snailmail_letter_id
        withdrawn.filtered(lambda letter: letter.state != "canceled").cancel()
        return waiting | withdrawn

    def _snailmail_print_valid_address(self):
        """Tell the action what became of its letter."""
        result = super()._snailmail_print_valid_address()
        for action in self._find_dunning_actions():
            action._follow_post(action.snailmail_letter_id)
        return result

    def _snailmail_print_invalid_address(self):
        result = super()._snailmail_print_invalid_address()
        for action in self._find_dunning_actions():
            action._follow_post(action.snailmail_letter_id)
        return result

    def _explain_dunning_error(self):
        """Return why Snailmail refused this letter, as plain text."""
        self.ensure_one()
        return html2plaintext(self.info_msg or "").strip() or self.error_code or self.env._("The letter could not be sent by post.")

    def _enclose_dunning_letter(self, action):
        """Enclose what was printed of an action, behind a page with the address where Snailmail's envelopes have their window.

        :param action: ``dunning.action``, printed
        """
        self.ensure_one()
        printed = action.document_ids.sudo().sorted("id")[-1:]
        content = printed.raw
        if content[:4] == b"%PDF":  # tests get HTML
            content = self._append_cover_page(self._overwrite_margins(content))
        self.cover = True
        self.attachment_id = self.env["ir.attachment"].create(
            {"name": printed.name, "raw": content, "res_model": self._name, "res_id": self.id}
        )

    def _get_cover_address_split(self):
        """Name the company below a person of it."""
        lines = super()._get_cover_address_split()
        customer = self.partner_id.commercial_partner_id
        if self.model == "dunning.action" and self.partner_id != customer and self.partner_id.name:
            lines.insert(1, customer.name)
        return lines
