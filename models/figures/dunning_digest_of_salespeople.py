"""The weekly digest: each salesperson gets an e-mail about his own customers, in his language, when there is something.

It needs no accounting rights: it is made by the system and holds what the reader finds in the Dunning app.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang

from ..action.dunning_action import OPEN_STATES
from ..shared.activities import at_work
from ..shared.company_day import company_day

# Days that a digest looks back for payments.
LOOK_BACK = 7

# Customers named in a digest, those with most overdue first; the app has the others.
MOST = 10


class DunningDigest(models.AbstractModel):
    _name = "dunning.digest"
    _description = "Weekly digest for salespeople"

    @api.model
    def _cron_send(self):
        """Send the week's digests of every live root company, once a day however often it is called."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            own = self.with_company(company)
            today = company_day(own)
            if company.dunning_digest_date != today:
                own._queue_digests(company, today)
                company.dunning_digest_date = today
                self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _queue_digests(self, company, today):
        """Queue the digests of a root company.

        :param company: root ``res.company``
        :param date today: day of the digest
        :return: ``mail.mail``, one for each salesperson to whom there is something to say
        """
        if not (company.dunning_digest and company.dunning_live_date):
            return self.env["mail.mail"]
        people = self._digest_content(company, today)
        vals_list = []
        for user, content in people.items():
            localized = self.with_context(lang=user.lang, tz=user.tz)
            values = localized._digest_vals(company, user, content, today)
            vals_list.append(
                {
                    "subject": localized.env._(
                        "Your customers this week: %(overdue)s overdue", overdue=values["format_amount"](content["overdue"])
                    ),
                    "body_html": localized.env["ir.qweb"]._render("account_dunning.digest_mail", values),
                    "recipient_ids": [fields.Command.link(user.partner_id.id)],
                    "author_id": company.partner_id.id,
                    "email_from": company.email_formatted,
                    "auto_delete": True,
                }
            )
        mails = self.env["mail.mail"].sudo().create(vals_list)
        if mails:
            queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
            if queue:
                queue.sudo()._trigger()
        return mails

    @api.model
    def _digest_content(self, company, today):
        """Return what there is to say, by salesperson.

        :return: dict by ``res.users`` of dict: ``open`` and ``overdue`` (company currency), ``customers`` (rows of those with
            something overdue, most first), ``receipts`` (rows), ``disputes`` and ``actions`` (records)
        """
        content = {}

        def of(user_id):
            return content.setdefault(
                user_id,
                {
                    "open": 0.0, "overdue": 0.0, "customers": [], "receipts": [],
                    "disputes": self.env["dunning.dispute"], "actions": self.env["dunning.action"],
                },
            )  # fmt: skip

        sellers = self.env["res.users"].browse(self._seller_ids(company))
        self.env.flush_all()
        for row in self._open_by_customer(company, today, sellers):
            found = of(row["salesperson_id"])
            found["open"] += row["residual"]
            found["overdue"] += row["overdue"]
            if row["overdue"] > 0:
                found["customers"].append(row)
        for row in self.env.execute_query_dict(self._sql_digest_receipts(company, today)):
            of(row["salesperson_id"])["receipts"].append(row)
        for dispute in self.env["dunning.dispute"].search([("company_id", "=", company.id), ("state", "=", "open")]):
            seller = dispute.profile_id.salesperson_id
            for user in dispute.user_id | seller:
                of(user.id)["disputes"] += dispute
        for action in self.env["dunning.action"].search(
            [("company_id", "=", company.id), ("state", "in", OPEN_STATES), ("date", "<=", today), ("user_id", "!=", False)]
        ):
            of(action.user_id.id)["actions"] += action
        users = self.env["res.users"].browse(content)
        return {
            user: content[user.id]
            for user in users.sorted("id")
            if user in sellers
            and at_work(user)
            and company in user.company_ids.root_id
            and any(content[user.id][name] for name in ("customers", "receipts", "disputes", "actions"))
        }

    @api.model
    def _seller_ids(self, company):
        """Return the users who sell to a customer with a dunning profile in the company."""
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT COALESCE(profile.own_salesperson_id, partner.user_id)
                      FROM dunning_profile AS profile
                      JOIN res_partner AS partner ON partner.id = profile.partner_id
                     WHERE profile.company_id = %s AND COALESCE(profile.own_salesperson_id, partner.user_id) IS NOT NULL
                    """,
                    company.id,
                )
            )
        ]

    @api.model
    def _open_by_customer(self, company, today, sellers):
        """Return what the customers of salespeople owe, as their list of customers says it: of the companies that each sees.

        :return: list of dict ``salesperson_id, partner_id, name, residual, overdue`` (credits deducted), ``days``; most overdue first
        """
        rows = []
        everywhere = company._dunning_companies()
        with self.env["dunning.engine"]._whole_company():
            for own, users in sellers.grouped(lambda user: user.company_ids & everywhere).items():
                rows += self.env.execute_query_dict(self._sql_open(company, today, own, users))
        return rows

    @api.model
    def _sql_open(self, company, today, own, users):
        return SQL(
            """
            SELECT COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id, owed.partner_id, partner.name,
                   owed.amount_due::float AS residual, owed.amount_overdue::float AS overdue, owed.oldest_days AS days
              FROM (%(owed)s) AS owed
              JOIN dunning_profile AS profile ON profile.partner_id = owed.partner_id AND profile.company_id = %(company)s
              JOIN res_partner AS partner ON partner.id = owed.partner_id
             WHERE COALESCE(profile.own_salesperson_id, partner.user_id) = ANY(%(users)s)
             ORDER BY owed.amount_overdue DESC, partner.name, owed.partner_id
            """,
            owed=self.env["dunning.profile"]._sql_owed_by_customer(company, today, own=own),
            company=company.id,
            users=users.ids,
        )

    @api.model
    def _sql_digest_receipts(self, company, today):
        return SQL(
            """
            SELECT receipt.salesperson_id, receipt.partner_id, partner.name, SUM(receipt.amount)::float AS amount, MAX(receipt.date) AS date
              FROM (%(receipts)s) AS receipt
              JOIN res_partner AS partner ON partner.id = receipt.partner_id
             WHERE receipt.root_company_id = %(company)s AND receipt.salesperson_id IS NOT NULL AND receipt.profile_id IS NOT NULL
               AND receipt.date > %(since)s AND receipt.date <= %(today)s
             GROUP BY receipt.salesperson_id, receipt.partner_id, partner.name
             ORDER BY 4 DESC, 3, 2
            """,
            receipts=self.env["dunning.receipt"]._table_query,
            company=company.id,
            since=today - timedelta(days=LOOK_BACK),
            today=today,
        )

    @api.model
    def _digest_vals(self, company, user, content, today):
        """Return the values of one digest's e-mail."""
        currency = company.currency_id
        base_url = company.get_base_url()
        return {
            **content,
            "customers": content["customers"][:MOST],
            "more": max(0, len(content["customers"]) - MOST),
            "user": user,
            "company": company,
            "disputes": content["disputes"].with_env(self.env).sorted("date_deadline")[:MOST],
            "actions": content["actions"].with_env(self.env).sorted("date")[:MOST],
            "customers_url": f"{base_url}/odoo/dunning-my-customers",
            "format_amount": lambda amount, currency=currency: formatLang(self.env, amount, currency_obj=currency),
            "format_date": lambda day: format_date(self.env, day),
            "today": today,
        }
