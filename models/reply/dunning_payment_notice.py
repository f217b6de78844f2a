"""Chased invoices that were paid in full: the customer is thanked where the company wants it, the salesperson is told.

Found by the daily run from the ledger; one record a customer and payment day, which is the memory of who was told.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang

from ..shared.activities import at_work
from ..shared.customer_mail import post_mail
from ..shared.dunning_message_texts import SIDES_FIELDS
from ..shared.one_line import one_line
from ..shared.receivable import sql_entry, sql_is_settled, sql_items_of, sql_settlements, sql_trade

# Payments that a run still tells about (days): a server that stood still makes up for it, old ones are left alone.
NOTICE_DAYS = 7

# Journals whose entries are money that came in.
MONEY_JOURNALS = ("bank", "cash", "credit")

# What texts may use without programming rights.
MESSAGE_FIELDS = (*SIDES_FIELDS, "invoice_names", "amount_text", "day_text", "lang")


class DunningPaymentNotice(models.Model):
    _name = "dunning.payment.notice"
    _description = "Payment of Chased Invoices"
    _inherit = ["dunning.message.texts", "mail.thread"]
    _order = "date_paid desc, id desc"
    _rec_names_search = ["partner_id"]
    _check_company_auto = True
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    branch_id = fields.Many2one(
        "res.company", compute="_compute_branch_id", store=True, compute_sudo=True,
        help="The branch whose invoices were paid; the main company when they are of several.",
    )  # fmt: skip
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    profile_id = fields.Many2one("dunning.profile", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    action_id = fields.Many2one("dunning.action", string="Last Contact", index="btree_not_null", ondelete="set null")
    date_paid = fields.Date(string="Paid On", required=True, index=True)
    line_ids = fields.One2many("dunning.payment.notice.line", "notice_id", string="Invoices")
    amount_company = fields.Monetary(
        string="Paid (company currency)", compute="_compute_amount_company", store=True, currency_field="company_currency_id"
    )
    salesperson_id = fields.Many2one("res.users", help="Who was told of the payment.")
    thanked_on = fields.Date(readonly=True)
    mail_message_id = fields.Many2one("mail.message", string="Thanks", readonly=True, index="btree_not_null", ondelete="set null")
    lang = fields.Char(compute="_compute_texts")
    invoice_names = fields.Char(compute="_compute_texts")
    amount_text = fields.Char(compute="_compute_texts", help="What was paid of these invoices, one amount a currency.")
    day_text = fields.Char(compute="_compute_texts")

    _profile_day = models.UniqueIndex("(profile_id, date_paid)", "The payment of this day is known already.")

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in MESSAGE_FIELDS))

    @api.depends("partner_id", "date_paid")
    def _compute_display_name(self):
        for notice in self:
            day = format_date(self.env, notice.date_paid) if notice.date_paid else ""
            notice.display_name = f"{notice.partner_id.display_name or ''} – {day}"

    @api.depends("company_id", "line_ids.move_id")
    def _compute_branch_id(self):
        for notice in self:
            branches = notice.line_ids.move_id.company_id
            notice.branch_id = branches if len(branches) == 1 else notice.company_id

    @api.depends("line_ids.amount_company")
    def _compute_amount_company(self):
        for notice in self:
            notice.amount_company = sum(notice.line_ids.mapped("amount_company"))

    @api.depends("partner_id", "action_id", "line_ids", "date_paid")
    @api.depends_context("lang")
    def _compute_texts(self):
        for notice in self:
            company = notice.company_id.sudo()
            sender = at_work(notice.action_id.user_id, company) or at_work(notice.profile_id.collector_id, company)
            notice._set_sides(company, sender, notice.action_id.contact_id)
            notice.lang = notice.action_id.lang or notice.partner_id.lang or company.partner_id.lang or self.env.lang
            notice.invoice_names = ", ".join(name for name in notice.line_ids.mapped("invoice_name") if name)
            notice.amount_text = notice._notice_amounts_text()
            notice.day_text = format_date(self.env, notice.date_paid) if notice.date_paid else ""

    def _notice_amounts_text(self):
        totals = {}
        for line in self.line_ids:
            totals[line.currency_id] = totals.get(line.currency_id, 0.0) + line.amount
        return " + ".join(formatLang(self.env, amount, currency_obj=currency) for currency, amount in totals.items())

    # -- the daily run -----------------------------------------------------------------------------

    @api.model
    def _notice_payments(self, company, today):
        """Take down the chased invoices paid since the last runs; thank for them and tell who sold them, once a payment day.

        :param company: root ``res.company``
        :param date today: date of the run
        :return: ``dunning.payment.notice`` made
        """
        if not company.dunning_live_date:
            return self.browse()
        found = {}
        for row in self._paid_rows(company, today):
            found.setdefault((row["profile_id"], row["date_paid"]), []).append(row)
        if not found:
            return self.browse()
        known = self.search(
            [("company_id", "=", company.id), ("date_paid", ">", today - timedelta(days=NOTICE_DAYS)), ("date_paid", "<=", today)]
        )
        of_day = {(notice.profile_id.id, notice.date_paid): notice for notice in known}
        made = completed = self.browse()
        for (profile_id, day), rows in found.items():
            lines = [
                fields.Command.create(
                    {name: row[name] for name in ("move_id", "invoice_name", "currency_id", "amount", "amount_company")}
                )
                for row in rows
            ]
            notice = of_day.get((profile_id, day))
            if notice:  # reconciled later than the others of that day: said once is enough
                notice.line_ids = lines
                completed += notice.filtered(lambda one: not one.thanked_on)
                continue
            profile = self.env["dunning.profile"].browse(profile_id)
            made += self.create(
                {
                    "company_id": company.id,
                    "profile_id": profile.id,
                    "partner_id": profile.partner_id.id,
                    "action_id": max(row["action_id"] for row in rows),
                    "date_paid": day,
                    "line_ids": lines,
                }
            )
        made._tell_salespeople()
        (made + completed)._thank_customers(today)
        return made

    @api.model
    def _paid_rows(self, company, today):
        """Return the invoices that were chased and are paid in full by money that came in, and of which nobody was told.

        :return: list of dict: ``move_id``, ``invoice_name``, ``profile_id``, ``action_id`` (last contact), ``date_paid`` (day of
            the last money), ``currency_id``, ``amount`` (money, invoice currency), ``amount_company``
        """
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                WITH recent AS MATERIALIZED (
                    SELECT DISTINCT %(entry)s AS move_id
                      FROM %(settlements)s AS part
                      JOIN account_move_line AS item ON item.id = part.debit_move_id AND %(is_settled)s
                     WHERE part.max_date > %(since)s AND part.max_date <= %(today)s AND item.company_id IN (%(companies)s)
                ),
                chased AS (
                    SELECT line.move_id, MAX(action.id) AS action_id, MAX(action.profile_id) AS profile_id
                      FROM dunning_action_line AS line
                      JOIN recent ON recent.move_id = line.move_id
                      JOIN dunning_action AS action ON action.id = line.action_id AND action.company_id = %(company)s
                           AND action.state = 'done' AND action.is_contact
                     WHERE line.kind = 'advance' AND line.status = 'counted' AND COALESCE(line.step_delay, 0) >= 0
                     GROUP BY line.move_id
                ),
                money AS (
                    SELECT chased.move_id, MAX(part.max_date) AS date_paid,
                           SUM(part.debit_amount_currency) AS amount, SUM(part.amount) AS amount_company
                      FROM chased
                      JOIN account_move_line AS item ON item.id IN (%(owed)s)
                      JOIN %(settlements)s AS part ON part.debit_move_id = item.id
                      JOIN account_move_line AS counterpart ON counterpart.id = part.credit_move_id
                      JOIN account_journal AS journal ON journal.id = counterpart.journal_id AND journal.type = ANY(%(money)s)
                     GROUP BY chased.move_id
                )
                SELECT move.id AS move_id, move.name AS invoice_name, chased.profile_id, chased.action_id, money.date_paid,
                       move.currency_id, money.amount, money.amount_company
                  FROM money
                  JOIN chased ON chased.move_id = money.move_id
                  JOIN account_move AS move ON move.id = money.move_id AND move.state = 'posted'
                 WHERE money.date_paid > %(since)s AND money.date_paid <= %(today)s
                   AND NOT EXISTS (
                        SELECT FROM account_move_line AS open_item
                          JOIN account_account AS account ON account.id = open_item.account_id AND %(trade)s
                         WHERE open_item.id IN (%(owed_of_move)s) AND open_item.reconciled IS NOT TRUE)
                   AND NOT EXISTS (SELECT FROM dunning_payment_notice_line AS told WHERE told.move_id = move.id)
                 ORDER BY chased.profile_id, money.date_paid, move.id
                """,
                company=company.id,
                companies=self.env["dunning.engine"]._sql_companies(company),
                since=today - timedelta(days=NOTICE_DAYS),
                today=today,
                money=list(MONEY_JOURNALS),
                settlements=sql_settlements(),
                is_settled=sql_is_settled("item"),
                entry=sql_entry("item"),
                owed=sql_items_of(SQL("chased.move_id")),
                owed_of_move=sql_items_of(SQL("move.id")),
                trade=sql_trade(),
            )
        )

    def _tell_salespeople(self):
        """Tell whoever sells to these customers that the invoices were paid: a note, no task.

        It stands on the payment, not on the customer's page, which people of other branches read.
        """
        for notice in self:
            salesperson = at_work(notice.profile_id.salesperson_id, notice.company_id)
            if not salesperson or not notice.company_id.dunning_tell_sales:
                continue
            notice.salesperson_id = salesperson
            told = notice.with_context(lang=salesperson.lang)
            told.message_post(
                body=told.env._(
                    "%(customer)s paid %(amount)s on %(day)s: %(invoices)s.",
                    customer=notice.partner_id.name,
                    amount=told.amount_text,
                    day=told.day_text,
                    invoices=told.invoice_names,
                ),
                subject=told.env._("Paid: %s", one_line(notice.partner_id.name)),
                message_type="notification",
                subtype_xmlid="mail.mt_note",
                partner_ids=salesperson.partner_id.ids,
                author_id=notice.company_id.sudo().partner_id.id,
                email_from=notice.company_id.sudo().email_formatted,
                notify_skip_followers=True,
                force_send=False,
            )

    def _thank_customers(self, today):
        """Thank the customers, where the company wants it, thanks are in place and they can be reached.

        :param date today: day of the message
        """
        template = self.env.ref("account_dunning.mail_template_thanks", raise_if_not_found=False)
        wanted = self.filtered(lambda notice: notice.company_id.dunning_thanks) if template else self.browse()
        wanted = wanted._keep_thankworthy(today)
        for notice in wanted:
            contact = notice._reachable_person()
            if not contact:
                continue
            try:
                with self.env.cr.savepoint():
                    notice._post_thanks(template, contact, today)
            except Exception as error:  # one text that fails keeps no run from its work
                self.env.invalidate_all()
                notice._message_log(body=self.env._("The thanks could not be sent: %s", error))

    def _reachable_person(self):
        """Return the person of the last contact, else whom the rule names, else nobody, as far as the address serves."""
        self.ensure_one()
        if self._may_thank(self.action_id.contact_id):
            return self.action_id.contact_id
        Rule = self.env["dunning.contact"]
        person = Rule._choose_person(Rule._read_reach(self.profile_id)[self.profile_id], "email", anybody=False)
        return person if self._may_thank(person) else person.browse()

    def _may_thank(self, contact):
        """Tell whether somebody is a contact of the customer whose address serves.

        :param contact: ``res.partner``, may be empty
        """
        if not self.env["dunning.contact"]._serves_by_mail(contact, self.profile_id):
            return False
        bounced = [("profile_id", "=", self.profile_id.id), ("kind", "=", "bounce"), ("state", "=", "new")]
        return not self.env["dunning.reply"].search_count([*bounced, ("email_from", "=", contact.email_normalized)], limit=1)

    def _post_thanks(self, template, contact, today):
        """Post the thanks to one customer; the mail queue sends them."""
        message = post_mail(self, self, template, contact)
        self.write({"mail_message_id": message.id, "thanked_on": today})
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        if queue:
            queue.sudo()._trigger()
