"""Lists and the aged balance by e-mail: once a week or a month to people chosen, as workbooks or on paper, of what each may see."""

import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..calendar.payment_days import WEEKDAYS
from ..shared.company_day import company_day
from ..shared.compat import render_pdf

_logger = logging.getLogger(__name__)

AGED, METRICS = "aged", "dunning.metric"
# What may be sent: a code, its label and the model whose list it is; another room's list joins by one line.
LISTS = {
    AGED: "Aged receivable",
    METRICS: "Key figures",
    "dunning.profile": "Customers",
    "dunning.receivable": "Open items",
    "dunning.coverage": "Overdue without follow-up",
    "dunning.forecast.week": "Cash forecast",
    "dunning.promise": "Promises",
    "dunning.dispute": "Disputes",
    "dunning.effect": "Effect of steps",
    "dunning.cash.month": "Cash to Target",
    "dunning.cash.roll": "Rolls Past 60 or 90 Days",
    "dunning.overdue.ball": "Whose Move Is Next",
    "dunning.days.held": "Where the Days Are",
    "dunning.collection.cost": "Cost to Collect",
}
# Rows of a workbook that leaves by e-mail, and of a PDF; of more it says so.
MOST_ROWS, MOST_PRINTED = 10_000, 1_000
# Months of key figures, the last one of the year before among them.
MONTHS = 13
FORMATS = [("xlsx", "Workbook (XLSX)"), ("pdf", "PDF")]


class DunningSchedule(models.Model):
    _name = "dunning.schedule"
    _description = "List by E-mail"
    _inherit = ["dunning.guarded"]
    _order = "name, id"

    name = fields.Char(string="Subject", required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    content = fields.Selection(list(LISTS.items()), string="List", required=True, default="dunning.profile")
    filter_id = fields.Many2one(
        "ir.filters", string="Favorite", ondelete="set null", domain="[('model_id', '=', content)]",
        help="A search that you have kept as a favorite in this list. Empty: all of it.",
    )  # fmt: skip
    file_format = fields.Selection(FORMATS, string="As", required=True, default="xlsx")
    rhythm = fields.Selection([("week", "Every week"), ("month", "Every month")], required=True, default="week")
    weekday = fields.Selection(WEEKDAYS, required=True, default="0")
    month_day = fields.Integer(string="Day of the Month", default=1, help="31: the last day.")
    user_ids = fields.Many2many(
        "res.users", "dunning_schedule_user_rel", "schedule_id", "user_id", string="To",
        domain="[('share', '=', False)]", help="Collectors and credit managers; each gets what he may see himself, in his language.",
    )  # fmt: skip
    last_sent_on = fields.Date(readonly=True, copy=False)
    last_error = fields.Char(readonly=True, copy=False)

    _month_day_range = models.Constraint("CHECK(month_day BETWEEN 1 AND 31)", "The day of the month lies between 1 and 31.")

    @api.constrains("user_ids", "company_id")
    def _check_recipients(self):
        for schedule in self.sudo():
            for user in schedule.user_ids:
                if schedule.company_id not in user.company_ids.root_id or not user.has_group("account_dunning.group_dunning_user"):
                    raise ValidationError(
                        self.env._("%(user)s is no collector of %(company)s.", user=user.name, company=schedule.company_id.name)
                    )

    @api.constrains("filter_id", "content")
    def _check_favorite(self):
        for schedule in self.sudo().filtered("filter_id"):
            if schedule.filter_id.model_id != schedule.content:
                raise ValidationError(self.env._("The favorite “%s” is of another list.", schedule.filter_id.name))

    # -- when --------------------------------------------------------------------------------------

    @api.model
    def _cron_send_lists(self):
        """Send the lists that are due in every company, each once, later when its day was missed."""
        for schedule in self.search([]):
            today = company_day(schedule)
            if schedule._is_list_due(today):
                schedule._send_list(today)
                self.env["ir.cron"]._commit_progress(1)

    def _is_list_due(self, today):
        """Tell whether the list of this week or month is due and has not been sent; the first one leaves on its day."""
        day = self._last_list_day(today)
        return self.last_sent_on < day if self.last_sent_on else day == today

    def _last_list_day(self, today):
        """Return the last day, today or before, on which the list is to be sent."""
        if self.rhythm == "week":
            return today - timedelta(days=(today.weekday() - int(self.weekday)) % 7)
        day = today + relativedelta(day=self.month_day)
        return day if day <= today else today + relativedelta(months=-1, day=self.month_day)

    def action_send_now(self):
        """Send the list now, to all who get it."""
        self.check_access("write")
        for schedule in self:
            schedule.sudo()._send_list(company_day(schedule))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("In the mail queue: %s.", ", ".join(self.mapped("name")))},
        }

    # -- what --------------------------------------------------------------------------------------

    def _send_list(self, today):
        """Queue one list for each of its recipients, made with his rights; what cannot be made is kept as the last error.

        :param date today: the day of which it is
        :return: ``mail.mail``
        """
        self.ensure_one()
        vals_list, errors = [], []
        for user in self.user_ids.filtered(lambda one: one.active and one.email).sorted("id"):
            companies = user.company_ids.filtered(lambda one: one.root_id == self.company_id)
            if not companies or not user.has_group("account_dunning.group_dunning_user"):
                continue
            companies = companies.sorted(lambda one: (one != self.company_id, one.id))
            own = self.with_user(user).with_context(allowed_company_ids=companies.ids, lang=user.lang, tz=user.tz)
            try:
                with self.env.cr.savepoint():
                    vals_list.append(own._list_mail_vals(user, today))
            except Exception as error:  # one that cannot be made keeps nobody else from his
                _logger.exception("List %s for user %s was not made.", self.id, user.login)
                errors.append(str(error) or type(error).__name__)
        mails = self.env["mail.mail"].sudo().create(vals_list)
        self.sudo().write({"last_sent_on": today, "last_error": errors[0] if errors else False})
        if mails:
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return mails

    def _list_mail_vals(self, user, today):
        """Return the values of one recipient's mail, with his rights and in his language.

        :param user: ``res.users``
        :param date today: the day of which the list is
        """
        company = self.sudo().company_id
        title = f"{self.name} – {company.name}, {format_date(self.env, today)}"
        kind, content = self._build_file(title)
        attachment = self.env["ir.attachment"].sudo().create({"name": f"{self.name.replace('/', '-')} {today}.{kind}", "raw": content})
        return {
            "subject": title,
            "body_html": self.env["ir.qweb"]._render("account_dunning.schedule_mail", {"schedule": self, "title": title}),
            "recipient_ids": [fields.Command.link(user.sudo().partner_id.id)],
            "author_id": company.partner_id.id,
            "email_from": company.email_formatted,
            "attachment_ids": [fields.Command.link(attachment.id)],
            "auto_delete": True,
        }

    def _build_file(self, title):
        """Return the file of the list: (its ending, bytes).

        :param str title: above the list
        """
        if self.file_format != "pdf":
            return "xlsx", self._build_list(title)
        content = self._print_list(title)
        content = content if isinstance(content, bytes) else content.encode()
        return ("pdf" if content[:4] == b"%PDF" else "html"), content

    def _print_list(self, title):
        """Return the list on paper, printed with the recipient's rights.

        :param str title: above the list
        """
        if self.content == AGED:
            self.env["dunning.aging"]._check_access()
            dialogue = self.env["dunning.aged.wizard"].create({})
            return render_pdf(self.env, "account_dunning.action_report_aged", dialogue.ids, as_reader=True)[0]
        records, summary = self._read_list(MOST_PRINTED + 1)
        notes = self.env._("The first %s lines.", MOST_PRINTED) if len(records) > MOST_PRINTED else ""
        values = self.env["dunning.list.xlsx"]._list_document(records[:MOST_PRINTED], title, notes, summary)
        return render_pdf(self.env, "account_dunning.action_report_list", self.ids, data=values)[0]

    def _build_list(self, title):
        """Return the bytes of the workbook.

        :param str title: above the list
        """
        if self.content == AGED:
            self.env["dunning.aging"]._check_access()
            return self.env["dunning.aged.wizard"]._from_values({})._make_aged_workbook(title)
        records, _summary = self._read_list(MOST_ROWS + 1)
        notes = self.env._("The first %s lines.", MOST_ROWS) if len(records) > MOST_ROWS else ""
        return self.env["dunning.list.xlsx"]._build_list_workbook(records[:MOST_ROWS], self.name, title, notes)

    def _read_list(self, most):
        """Return the records of the list and what is said above them: of key figures the last month in words, as on their screen.

        :param int most: number of records at most
        """
        if self.content != METRICS:
            return self.env[self.content].search(self._list_domain(), limit=most), ""
        asked = self.env["dunning.metric.wizard"].create({"company_id": self.sudo().company_id.id, "months": MONTHS})
        rows = asked._make_rows().filtered_domain(self._list_domain())
        return rows.sorted("month", reverse=True)[:most], asked.summary_html or ""

    def _list_domain(self):
        """Return the domain of the favorite, read with the recipient's rights on what it names."""
        return self.sudo().filter_id.with_user(self.env.user)._get_eval_domain() if self.filter_id else []
