"""Invoices: where they stand in dunning, computed by the engine, searchable and groupable, never stored."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..action.dunning_action import OPEN_STATES
from ..shared.company_day import company_day
from ..shared.question import Question
from ..shared.receivable import find_items_of, sql_due, sql_trade
from .invoice_status import STATUSES, make_row_key, read_status, sql_row_order, sql_status

COMPUTED = ("dunning_status", "dunning_next_step_id", "dunning_next_date", "dunning_last_step_id")


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_profile_id = fields.Many2one("dunning.profile", compute="_compute_dunning_profile_id", compute_sudo=True)
    dunning_last_step_id = fields.Many2one(
        "dunning.plan.step", string="Last Dunning Step", compute="_compute_dunning_columns", search="_search_dunning_last_step_id",
        groups="account_dunning.group_dunning_user", help="Highest step that one of its instalments has taken.",
    )  # fmt: skip
    dunning_next_step_id = fields.Many2one(
        "dunning.plan.step", string="Next Dunning Step", compute="_compute_dunning_columns", search="_search_dunning_next_step_id",
        groups="account_dunning.group_dunning_user",
    )  # fmt: skip
    dunning_next_date = fields.Date(
        string="Next Dunning Date", compute="_compute_dunning_columns", search="_search_dunning_next_date",
        groups="account_dunning.group_dunning_user",
    )  # fmt: skip
    dunning_status = fields.Selection(
        STATUSES, string="Dunning", compute="_compute_dunning_columns", search="_search_dunning_status",
        groups="account_dunning.group_dunning_user",
    )  # fmt: skip
    dunning_status_reason = fields.Char(
        string="Why", compute="_compute_dunning_columns", groups="account_dunning.group_dunning_user"
    )
    dunning_plan_id = fields.Many2one(
        "dunning.plan", compute="_compute_dunning_columns", inverse="_inverse_dunning_plan_id",
        groups="account_dunning.group_dunning_user", help="Choose another plan for this invoice only.",
    )  # fmt: skip
    dunning_action_ids = fields.Many2many(
        "dunning.action", string="Dunning Actions", compute="_compute_dunning_action_ids",
        search="_search_dunning_action_ids", groups="account_dunning.group_dunning_user",
    )  # fmt: skip
    dunning_action_count = fields.Integer(
        compute="_compute_dunning_action_ids", groups="account_dunning.group_dunning_user"
    )
    dunning_hold_ids = fields.Many2many(
        "dunning.hold", compute="_compute_dunning_hold_ids", groups="account_dunning.group_dunning_user"
    )

    def _compute_dunning_profile_id(self):
        Profile = self.env["dunning.profile"]
        profiles = {
            (profile.partner_id.id, profile.company_id.id): profile
            for profile in Profile.search([("partner_id", "in", self.commercial_partner_id.ids)])
        }
        for move in self:
            key = (move.commercial_partner_id.id, move.company_id.root_id.id)
            move.dunning_profile_id = profiles.get(key, Profile)

    def _dunning_chased(self):
        """Return the moves that can have something to chase: posted customer documents and entries."""
        return self.filtered(lambda move: move.state == "posted" and not move.is_purchase_document(True))

    def _dunning_customers(self):
        """Return the customers of these moves; entries have none of their own, but those of their receivable items."""
        entries = self.sudo().filtered(lambda move: not move.commercial_partner_id)
        items = find_items_of(entries)
        return self.commercial_partner_id | items.partner_id.commercial_partner_id.with_env(self.env)

    @api.depends_context("lang", "company")
    def _compute_dunning_columns(self):
        chased = self._origin._dunning_chased()
        rows_of = {}
        today = company_day(self)
        for company, moves in chased.grouped(lambda move: move.company_id.root_id).items():
            for row in self.env["dunning.engine"].sudo()._decide_items(company, today, moves._dunning_customers()):
                rows_of.setdefault(row["move_id"], []).append(row)
        last = self._dunning_last_steps(self._origin.filtered(lambda move: not move.is_purchase_document(True)))
        leads = {
            move: min(rows, key=self._dunning_row_key)
            for move in chased
            if (rows := [row for row in rows_of.get(move.id, []) if row["reason"] != "credit"])
        }
        reasons = dict(
            zip(leads, self.env["dunning.decision"].sudo()._explain_decisions(list(leads.values()), today), strict=True)
        )
        Step, Plan = self.env["dunning.plan.step"], self.env["dunning.plan"]
        suspended = self.env["dunning.decision"]._suspended_codes()
        for move in self:
            origin = move._origin
            row = leads.get(origin)
            step, promises, disputes = last.get(origin.id, (None, 0, 0))
            move.dunning_last_step_id = Step.browse(step)
            move.dunning_promise_count = promises
            move.dunning_dispute_count = disputes
            move.dunning_status = read_status(row["reason"], row["is_overdue"], suspended) if row else "none"
            move.dunning_status_reason = reasons.get(origin, False)
            move.dunning_next_step_id = Step.browse(row["step_id"]) if row else Step
            move.dunning_next_date = row["next_date"] if row else False
            move.dunning_plan_id = Plan.browse(row["plan_id"]) if row else Plan

    def _dunning_row_key(self, row):
        return make_row_key(row, self.env["dunning.decision"]._suspended_codes())

    @api.model
    def _dunning_last_steps(self, moves):
        """Return the id of the highest step taken by an item of each move, and its numbers of promises and disputes.

        :return: dict by move id of (step id or ``None``, promises, disputes)
        """
        if not moves:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.id, last.step_id,
                       (SELECT COUNT(*) FROM dunning_promise_line AS line WHERE line.move_id = move.id),
                       (SELECT COUNT(*) FROM dunning_dispute AS dispute WHERE dispute.move_id = move.id)
                  FROM UNNEST(%s::int[]) AS move(id)
                  LEFT JOIN (SELECT * FROM (%s) AS step WHERE step.move_id = ANY(%s)) AS last ON last.move_id = move.id
                """,
                moves.ids,
                self._dunning_sql_last(),
                moves.ids,
            )
        )
        return {move: found for move, *found in rows}

    @api.model
    def _dunning_sql_last(self):
        return SQL(
            """
            SELECT line.move_id, (ARRAY_AGG(line.step_id ORDER BY line.step_delay DESC, line.id DESC))[1] AS step_id
              FROM dunning_action_line AS line
             WHERE line.kind = 'advance' AND line.status = 'counted' AND line.step_id IS NOT NULL
             GROUP BY line.move_id
            """
        )

    @api.model
    def _dunning_sql_moves(self):
        """Return one row a move with what the screens show: status, next step and day, last step."""
        today = company_day(self)
        roots = self.env.companies.root_id
        engine = self.env["dunning.engine"].sudo()
        decisions = SQL(" UNION ALL ").join(SQL("(%s)", engine._decision_sql(Question(company, today))) for company in roots)
        return SQL(
            """
            SELECT DISTINCT ON (ranked.move_id) ranked.move_id, ranked.status AS dunning_status,
                   ranked.step_id AS dunning_next_step_id, ranked.next_date AS dunning_next_date
              FROM (SELECT decision.*, %(status)s AS status FROM (%(decisions)s) AS decision WHERE decision.reason <> 'credit') AS ranked
             ORDER BY ranked.move_id, %(order)s
            """,
            status=sql_status(self.env["dunning.decision"]._suspended_codes()),
            decisions=decisions,
            order=sql_row_order(),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let people filter and group invoices by their dunning situation."""
        if field_expr not in COMPUTED or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        last = field_expr == "dunning_last_step_id"
        joined = query.make_alias(alias, "dunning_last" if last else "dunning")
        if joined not in query._joins:
            sql = self._dunning_sql_last() if last else self._dunning_sql_moves()
            query.add_join(
                "LEFT JOIN", joined, SQL("(%s)", sql),
                SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(joined, "move_id")),
            )  # fmt: skip
        column = SQL.identifier(joined, "step_id" if last else field_expr)
        return SQL("COALESCE(%s, 'none')", column) if field_expr == "dunning_status" else column

    def _dunning_search(self, name, operator, value):
        """Search a computed field through its SQL expression."""
        field = self._fields[name]
        if operator == "in":
            values = [one for one in value if one]

            def to_sql(model, alias, query):
                column = model._field_to_sql(alias, name, query)
                conditions = []
                if values:
                    conditions.append(SQL("%s = ANY(%s)", column, values))
                if len(values) < len(value):
                    conditions.append(SQL("%s IS NULL", column))
                return SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else SQL("FALSE")

            return Domain.custom(
                to_sql=to_sql,
                predicate=lambda move: (move[name].id if field.type == "many2one" else move[name]) in value,
            )
        if field.type == "date" and operator in ("<", "<=", ">", ">="):
            return Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "%s %s %s", model._field_to_sql(alias, name, query), SQL(operator), value
                )
            )
        return NotImplemented

    def _search_dunning_status(self, operator, value):
        return self._dunning_search("dunning_status", operator, value)

    def _search_dunning_last_step_id(self, operator, value):
        return self._dunning_search("dunning_last_step_id", operator, value)

    def _search_dunning_next_step_id(self, operator, value):
        return self._dunning_search("dunning_next_step_id", operator, value)

    def _search_dunning_next_date(self, operator, value):
        return self._dunning_search("dunning_next_date", operator, value)

    def _compute_dunning_action_ids(self):
        if not self._origin:  # a new invoice, on every change of its form
            self.dunning_action_ids = False
            self.dunning_action_count = 0
            return
        lines = Domain("move_id", "in", self._origin.ids) & self._dunning_history()
        actions = self.env["dunning.action"].search_fetch([("line_ids", "any", lines)], order="id desc")
        moves_of = {}
        if len(self) > 1:  # an invoice form needs no second query to know whose they are
            for line in self.env["dunning.action.line"].search_fetch(lines, ["move_id", "action_id"]):
                moves_of.setdefault(line.move_id, set()).add(line.action_id.id)
        for move in self:
            if len(self) > 1:
                own = moves_of.get(move._origin, ())
                move.dunning_action_ids = actions.filtered(lambda action, own=own: action.id in own)
            else:
                move.dunning_action_ids = actions
            move.dunning_action_count = len(move.dunning_action_ids)

    @api.model
    def _dunning_history(self):
        """Domain of the lines that make an action part of an invoice's history.

        Its steps and the reminders made by hand, but not an open action from which it has been dropped.
        """
        by_hand = Domain("asked", "=", True) & Domain("action_id.step_id", "=", False)
        kept = Domain("status", "!=", "void") | Domain("action_id.state", "not in", OPEN_STATES)
        return (Domain("kind", "=", "advance") | by_hand) & kept

    def _search_dunning_action_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        lines = self.env["dunning.action.line"]._search(Domain("action_id", "in", value) & self._dunning_history())
        return [("id", "in", lines.subselect("move_id"))]

    def _compute_dunning_hold_ids(self):
        customers = self._dunning_customers()
        holds = self.env["dunning.hold"].search_fetch([("partner_id", "in", customers.ids), ("state", "=", "active")])
        for move in self:
            move.dunning_hold_ids = holds.filtered(
                lambda hold, move=move: (
                    hold.move_id == move._origin
                    or (
                        not hold.move_id
                        and hold.partner_id == move.commercial_partner_id
                        and hold.company_id == move.company_id.root_id
                    )
                )
            )

    def write(self, vals):
        """Keep the plan chosen for an invoice beside the invoice: nothing is written on posted entries, no date either."""
        if "dunning_plan_id" not in vals:
            return super().write(vals)
        self.check_access("write")
        self._check_field_access(self._fields["dunning_plan_id"], "write")
        plan = self.env["dunning.plan"].browse(vals["dunning_plan_id"])
        plan.check_access("read")  # what is written beside the invoice is written as superuser
        self._dunning_choose_plan(plan)
        others = {name: value for name, value in vals.items() if name != "dunning_plan_id"}
        return super().write(others) if others else True

    def _inverse_dunning_plan_id(self):
        """Give invoices that are being created their own plan."""
        for plan, moves in self.grouped("dunning_plan_id").items():
            moves._dunning_choose_plan(plan)

    def _dunning_choose_plan(self, plan):
        """Give these invoices a plan of their own; none: the customer's again.

        :param plan: ``dunning.plan``
        """
        Override = self.env["dunning.plan.override"].sudo()
        own = Override.search([("move_id", "in", self.ids)])
        if plan:
            own.plan_id = plan
            Override.create([{"move_id": move.id, "plan_id": plan.id} for move in self - own.move_id.sudo(False)])
        else:
            own.unlink()
        self.invalidate_recordset([*COMPUTED, "dunning_status_reason", "dunning_plan_id"])

    def _post(self, soft=True):
        """After draft and repost the items are new: tie the history to them again, by instalment (rule 4).

        Entries keep their items, and often are of several customers: their ties stay as they are. What is posted for the
        first time has no history, and costs nothing here. The entry of a set-off pays what both accepted, or is not posted.
        """
        set_offs = self._dunning_find_set_offs("accepted")
        set_offs._check_entry_lines()
        reposted = self.filtered(lambda move: move.posted_before and move.is_invoice(include_receipts=True))
        posted = super()._post(soft)
        (posted & reposted)._dunning_reattach()
        set_offs.filtered(lambda one: one.entry_id in posted)._book_set_offs()
        return posted

    def _dunning_reattach(self):
        """Tie action lines, holds, promises, disputes and cases to the items of reposted invoices by the rank of the instalment.

        Core deletes some of the items and reuses others for another instalment, so that all ties are made anew.
        """
        if not self:
            return
        self.env.flush_all()
        for table in ("dunning_action_line", "dunning_hold", "dunning_promise_line", "dunning_dispute", "dunning_case_item",
                      "dunning_payment_plan_item", "dunning_set_off_item", "dunning_debit_item"):  # fmt: skip
            name = SQL.identifier(table)
            # First none, then all: while they are exchanged, an item would have the same step twice.
            self.env.cr.execute(
                SQL(
                    """UPDATE %s SET move_line_id = NULL WHERE move_id = ANY(%s) AND move_line_id IS NOT NULL
                          AND move_line_id NOT IN (SELECT line_id FROM dunning_replacement WHERE line_id IS NOT NULL)""",
                    name,
                    self.ids,
                )
            )
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s AS old SET move_line_id = item.id
                      FROM (SELECT line.id, line.move_id,
                                   ROW_NUMBER() OVER (PARTITION BY line.move_id
                                       ORDER BY %(due)s, line.id) AS instalment
                              FROM account_move_line AS line
                              JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
                             WHERE line.move_id = ANY(%(moves)s)) AS item
                     WHERE old.move_id = item.move_id AND old.instalment = item.instalment AND old.move_line_id IS NULL
                    """,
                    table=name,
                    moves=self.ids,
                    trade=sql_trade(),
                    due=sql_due(),
                )
            )
        for model in ("dunning.action.line", "dunning.hold", "dunning.promise.line", "dunning.dispute", "dunning.case.item",
                      "dunning.payment.plan.item", "dunning.set.off.item", "dunning.debit.item"):  # fmt: skip
            self.env[model].invalidate_model(["move_line_id"])

    # -- what accountants click --------------------------------------------------------------------

    def action_dunning_hold(self):
        """Open the dialogue that puts these invoices on hold or excludes them."""
        return self._dunning_dialogue("dunning.hold.wizard", self.env._("Hold or Exclude"))

    def action_dunning_remind(self):
        """Open the dialogue of a one-off reminder about these invoices."""
        return self._dunning_dialogue("dunning.remind.wizard", self.env._("Remind Now"))

    def _dunning_dialogue(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_ids": self.ids},
        }

    def action_dunning_end_holds(self):
        """End the holds of these invoices (not those of the whole customer)."""
        return self.env["dunning.hold"].search([("move_id", "in", self.ids), ("state", "=", "active")]).action_end()

    def action_dunning_plan(self):
        """Open the dialogue that gives this invoice a plan of its own."""
        self.ensure_one()
        own = self.env["dunning.plan.override"].search([("move_id", "=", self.id)])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan of This Invoice"),
            "res_model": "dunning.plan.override",
            "res_id": own.id,
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_id": self.id},
        }

    def action_open_dunning_actions(self):
        """Open the dunning actions about these invoices."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dunning"),
            "res_model": "dunning.action",
            "view_mode": "list,kanban,form",
            "domain": [("line_ids.move_id", "in", self.ids)],
        }
