"""A statement of account: what is open with a customer, or what happened between two days, and how to pay it.

It is no reminder: it starts no interval and nobody advances. Each one is kept, with the message that took it to the
customer in the history of the customer's profile.
"""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..shared import evidence
from ..shared.company_day import company_day
from ..shared.customer_mail import post_mail
from ..shared.dunning_message_texts import SIDES_FIELDS
from ..shared.once import lock_rows
from ..shared.one_line import one_line
from ..shared.shipped import shipped

_logger = logging.getLogger(__name__)

# More in one call exhausts the memory limit of a worker.
STATEMENTS_PER_CALL = 50

KINDS = [("open", "Open items"), ("activity", "Movements")]

# What a sent statement keeps.
EVIDENCE = {
    "profile_id", "partner_id", "company_id", "kind", "date_from", "date_to", "with_group", "attach_invoices", "contact_id", "period",
    "closing", "state", "date_sent", "mail_message_id",
}  # fmt: skip

# What the add-on alone writes, from the beginning.
WRITTEN = {"closing", "state", "error", "date_sent", "mail_message_id", "period"}

# What texts may use without programming rights.
MESSAGE_FIELDS = (
    *SIDES_FIELDS, "day_text", "from_text", "closing_text", "overdue_text", "aging_html", "payment_html", "lang",
)  # fmt: skip


class DunningStatement(models.Model):
    _name = "dunning.statement"
    _description = "Statement of Account"
    _inherit = ["dunning.guarded"]
    # What the background does with many of them (dunning.background).
    _background_methods = ("_send_in_background",)
    _order = "date_to desc, id desc"
    _rec_name = "partner_id"
    _given_once = frozenset({"profile_id"})

    profile_id = fields.Many2one("dunning.profile", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="profile_id.partner_id", store=True, string="Customer")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    kind = fields.Selection(KINDS, required=True, default="open")
    date_from = fields.Date(string="First Day", help="First day of the movements.")
    date_to = fields.Date(string="As of", required=True, default=company_day)
    with_group = fields.Boolean(string="Whole Group", help="With the customers whose parent company this customer is.")
    attach_invoices = fields.Boolean(help="The invoices still open go with the e-mail, up to 8 MB together.")
    contact_id = fields.Many2one("res.partner", string="To", help="Empty: whoever gets reminders about payment.")
    period = fields.Char(readonly=True, help="Month of a statement that the schedule made.")
    closing = fields.Monetary(
        string="Balance", currency_field="company_currency_id", readonly=True, help="In company currency, when it was made."
    )
    state = fields.Selection(
        [("made", "Made"), ("sent", "Sent"), ("failed", "Failed")], default="made", required=True, readonly=True
    )
    error = fields.Char(readonly=True)
    date_sent = fields.Date(readonly=True)
    mail_message_id = fields.Many2one("mail.message", string="Message", readonly=True, index="btree_not_null", ondelete="set null")
    delivery = fields.Char(compute="_compute_delivery", help="What the mail server said.")
    lang = fields.Char(compute="_compute_lang")

    _period_uniq = models.UniqueIndex(
        "(profile_id, period) WHERE period IS NOT NULL", "This customer already has the statement of this month."
    )
    _days_in_order = models.Constraint(
        "CHECK(kind <> 'activity' OR date_from <= date_to)", "The movements of a statement cannot begin after it ends."
    )

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    @api.depends("partner_id", "date_to")
    def _compute_display_name(self):
        for statement in self:
            day = format_date(self.env, statement.date_to)
            statement.display_name = f"{statement.partner_id.display_name or ''} {day}".strip()

    @api.depends("contact_id", "partner_id")
    def _compute_lang(self):
        for statement in self:
            lang = statement.contact_id.lang or statement.partner_id.lang
            statement.lang = lang or statement.company_id.partner_id.lang or self.env.lang or "en_US"

    @api.depends("mail_message_id")
    def _compute_delivery(self):
        """Say what became of the e-mail, in the words of the notifications."""
        for statement in self:
            notification = statement.sudo().mail_message_id.notification_ids.filtered(
                lambda one, statement=statement: one.res_partner_id == statement.contact_id
            )[:1]
            labels = dict(notification._fields["notification_status"]._description_selection(self.env))
            statement.delivery = labels.get(notification.notification_status) or False

    @api.model_create_multi
    def create(self, vals_list):
        """Statements begin as made, with the balance of their day, once it is known that the caller may see the customers.

        :raises AccessError: the caller makes no statements, or cannot see a customer
        :raises UserError: one is said to have been sent
        """
        passes = self.env.su or evidence.may_write(self.env)
        self.browse().check_access("create")
        self._check_given_references(vals_list)
        if not passes:
            profiles = self.env["dunning.profile"].browse(vals["profile_id"] for vals in vals_list if vals.get("profile_id"))
            self._check_all_branches(profiles.company_id.sudo())
        if not passes and any(vals.get(name) for vals in vals_list for name in WRITTEN):
            raise UserError(self.env._("What left to a customer is written when it leaves, not by hand."))
        fresh = evidence.without_defaults(self, WRITTEN)
        statements = super(DunningStatement, fresh).create(vals_list).with_env(self.env)
        for statement in statements.filtered(lambda one: one.kind == "activity" and not one.date_from):
            statement.date_from = statement.date_to.replace(day=1)
        for some in statements.filtered(lambda one: not one.contact_id).grouped("company_id").values():
            people = self.env["dunning.contact"]._find_people(some.profile_id, "email")
            for statement in some:
                statement.contact_id = people[statement.profile_id]
        balances = statements._closing_balances()
        for statement in statements:
            evidence.as_writer(statement).closing = balances[statement]
        return statements

    def write(self, vals):
        """Keep what was sent as it is.

        :raises UserError: it would change, or is said to have been sent
        """
        if not evidence.may_write(self.env):
            if EVIDENCE & vals.keys():
                evidence.check_change(self.filtered(lambda statement: statement.state == "sent"))
            if not self.env.su and WRITTEN & vals.keys():
                raise UserError(self.env._("What left to a customer is written when it leaves, not by hand."))
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_sent(self):
        evidence.check_change(self.filtered(lambda statement: statement.state == "sent"))

    def _check_companies(self):
        """Refuse people who do not work in all branches: a statement shows the whole company.

        :raises UserError: an active branch of a company is not the user's
        """
        if not self.env.su:
            self._check_all_branches(self.company_id)

    @api.model
    def _check_all_branches(self, companies):
        for company in companies:
            if company._dunning_companies().filtered("active") - self.env.user.company_ids:
                raise UserError(
                    self.env._("A statement covers %s with all its branches: you need access to all of them.", company.name)
                )

    @api.autovacuum
    def _gc_made(self):
        """Delete statements that were printed and never sent after a month; what was sent is kept for good."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        self.search([("state", "=", "made"), ("create_date", "<", limit)], limit=10000).unlink()

    # -- who writes to whom ------------------------------------------------------------------------

    def _covered_customers(self):
        """Return the customers a statement covers: its own, and those whose parent company it is when the group is asked for."""
        self.ensure_one()
        if not self.with_group:
            return self.partner_id
        partners = self.env["res.partner"].with_context(active_test=False)  # archived ones may still owe
        family = partners.search([("id", "child_of", self.partner_id.id), ("commercial_partner_id", "!=", False)])
        return self.partner_id | family.commercial_partner_id

    def _sender_company(self):
        """Return the company whose letterhead and bank account are used."""
        return self.company_id

    def _sender_user(self):
        """Return the user in whose name a statement speaks: the customer's collector, else the company itself."""
        self.ensure_one()
        return self.profile_id._find_in_charge()

    def _letter_address(self):
        """Return the lines of the recipient's address as they stand in the window of the envelope."""
        self.ensure_one()
        return self.env["dunning.action"]._address_lines(self.contact_id or self.partner_id, self.company_id)

    # -- sending -----------------------------------------------------------------------------------

    def action_print(self):
        """Print these statements into one PDF and open it."""
        self.check_access("read")
        attachment = self._print_statements()
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "new"}

    def _print_statements(self):
        """Render these statements, at most ``STATEMENTS_PER_CALL`` a call.

        :return: ``ir.attachment`` with all of them
        """
        self._check_companies()
        content = self._render_merged_pdf()
        kind = "pdf" if content[:4] == b"%PDF" else "html"
        day = fields.Date.to_string(max(self.mapped("date_to")))
        name = self.display_name if len(self) == 1 else day
        return self.env["ir.attachment"].create(
            {
                "name": one_line(f"{self.env._('Statement')} {name}.{kind}".replace("/", "-")),
                "raw": content,
                "res_model": self._name,  # of several, it belongs to none, but goes with the add-on
                "res_id": self.id if len(self) == 1 else False,
            }
        )

    def action_xlsx(self):
        """Download these statements as a workbook, a sheet each currency."""
        ids = ",".join(map(str, self.ids))
        return {"type": "ir.actions.act_url", "url": f"/dunning/statement.xlsx?statements={ids}", "target": "download"}

    def action_send(self):
        """Send these statements by e-mail.

        :raises UserError: none could be sent; the only one says why
        """
        self.check_access("write")
        self.company_id._check_dunning_leaves()
        today = company_day(self)
        lock_rows(self.profile_id.sudo())
        waiting = self.filtered(lambda statement: statement.state != "sent")
        if not waiting:
            raise UserError(self.env._("These statements have been sent already."))
        if len(waiting) > STATEMENTS_PER_CALL:
            name = self.env._("Send %s statements of account", len(waiting))
            return self.env["dunning.background"]._queue_work(waiting, "_send_in_background", name, STATEMENTS_PER_CALL)
        twins = waiting._find_sent(today)
        waiting = waiting.filtered(lambda statement: statement not in twins)
        if not waiting:
            raise UserError(self._sent_text(next(iter(twins.values()))))
        waiting._send_statements(today)
        failed = waiting.filtered(lambda statement: statement.state == "failed")
        message = self.env._("Statements in the mail queue: %s.", len(waiting) - len(failed))
        if twins:
            message += " " + self.env._("Sent already today, not again: %s.", len(twins))
        if failed:
            message += " " + self.env._("%(count)s could not be sent: %(error)s", count=len(failed), error=failed[0].error)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _send_in_background(self, job):
        """Send a part of many statements, and note what could not be sent.

        :param job: ``dunning.background``
        """
        self.company_id._check_dunning_leaves()
        today = company_day(self)
        lock_rows(self.profile_id.sudo())
        waiting = self.filtered(lambda statement: statement.state != "sent")
        twins = waiting._find_sent(today)
        for twin in twins.values():
            job._keep_note(self._sent_text(twin))
        waiting = waiting.filtered(lambda statement: statement not in twins)
        waiting._send_statements(today)
        for statement in waiting.filtered(lambda statement: statement.state == "failed"):
            job._keep_note(f"{statement.partner_id.display_name}: {statement.error}")

    def _find_sent(self, today):
        """Return the same statement that was sent today to the same contact, by statement.

        :param date today: the day on which they would leave
        """
        names = ("kind", "date_from", "date_to", "with_group", "contact_id", "closing")
        sent = self.search([("profile_id", "in", self.profile_id.ids), ("state", "=", "sent"), ("date_sent", "=", today)])
        found = {(one.profile_id, *(one[name] for name in names)): one for one in sent}
        keys = {one: (one.profile_id, *(one[name] for name in names)) for one in self}
        return {one: found[key] for one, key in keys.items() if key in found}

    def _sent_text(self, statement):
        """Return the sentence that says who sent a statement, and when."""
        return self.env._(
            "The statement of %(customer)s was sent already by %(user)s on %(day)s.",
            customer=statement.partner_id.display_name,
            user=statement.sudo().write_uid.name,
            day=format_date(self.env, statement.date_sent),
        )

    def _send_statements(self, today):
        """Post these statements for their customers, each in its own savepoint; the mail queue takes them away.

        :param date today: the day on which they leave
        """
        self._check_companies()
        template = shipped(self.env, "mail_template_statement")
        for start in range(0, len(self), STATEMENTS_PER_CALL):
            batch = self[start : start + STATEMENTS_PER_CALL]
            pdfs, invoices, workbooks = batch._render_pdf_each(), batch._statement_invoice_documents(), batch._workbook_by_statement()
            for statement in batch:
                try:
                    with self.env.cr.savepoint():
                        workbook = [workbooks[statement]] if statement in workbooks else []
                        statement._post_statement(template, today, pdfs[statement], [*workbook, *invoices.get(statement, [])])
                except Exception as error:  # one bad customer must not stop the others
                    _logger.info("Statement %s could not be sent: %s", statement.id, error)
                    self.env.invalidate_all()
                    evidence.as_writer(statement).write({"state": "failed", "error": str(error) or type(error).__name__})
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        if queue and "sent" in self.mapped("state"):
            queue.sudo()._trigger()

    def _post_statement(self, template, today, pdf, invoices):
        """Post one statement on the customer's profile.

        :param template: ``mail.template`` of the words
        :param tuple pdf: (file name, bytes) of the statement
        :param list invoices: (file name, bytes) of the workbook and the invoices that go with it
        :raises ValueError: the contact has no address
        """
        self.ensure_one()
        self._replace_unfit_contact()
        contact = self.contact_id
        if not contact.email_normalized:
            self.profile_id._ask_for_address(self.env._("%s has no valid e-mail address.", contact.display_name))
            raise ValueError(self.env._("%s has no valid e-mail address.", contact.display_name or self.partner_id.display_name))
        company = self.company_id.sudo()
        sender = self._sender_user().sudo()
        message = post_mail(
            self.profile_id,
            self,
            template,
            contact,
            author_id=(sender.partner_id or company.partner_id).id,
            email_from=sender.email_formatted or company.email_formatted or self.env.company.email_formatted,
            attachments=[pdf, *invoices],
            mail_auto_delete=False,
        )
        done = {"state": "sent", "date_sent": today, "error": False, "mail_message_id": message.id}
        evidence.as_writer(self).write(done)
        # who may not read the statement, because he works in one branch, does not read it as a document of the customer
        evidence.as_writer(message.sudo().attachment_ids).write({"res_model": self._name, "res_id": self.id})

    def _replace_unfit_contact(self):
        """Write to whom the rule names now where the contact cannot be written to any more.

        :raises UserError: nobody else can be written to
        """
        Rule = self.env["dunning.contact"]
        reason = Rule._find_unfit(self).get(self)
        if not reason:
            return
        person = Rule._choose_person(Rule._read_reach(self.profile_id)[self.profile_id], "email", anybody=False)
        text = Rule._explain_unfit(self.contact_id, reason)
        if person:
            evidence.as_writer(self).contact_id = person
        elif text:
            if reason == "bounced":
                self.profile_id._ask_for_address(text)
            raise UserError(text)

    def _amount_text(self, amount, currency):
        """Return an amount with its currency as people of the language write it."""
        return formatLang(self.env, amount, currency_obj=currency)
