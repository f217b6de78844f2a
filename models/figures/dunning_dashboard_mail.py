"""The dashboard by e-mail, once a week: the same blocks as on the screen, as tables with small bars.

Each recipient gets the blocks that he has chosen, in his language, of what he may see himself; no picture is fetched from
anywhere.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..shared.company_day import company_day

_logger = logging.getLogger(__name__)

# Rows of a table or chart in the e-mail; the screen has them all.
MOST_ROWS = 15

# Colours of bars by tone, those of the screen.
COLORS = {
    "main": "#3188e6", "coming": "#8fb7a8", "good": "#00a78d", "bad": "#c5502f", "quiet": "#7e8290", "target": "#f4a261",
    "age_1": "#f3d27a", "age_2": "#eda94f", "age_3": "#df7c3b", "age_4": "#c5502f", "age_5": "#8f2a23",
}  # fmt: skip


class DunningDashboard(models.AbstractModel):
    _inherit = "dunning.dashboard"

    @api.model
    def _cron_send(self):
        """Send the week's dashboards of every root company on its day, or later when the day was missed."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            own = self.with_company(company)
            today = company_day(own)
            if own._is_mail_day(company, today):
                own._send_weekly(company, today)
                company.dunning_dashboard_date = today
                self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _is_mail_day(self, company, today):
        """Tell whether the dashboard of this week is due and has not been sent."""
        if not company.dunning_dashboard_user_ids:
            return False
        behind = (today.weekday() - int(company.dunning_dashboard_weekday)) % 7
        last = company.dunning_dashboard_date
        # never sent: the first one leaves on its day, not at once
        return last < today - timedelta(days=behind) if last else behind == 0

    @api.model
    def _send_weekly(self, company, day):
        """Queue a root company's dashboard for each of its recipients who may see it.

        :param company: root ``res.company``
        :param date day: the day of which the figures are
        :return: ``mail.mail``
        """
        vals_list = []
        for user in company.dunning_dashboard_user_ids.filtered("active").sorted("id"):
            companies = user.company_ids.filtered(lambda one: one.root_id == company)
            if not companies or not user.has_group("account_dunning.group_dunning_user") or not user.email:
                continue
            own = self.with_user(user).with_context(
                allowed_company_ids=companies.sorted(lambda one: (one != company, one.id)).ids, lang=user.lang, tz=user.tz
            )
            try:
                # one that cannot be made keeps nobody else from his
                with self.env.cr.savepoint():
                    vals_list.append(own._mail_vals(company, user, day))
            except Exception:
                _logger.exception("The dashboard of %s for user %s was not made.", company.name, user.login)
        mails = self.env["mail.mail"].sudo().create(vals_list)
        if mails:
            queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
            if queue:
                queue.sudo()._trigger()
        return mails

    @api.model
    def _mail_vals(self, company, user, day):
        """Return one recipient's e-mail, made with his rights."""
        asked = self._read_request({"company_id": company.id}, day)
        sender = company.sudo()
        said = {"company": sender.name, "day": format_date(self.env, day)}
        values = {
            "blocks": [self._mail_block(block) for block in self._chosen_blocks_data(asked)],
            "user": user,
            "company": sender,
            "scope_text": self._scope_text(asked),
            "intro": self.env._("These are the receivables of %(company)s on %(day)s.", **said),
            "url": f"{sender.get_base_url()}/odoo/dunning-dashboard",
        }
        return {
            "subject": self.env._("%(company)s: receivables on %(day)s", **said),
            "body_html": self.env["ir.qweb"]._render("account_dunning.dashboard_mail", values),
            "recipient_ids": [fields.Command.link(user.sudo().partner_id.id)],
            "author_id": sender.partner_id.id,
            "email_from": sender.email_formatted,
            "auto_delete": True,
        }

    @api.model
    def _mail_block(self, block):
        """Return a block as an e-mail shows it: a chart becomes rows with a bar for its first series and a column for others.

        :return: dict: block with ``head`` (names of columns) and ``rows`` of dict ``cells`` (list of text), ``share``, ``color``
        """
        head, rows = [], []
        if chart := block["chart"]:
            first = chart["series"][0]
            largest = max((abs(value or 0) for value in first["values"]), default=0)
            head = ["", *(one["name"] for one in chart["series"])] if len(chart["series"]) > 1 else []
            tones = first.get("tones") or [first["tone"]] * len(chart["labels"])
            for rank, label in enumerate(chart["labels"]):
                rows.append(
                    {
                        "cells": [label, *(one["texts"][rank] for one in chart["series"])],
                        "share": abs(first["values"][rank] or 0) / largest if largest else 0,
                        "color": COLORS[tones[rank]],
                    }
                )
        elif table := block["table"]:
            head = [column["name"] for column in table["columns"]]
            rows = [
                {"cells": [cell["text"] for cell in row["cells"]], "share": row["share"], "color": COLORS["main"]}
                for row in table["rows"]
            ]
        # of many months or weeks the last ones count, of customers the first
        return {**block, "head": head, "rows": rows[:MOST_ROWS] if block["table"] else rows[-MOST_ROWS:]}
