"""The customer's page: whose it is, who may open it, and whom a code or a new link is mailed to."""

import secrets

from odoo import api, fields, models
from odoo.tools import consteq, hmac

from ..shared.one_line import one_line

# A mailed code: digits, minutes for which it is good; hours for which what it opened stays open in the browser.
CODE_DIGITS = 6
CODE_MINUTES = 15
PROVED_HOURS = 12


class DunningPage(models.AbstractModel):
    _name = "dunning.page"
    _description = "Customer's Page"

    # -- whose page --------------------------------------------------------------------------------

    @api.model
    def _find_family(self, partner):
        """Return a customer and those whose parent company it is: what a group's parent may see.

        :param partner: commercial ``res.partner``
        """
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        family = partners.search([("id", "child_of", partner.id), ("commercial_partner_id", "!=", False)])
        return partner.sudo() | family.commercial_partner_id

    @api.model
    def _find_profiles(self, partner, company=None):
        """Return the profiles of a customer's family that owe something or were written to, the customer's own first.

        :param partner: commercial ``res.partner``
        :param company: root ``res.company``; ``None``: all
        """
        domain = [("partner_id", "in", self._find_family(partner).ids)]
        if company:
            domain.append(("company_id", "=", company.id))
        found = self.env["dunning.profile"].sudo().search(domain)
        return found.sorted(lambda profile: (profile.partner_id != partner, profile.partner_id.name or "", profile.company_id.id))

    @api.model
    def _may_open(self, profile, user, proved):
        """Tell whether somebody may open the page of a whole account.

        :param profile: ``dunning.profile`` as superuser
        :param user: ``res.users`` of the session: colleagues who may read the profile and work in all branches, for the page
            shows what is owed to all of them; contacts of the customer's family
        :param proved: ``dunning.profile`` whose code was typed in this session, may be empty
        """
        if user._is_internal():
            branches = profile.company_id._dunning_companies().filtered("active")
            return branches <= user.company_ids and profile.with_user(user).sudo(False).has_access("read")
        if not user._is_public() and profile.partner_id in self._find_family(user.partner_id.commercial_partner_id):
            return True
        return any(
            one.company_id == profile.company_id and profile.partner_id in self._find_family(one.partner_id) for one in proved
        )

    # -- codes -------------------------------------------------------------------------------------

    @api.model
    def _known_contacts(self, visit):
        """Return who may get a code: whom the message went to, else the customer's contact for payments; with an address that serves.

        Nobody whose address came in through the page: people take those down.
        """
        Rule = self.env["dunning.contact"].sudo()
        people = visit.action.contact_id | Rule._find_people(visit.profile, "email")[visit.profile]
        return people.filtered(lambda one: Rule._serves_by_mail(one, visit.profile))

    @api.model
    def _mask_address(self, address):
        """Return an e-mail address of which only its owner recognises more than the beginning.

        >>> # compta@example.com -> c…a@example.com
        """
        name, _at, domain = (address or "").partition("@")
        return f"{name[:1]}…{name[-1:] if len(name) > 3 else ''}@{domain}"

    @api.model
    def _make_code(self):
        """Return a new code of ``CODE_DIGITS`` digits."""
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"

    @api.model
    def _hash_code(self, profile, code):
        """Return the keyed hash of a code: sessions keep that."""
        return hmac(self.env(su=True), "dunning-page-code", (profile.id, code))

    @api.model
    def _is_code(self, profile, code, digest):
        """Tell whether a code is the one that was mailed."""
        return bool(digest) and consteq(self._hash_code(profile, "".join((code or "").split())), digest)

    @api.model
    def _mail_from_page(self, visit, contact, template, subject, **values):
        """Have a mail about the page leave for a known contact; it is kept nowhere once it left, for it opens the page.

        No ``mail.template``: what opens the page is no text of a step, and is not edited away.

        :param Visit visit: whose page, with its action
        :param contact: ``res.partner``
        :param str template: QWeb template of the body
        :param str subject: of the mail, in the language of the message
        :param values: what the template prints
        """
        company = visit.action._sender_company().sudo()
        Qweb = self.env["ir.qweb"].with_context(lang=visit.action.lang)
        self.env["mail.mail"].sudo().create(
            {
                "subject": one_line(subject),
                "body_html": Qweb._render(template, {"company": company.name, **values}),
                "email_from": company.email_formatted,
                "author_id": company.partner_id.id,
                "recipient_ids": [fields.Command.set(contact.ids)],
                "auto_delete": True,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
