"""Payment plans on the customer's page: which ones it leads to, and what the page of one shows."""

from markupsafe import Markup
from odoo import SUPERUSER_ID, api, models
from odoo.tools import format_date, format_datetime

from ..shared.company_day import company_day

# How a state is shown.
COLORS = {"offered": "warning", "running": "info", "kept": "success", "broken": "danger", "late": "success", "partly": "warning"}

# What customers see of plans: not what was never offered or never answered.
SHOWN = ("offered", "running", "kept", "broken")


class DunningPage(models.AbstractModel):
    _inherit = "dunning.page"

    @api.model
    def _page_plans(self, visit, states):
        """Return the payment plans that the page of a visit leads to: name, state, signed path.

        The link of a message leads to the plans of its own items; an offer still stands, and is not over.

        :param dict states: as ``_page_states`` returns them
        """
        plans = self.env["dunning.payment.plan"].sudo().search([("profile_id", "=", visit.profile.id), ("state", "in", SHOWN)])
        if visit.action:
            items = self.env["account.move.line"].sudo().union(*(line.move_line_id for line in states))
            moved = self.env["dunning.replacement"].sudo().search([("line_id", "in", items.ids)])
            shown = set(items | moved.origin_line_id)
            plans = plans.filtered(lambda plan: set(plan.item_ids.move_line_id) <= shown)
        return [
            {
                "name": plan.display_name,
                "state": self._say_plan_state(plan),
                "color": COLORS[plan.state],
                "url": f"{plan.access_url}?access_token={plan._portal_ensure_token()}",
            }
            for plan in plans.filtered(lambda plan: plan.state != "offered" or plan.date_until >= plan._plan_day())
        ]

    @api.model
    def _document_as_page(self, model, document_id):
        """Return a document as the system that takes down what the customer says of it.

        :param str model: ``dunning.payment.plan`` or ``dunning.set.off``
        """
        document = self.env[model].with_env(self.env(user=SUPERUSER_ID)).browse(document_id)
        return document.with_company(document.company_id)

    @api.model
    def _agreed_document_values(self, visit, document, said, color, error="", typed=None):
        """Return the values of the page of a document that both sides accept.

        :param Visit visit: whose page
        :param document: ``dunning.payment.plan`` or ``dunning.set.off`` as superuser, in the reader's language
        :param str said: how it stands
        :param str color: how that is shown
        :param str error: what is wrong with what was sent
        :param dict typed: what was typed
        """
        key = f"?access_token={document._portal_ensure_token()}"
        return {
            "company": document.company_id.name,
            "document": Markup(document.document or ""),  # written by QWeb, kept as it was
            "said": f"{said[:1].upper()}{said[1:]}.",
            "said_kind": color,
            "acceptances": self._say_acceptances(document),
            "is_open": document.state == "offered" and document.date_until >= company_day(document, document.company_id),
            "accept_url": f"{document.access_url}/accept{key}",
            "decline_url": f"{document.access_url}/decline{key}",
            "back_url": visit.url() if visit.is_proved else False,
            "error": error,
            "typed": typed or {},
        }

    @api.model
    def _say_plan_state(self, plan):
        """Return how a plan stands, in the words of its reader."""
        if plan.state == "offered" and plan.date_until < plan._plan_day():
            return self.env._("does not stand any more")
        return {
            "approval": self.env._("not offered yet"),
            "offered": self.env._("waits for your answer until %s", format_date(self.env, plan.date_until)),
            "running": self.env._("agreed"),
            "kept": self.env._("paid, thank you"),
            "broken": self.env._("ended: not kept"),
            "declined": self.env._("declined"),
        }.get(plan.state, self.env._("does not stand any more"))

    @api.model
    def _plan_values(self, visit, plan, error="", typed=None):
        """Return the values of the page of one plan.

        :param Visit visit: whose page
        :param plan: ``dunning.payment.plan`` as superuser
        :param str error: what is wrong with what was sent
        :param dict typed: what was typed
        """
        plan = plan.with_context(lang=self.env.lang)
        color = COLORS.get(plan.state, "secondary")
        values = self._agreed_document_values(visit, plan, self._say_plan_state(plan), color, error, typed)
        return {**values, "instalments": [] if values["is_open"] else self._plan_instalments(plan)}

    @api.model
    def _plan_instalments(self, plan):
        """Return the instalments of a plan with what came in of each."""
        words = {
            "kept": self.env._("paid"), "late": self.env._("paid late"),
            "partly": self.env._("partly paid"), "broken": self.env._("missing"),
        }  # fmt: skip
        return [
            {
                "day": format_date(self.env, line.date),
                "amount": plan._say_amount(line.amount),
                "state": words.get(line.state, ""),
                "color": COLORS.get(line.state, "light"),
            }
            for line in plan.line_ids
        ]

    @api.model
    def _say_acceptances(self, document):
        """Return who accepted a document, in which capacity and when: in the company's time zone, which is named.

        :param document: ``dunning.payment.plan`` or ``dunning.set.off`` as superuser
        :return: list of str, empty while it is not accepted by both
        """
        zone, said = document.company_id._dunning_tz() or "UTC", []
        for one in document.acceptance_ids if document.accepted_on else ():
            who = ", ".join(filter(None, (one.name, one.capacity)))
            said.append(f"{who} · {format_datetime(self.env, one.date, tz=zone)} ({zone})")
        return said
