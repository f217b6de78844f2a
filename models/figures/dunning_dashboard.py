"""The dashboard: blocks of figures that each person chooses and orders; every figure opens its records.

Nothing is computed here: blocks ask the aged balance, the key figures, the forecast and the work list. A block is a
plain dict, the same for the screen and for the weekly e-mail (``dunning_dashboard_mail``).
"""

from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, formatLang

from ..shared.company_day import company_day
from ..shared.roles import check_collector

MONTHS = (3, 6, 12, 24)
USUAL_MONTHS = 12

SCOPES = ("all", "mine", "team")


class Asked(NamedTuple):
    """What a dashboard is asked for.

    ``company`` is the root company, ``companies`` are it and its branches as far as the user may see them; ``since`` is
    the first day of the period. ``made`` keeps figures that several blocks show, so that they are made once.
    """

    day: date
    company: models.BaseModel
    companies: models.BaseModel
    scope: str
    months: int
    since: date
    made: dict


class DunningDashboard(models.AbstractModel):
    _name = "dunning.dashboard"
    _description = "Dashboard of receivables"

    # -- blocks ------------------------------------------------------------------------------------

    @api.model
    def _block_codes(self):
        """Return the codes of all blocks in the order in which they come, before anybody chooses.

        A further block needs its code here and a method ``_block_<code>(asked)`` that returns it (see ``_make_block``).
        """
        return [
            "figures", "overdue", "dso", "cash", "work", "debtors", "month", "bridge", "ball", "owed", "effect", "promises", "disputes",
            "exposure", "calls", "days",
        ]  # fmt: skip

    @api.model
    def _later_codes(self):
        """Return the codes of blocks that take so long that the screen asks for them by themselves, after the others."""
        return ["month", "bridge", "ball", "owed", "effect", "exposure", "calls", "days"]

    @api.model
    def _block_titles(self):
        """Return the title of each block, by code."""
        return {
            "figures": self.env._("Key Figures"),
            "overdue": self.env._("Overdue by Age"),
            "dso": self.env._("DSO against Target"),
            "cash": self.env._("Cash of the Coming Weeks"),
            "work": self.env._("Work of the Team"),
            "debtors": self.env._("Who Owes Most"),
            "month": self.env._("Cash to Target"),
            "bridge": self.env._("Overdue since Last Monday"),
            "ball": self.env._("Whose Move Is Next"),
            "owed": self.env._("From the Books to the Customers' List"),
            "effect": self.env._("Effect of Steps"),
            "promises": self.env._("Promises"),
            "disputes": self.env._("Disputes"),
            "exposure": self.env._("Credit"),
            "calls": self.env._("Calls That Bring Most"),
            "days": self.env._("Where the Days Are"),
        }

    @api.model
    def _make_block(self, figures=(), chart=None, table=None, action=None, empty="", note=""):
        """Return a block.

        :param list figures: of ``_make_figure``
        :param dict chart: of ``_make_chart``
        :param dict table: ``columns`` (list of dict ``name, kind`` and perhaps ``minor``: left out on a telephone) and ``rows``
            (list of dict ``cells``: list of ``_make_figure``, ``share``: of the largest, 0 to 1)
        :param dict action: what its title opens
        :param str empty: what to say instead when there is nothing
        :param str note: how the figures are to be read
        """
        return {
            "figures": list(figures), "chart": chart, "table": table, "action": action, "empty": empty, "note": note,
        }  # fmt: skip

    @api.model
    def _make_figure(self, asked, name, value, kind="money", action=None, **look):
        """Return one figure.

        :param value: amount in the company's currency, days, share or count; ``None``: cannot be told
        :param str kind: ``money``, ``days``, ``share``, ``count``, ``text``, ``points`` (a text as well), ``difference``
            (of two amounts: no records add up to it, it opens what it comes from)
        :param dict action: what it opens
        :param look: ``tone`` (``good``, ``bad`` or nothing), ``note`` (a few words below it)
        """
        text = self._format_for_people(asked, value, kind)
        return {"name": name, "value": value, "text": text, "kind": kind, "action": action, "tone": "", "note": "", **look}

    @api.model
    def _make_chart(self, asked, kind, labels, series, actions, shape="bar"):
        """Return a chart.

        :param str kind: of its values, as of a figure
        :param list labels: of the points
        :param list series: of dict ``name, values, tone`` and perhaps ``shape`` (``bar``, ``line``), ``tones``
        :param list actions: what each point opens
        :param str shape: ``bar`` or ``line``
        """
        for one in series:
            one["texts"] = [self._format_for_people(asked, value, kind) for value in one["values"]]
            one.setdefault("shape", shape)
        return {"kind": kind, "labels": labels, "series": series, "actions": actions}

    @api.model
    def _format_for_people(self, asked, value, kind):
        """Return a value as people of the language read it; amounts without cents: they are looked at, not booked."""
        if value is None:
            return "–"
        if kind in ("money", "difference"):
            return formatLang(self.env, value, currency_obj=asked.company.sudo().currency_id, rounding_unit="units")
        if kind == "share":
            return f"{formatLang(self.env, 100 * value, digits=1)}\N{NO-BREAK SPACE}%"
        if kind == "days":
            return formatLang(self.env, value, digits=1)
        return formatLang(self.env, value, digits=0) if kind == "count" else str(value)

    @api.model
    def _open_records_behind(self, name, model, domain=(), kinds=("list", "kanban", "pivot", "graph"), context=None, **values):
        """Return the action that opens records behind a figure."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": ",".join(kinds),
            "views": [(False, kind) for kind in kinds],
            # as the client gets it: dates as text
            "domain": [
                (*term[:2], fields.Date.to_string(term[2])) if isinstance(term, tuple) and isinstance(term[2], date) else term
                for term in domain
            ],
            "context": dict(context or {}),
            "target": "current",
            **values,
        }

    # -- what is asked for -------------------------------------------------------------------------

    @api.model
    def _check_dashboard(self):
        """Refuse people who are no collectors.

        :raises AccessError: no collector
        """
        check_collector(self.env, self.env._("The dashboard is for collectors and credit managers."))

    @api.model
    def _read_request(self, filters=None, day=None):
        """Read what comes from the screen; what makes no sense is replaced by the usual.

        :param dict filters: ``company_id``, ``scope`` (``all``, ``mine``, ``team``), ``months``
        :param date day: the day for which is asked, today by default
        :return: ``Asked``
        """
        filters = filters if isinstance(filters, dict) else {}
        roots = self.env.companies.root_id
        company = roots.filtered(lambda one: one.id == filters.get("company_id")) or self.env.company.root_id
        scope = filters.get("scope") if filters.get("scope") in SCOPES else SCOPES[0]
        months = filters.get("months") if filters.get("months") in MONTHS else USUAL_MONTHS
        day = day or company_day(self)
        return Asked(
            day=day,
            company=company,
            companies=self.env.companies.filtered(lambda one: one.root_id == company),
            scope=scope,
            months=months,
            since=day.replace(day=1) - relativedelta(months=months - 1),
            made={},
        )

    # -- whose customers ---------------------------------------------------------------------------

    @api.model
    def _scope_text(self, asked):
        """Return in words of which companies, customers and day the figures are: what stands above them."""
        company, shown = asked.company.sudo(), asked.companies.sudo()
        others = ", ".join((shown - company).sorted(lambda one: (one.name, one.id)).mapped("name"))
        if company not in shown:
            name = self.env._("%(company)s, branches: %(branches)s", company=company.name, branches=others)
        elif others:
            name = self.env._("%(company)s with %(branches)s", company=company.name, branches=others)
        else:
            name = company.name
        if company in shown and company._dunning_companies().filtered("active") - shown:
            name = self.env._("%s, without its other branches", name)
        whose = {
            "all": self.env._("all customers"),
            "mine": self.env._("my customers"),
            "team": self.env._("customers of my team"),
        }[asked.scope]
        return " · ".join([name, whose, format_date(self.env, asked.day)])

    @api.model
    def _is_everybody(self, asked):
        """Tell whether all customers are asked for: a credit manager's team are all."""
        manager = asked.company.sudo().dunning_manager_id
        return asked.scope == "all" or (asked.scope == "team" and manager == self.env.user)

    @api.model
    def _scope_domain(self, asked, collector="collector_id", deputy="deputy_id", salesperson="salesperson_id", usual=True):
        """Return the customers asked for as a domain: those whose collector, or also deputy or salesperson, the user is.

        :param str collector, deputy, salesperson: paths to these people
        :param bool usual: whether an empty collector stands for the company's default collector
        """
        if self._is_everybody(asked):
            return []
        mine = [self.env.uid]
        if usual and asked.company.sudo().dunning_collector_id == self.env.user:
            mine.append(False)
        if asked.scope == "mine":
            return [(collector, "in", mine)]
        return ["|", "|", (collector, "in", mine), (deputy, "=", self.env.uid), (salesperson, "=", self.env.uid)]

    @api.model
    def _profile_domain(self, asked):
        """Return the customers asked for as a domain of records with ``profile_id``."""
        return self._scope_domain(asked, "profile_id.collector_id", "profile_id.deputy_id", "profile_id.salesperson_id")

    @api.model
    def _scope_sql(self, asked, collector, deputy, salesperson):
        """Return the customers asked for as SQL.

        :param SQL collector, deputy, salesperson: these people; the default collector is in ``collector`` already
        """
        if self._is_everybody(asked):
            return SQL("TRUE")
        own = SQL("COALESCE(%s = %s, FALSE)", collector, self.env.uid)
        if asked.scope == "mine":
            return own
        return SQL(
            "(%s OR COALESCE(%s = %s, FALSE) OR COALESCE(%s = %s, FALSE))",
            own, deputy, self.env.uid, salesperson, self.env.uid,
        )  # fmt: skip

    # -- what the screen calls ---------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_data(self, filters=None):
        """Return the dashboard: what was asked, what may be chosen, and the blocks.

        :param dict filters: see ``_read_request``; with ``view`` ``monday`` the five blocks of that screen alone
        :raises AccessError: no collector
        """
        self._check_dashboard()
        asked, monday = self._read_request(filters), self._is_monday_view(filters)
        titles = self._block_titles()
        chosen = self.env["dunning.dashboard.block"]._chosen_codes(self._block_codes())
        return {
            "filters": {
                "company_id": asked.company.id, "scope": asked.scope, "months": asked.months, **({"view": "monday"} if monday else {}),
            },
            "scope_text": self._scope_text(asked),
            "companies": [[one.id, one.name] for one in self.env.companies.root_id.sudo().sorted("name")],
            "months": list(MONTHS),
            "choice": [{"code": code, "title": titles[code], "shown": shown} for code, shown in chosen],
            "is_manager": self.env.user.has_group("account_dunning.group_dunning_manager"),
            "blocks": self._monday_blocks() if monday else self._chosen_blocks_data(asked, self._later_codes()),
        }  # fmt: skip

    @api.model
    @api.readonly
    def get_block(self, code, filters=None):
        """Return one block: of those that the screen asks for by themselves.

        :param str code: see ``_block_codes``
        :param dict filters: see ``_read_request``
        :raises AccessError: no collector
        :raises UserError: a block that there is not
        """
        self._check_dashboard()
        if code not in self._block_codes():
            raise UserError(self.env._("The dashboard has no such block."))
        made = self._made_block(self._read_request(filters), code)
        if self._is_monday_view(filters):
            made["title"] = self._monday_questions().get(code, made["title"])
        return made

    @api.model
    def _made_block(self, asked, code, later=()):
        """Return a block with its ``code`` and ``title``, empty and ``later`` when it is one of those."""
        made = {**self._make_block(), "later": True} if code in later else getattr(self, f"_block_{code}")(asked)
        return {"code": code, "title": self._block_titles()[code], **made}

    @api.model
    def _chosen_blocks_data(self, asked, later=()):
        """Return the blocks that the user has chosen, in his order.

        :param asked: ``Asked``
        :param later: codes of blocks that are not made now
        :return: list of dict: see ``_make_block``, with ``code`` and ``title``
        """
        return [
            self._made_block(asked, code, later)
            for code, shown in self.env["dunning.dashboard.block"]._chosen_codes(self._block_codes())
            if shown
        ]

    @api.model
    def _make_once(self, asked, name, make):
        """Return what was made under this name for the same dashboard, or make it."""
        if name not in asked.made:
            asked.made[name] = make(asked)
        return asked.made[name]

    @api.model
    def save_choice(self, choice, everybody=False):
        """Keep which blocks the user sees, and in which order.

        :param list choice: of dict with ``code`` and ``shown``
        :param bool everybody: as the default of everybody who has chosen nothing (credit managers)
        """
        self._check_dashboard()
        self.env["dunning.dashboard.block"]._keep_choice(choice, self._block_codes(), everybody)

    @api.model
    def reset_choice(self):
        """Go back to everybody's default."""
        self._check_dashboard()
        self.env["dunning.dashboard.block"]._forget_choice()

    @api.model
    def open_key_figures(self, filters=None):
        """Compute the key figures behind the DSO and open them by month."""
        self._check_dashboard()
        asked = self._read_request(filters)
        wizard = self.env["dunning.metric.wizard"].create(
            {
                "company_id": asked.company.id,
                "months": asked.months,
                "last_month": asked.day.replace(day=1) - relativedelta(days=1),
                "scope": asked.scope,
            }
        )
        wizard._make_rows()
        return {**wizard.action_open_lines(), "views": [(False, "graph"), (False, "list"), (False, "pivot")]}
