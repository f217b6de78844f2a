"""From what a source holds to history of ours: which level is which step, what comes next, recorded once, and taken back."""

from statistics import median

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shared import evidence
from ..shared.channels import PHONE
from ..shared.company_day import company_day
from ..shared.shipped import shipped

# A step of another kind (said or written) is as far as one so many days away.
OTHER_KIND = 6


class PreviewOverError(Exception):
    """What was written to look at it is rolled back."""


class DunningTakeover(models.Model):
    _inherit = "dunning.takeover"

    # -- what was found ----------------------------------------------------------------------------

    def _keep_entries(self, found):
        """Keep what a reader gave, each with what can become of it, and propose our step for each of their levels.

        :param list found: rows with the keys of the readers
        """
        rows = self._decision_rows({row.get("partner_id") for row in found} - {None, False})
        before = self._references_taken()
        vals_list, levels = [], {}
        for one in found:
            row = rows.get(one.get("item_id"))
            state, plan = self._state_of(one, row, before), row and row["plan_id"]
            vals_list.append(self._entry_vals(one, state, plan))
            if state == "ready" and one["kind"] == "reminder":
                days = (one["date"] - row["date_due"]).days
                levels.setdefault((plan, one["level_key"]), []).append((one, days))
        self.env["dunning.takeover.entry"].create(vals_list)
        self._propose_levels(levels)

    def _decision_rows(self, partner_ids):
        """Return the decision rows of today of some customers by item, what is not owed left out."""
        partners = self.env["res.partner"].browse(sorted(partner_ids))
        decided = self.env["dunning.engine"]._decide_items(self.company_id, company_day(self), partners) if partners else []
        return {row["item_id"]: row for row in decided if row["reason"] != "credit"}

    def _references_taken(self):
        """Return the references of the source that were taken over before, or stood for by others, and not undone."""
        taken = self.env["dunning.takeover.entry"].search(
            [("company_id", "=", self.company_id.id), ("state", "in", ("done", "again")), ("takeover_id.state", "=", "done"),
             ("takeover_id.source", "=", self.source)]
        )  # fmt: skip
        return set(taken.filtered(lambda entry: not entry.reference.startswith("row ")).mapped("reference"))

    def _state_of(self, one, row, before):
        """Return what can become of a row of the source.

        :param dict one: what a reader gave
        :param dict row: decision row of its item, ``None`` when nothing of it is open
        :param set before: references taken over before
        """
        if one["state"] != "ready":
            return one["state"]
        if one["reference"] in before:
            return "again"
        if one["kind"] == "exclusion":
            return "ready" if one.get("partner_id") else "unknown"
        if not one.get("item_id"):
            return "unknown"
        if row is None:
            return "settled"
        if one["kind"] != "reminder":
            return "ready"
        if not one["date"] or one["date"] > company_day(self):
            return "unreadable"
        return "ready" if row["plan_id"] else "no_step"

    def _entry_vals(self, one, state, plan):
        return {
            "takeover_id": self.id, "reference": one["reference"], "kind": one["kind"], "state": state, "note": one.get("note"),
            "date": one.get("date"), "channel": one.get("channel"), "level_key": one.get("level_key"), "amount": one.get("amount") or 0.0,
            "partner_id": one.get("partner_id"), "move_line_id": one.get("item_id"), "move_id": one.get("move_id"), "plan_id": plan,
        }  # fmt: skip

    def _propose_levels(self, levels):
        """Propose for each level of the source, plan by plan, the step that it comes to; a person confirms.

        :param dict levels: list of (row of the source, days after the due date) by (plan id, key of the level)
        """
        by_plan = {}
        for (plan, key), found in levels.items():
            one = found[0][0]
            delay = one.get("level_delay")
            delay = round(median(days for _one, days in found)) if delay is None else delay
            by_plan.setdefault(plan, []).append((delay, key, one, len(found)))
        vals_list = []
        for plan, own in by_plan.items():
            steps = self.env["dunning.plan"].browse(plan).step_ids.filtered(lambda step: step.active and step.delay >= 0).sorted("delay")
            last = 0
            for delay, key, one, count in sorted(own, key=lambda level: level[:2]):
                step = self._nearest_step(steps.filtered(lambda step, last=last: step.delay >= last), delay, one["channel"])
                last = step.delay or last
                vals_list.append({
                    "takeover_id": self.id, "plan_id": plan, "key": key, "name": one["level_name"] or key, "delay": delay,
                    "channel": one["channel"], "step_id": step.id, "entry_count": count,
                })  # fmt: skip
        self.env["dunning.takeover.level"].create(vals_list)

    def _nearest_step(self, steps, delay, channel):
        """Return the step nearest to a delay, rather one of the same kind: said or written.

        :param steps: ``dunning.plan.step``
        :param int delay: days after the due date
        :param str channel: of the source, may be empty
        """
        def distance(step):
            other = bool(channel) and (step.channel == PHONE) != (channel == PHONE)
            return abs(step.delay - delay) + OTHER_KIND * other, step.delay

        return min(steps, key=distance, default=steps.browse())

    # -- what comes next ---------------------------------------------------------------------------

    def _preview_customers(self, today):
        """Keep what each customer gets next, without and with this history; what is written for it is rolled back."""
        partners = self.entry_ids.filtered(lambda entry: entry.state == "ready").partner_id
        before, after, counts = self._next_by_customer(partners, today), {}, {}
        try:
            with self.env.cr.savepoint():
                self._take_over_entries(today)
                after = self._next_by_customer(partners, today)
                for entry in self.entry_ids.filtered(lambda entry: entry.state == "done"):
                    counts[entry.partner_id.id] = counts.get(entry.partner_id.id, 0) + 1
                raise PreviewOverError
        except PreviewOverError:
            self.env.invalidate_all()
        self.customer_ids.unlink()
        nothing = (False, False, self.env._("nothing is open"))
        self.env["dunning.takeover.customer"].create(
            [
                {
                    "takeover_id": self.id, "partner_id": partner.id, "entry_count": counts.get(partner.id, 0),
                    "before_step_id": before.get(partner.id, nothing)[0], "before_date": before.get(partner.id, nothing)[1],
                    "next_step_id": after.get(partner.id, nothing)[0], "next_date": after.get(partner.id, nothing)[1],
                    "reason_text": after.get(partner.id, nothing)[2],
                }
                for partner in partners
            ]
        )  # fmt: skip

    def _next_by_customer(self, partners, today):
        """Return what comes next for each customer: (step id, day, why) of the item whose step comes first, by customer."""
        rows = list(self._decision_rows(set(partners.ids)).values())
        first = {}
        for row, text in zip(rows, self.env["dunning.decision"]._explain_decisions(rows, today), strict=True):
            place = (row["next_date"] is None, row["next_date"], -row["days_overdue"], row["item_id"])
            if row["partner_id"] not in first or place < first[row["partner_id"]][0]:
                first[row["partner_id"]] = (place, row["step_id"] if row["next_date"] else False, row["next_date"], text)
        return {partner: found[1:] for partner, found in first.items()}

    # -- recording ---------------------------------------------------------------------------------

    def _take_over_entries(self, today):
        """Write the history: contacts that were made, promises, disputes, exclusions; each entry keeps what it became."""
        ready = self.entry_ids.filtered(lambda entry: entry.state == "ready")
        rows = self._decision_rows(set(ready.partner_id.ids))
        kinds = ready.grouped("kind")
        self._record_reminders(kinds.get("reminder", ready.browse()), rows, today)
        for entry in kinds.get("exclusion", ready.browse()):
            self._made_by(entry, self._exclude_customer(entry, today))
        for entry in kinds.get("dispute", ready.browse()):
            self._made_by(entry, self._open_dispute_of(entry, today))
        for entry in kinds.get("promise", ready.browse()):
            self._made_by(entry, self._promise_of(entry, today))

    def _made_by(self, entry, record):
        """Keep what became of an entry; nothing is made of what is there already."""
        if record:
            entry.write({"state": "done", "made_model": record._name, "made_id": record.id})
        else:
            entry.state = "again"

    def _record_reminders(self, entries, rows, today):
        """Record contacts that were made: one action for each customer, day, channel and step, as if it had been ours.

        :param entries: ``dunning.takeover.entry``
        :param dict rows: decision rows by item
        """
        step_of = {(level.plan_id.id, level.key): level.step_id for level in self.level_ids}
        taken = self._steps_taken(entries.move_line_id)
        groups = {}
        for entry in entries.sorted(lambda entry: (entry.date, entry.id), reverse=True):
            row, step = rows.get(entry.move_line_id.id), step_of.get((entry.plan_id.id, entry.level_key))
            if not row or not step:
                entry.state = "no_step" if row else "settled"
            elif (entry.move_line_id.id, step.id) in taken:
                entry.state = "again"  # the later of two counts, and what we did ourselves
            else:
                taken.add((entry.move_line_id.id, step.id))
                key = (entry.partner_id, entry.date, entry.channel or step.channel, step, row["group_key"])
                groups.setdefault(key, []).append((entry, row))
        self._record_contacts(sorted(groups.items(), key=lambda group: group[0][1]))

    def _steps_taken(self, items):
        """Return the steps that items have taken already, or are taking: a set of (item id, step id)."""
        lines = self.env["dunning.action.line"].search(
            [("move_line_id", "in", items.ids), ("kind", "=", "advance"), ("status", "in", ("open", "counted"))]
        )
        return {(line.move_line_id.id, line.step_id.id) for line in lines}

    def _record_contacts(self, groups):
        """Record contacts that were made, each done on its day, all of them in one go.

        :param list groups: of ((customer, day, channel, step, group of the account), list of (entry, decision row))
        """
        partners = self.env["res.partner"].browse({key[0].id for key, _found in groups})
        profiles = {one.partner_id: one for one in self.env["dunning.profile"]._get_or_create(partners, self.company_id)}
        quiet = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}
        Action = evidence.as_writer(self.env["dunning.action"]).with_context(**quiet)
        actions = Action.create([self._contact_vals(profiles[key[0]], key, found) for key, found in groups])
        Line = evidence.as_writer(self.env["dunning.action.line"])
        vals_list = [
            self._contact_line_vals(action, key, row)
            for action, (key, found) in zip(actions, groups, strict=True)
            for _entry, row in found
        ]
        Line._insert_lines(Line._complete_vals(vals_list))
        for action, (_key, found) in zip(actions, groups, strict=True):
            self.env["dunning.takeover.entry"].union(*(entry for entry, _row in found)).write({"state": "done", "action_id": action.id})

    def _contact_vals(self, profile, key, found):
        """Return the values of one contact that was made; parameters as of ``_record_contacts``, one group."""
        _partner, day, channel, step, group_key = key
        branches = {row["company_id"] for _entry, row in found}
        return {
            "company_id": self.company_id.id,
            "branch_id": branches.pop() if len(branches) == 1 else self.company_id.id,
            "profile_id": profile.id, "partner_id": profile.partner_id.id, "plan_id": step.plan_id.id, "step_id": step.id,
            "channel": channel, "group_key": group_key, "state": "done", "date": day, "date_done": day,
            "delivery_status": "reported", "is_contact": step.delay >= 0, "item_count": len(found), "takeover_id": self.id,
            "amount_due": sum(entry.amount or row["residual"] for entry, row in found),
            "oldest_days": max((day - row["date_due"]).days for _entry, row in found),
        }  # fmt: skip

    def _contact_line_vals(self, action, key, row):
        """Return the values of the line of one item in a contact that was made."""
        _partner, day, _channel, step, _group_key = key
        taken = {"kind": "advance", "status": "counted", "asked": True, "step_id": step.id, "step_delay": step.delay, "date_done": day}
        vals = self.env["dunning.action.line"]._line_vals_of_row(row, action_id=action.id, **taken)
        return {**vals, "days_overdue": max((day - row["date_due"]).days, 0)}

    def _exclude_customer(self, entry, today):
        """Return the hold that leaves a customer, or one invoice, out of dunning; ``None`` when there is one."""
        vals = {
            "company_id": self.company_id.id, "partner_id": entry.partner_id.id, "kind": "excluded", "date_start": today,
            "reason": self.env._("Taken over: %s", dict(self._fields["source"]._description_selection(self.env))[self.source]),
            **({"move_id": entry.move_id.id} if entry.move_id else {}),
        }  # fmt: skip
        made, _found = self.env["dunning.hold"]._place_holds([vals])
        return made

    def _open_dispute_of(self, entry, today):
        """Return the dispute about the invoice of an entry, ``None`` when it is in dispute already."""
        Dispute = self.env["dunning.dispute"]
        if Dispute.search_count([("move_id", "=", entry.move_id.id), ("state", "=", "open")], limit=1):
            return None
        return Dispute.create(
            {
                "move_id": entry.move_id.id, "partner_id": entry.partner_id.id, "description": entry.note or entry.reference,
                "category_id": shipped(self.env, "dispute_category_commercial").id, "date_opened": today, "source": "email",
            }
        )  # fmt: skip

    def _promise_of(self, entry, today):
        """Return the promise that an entry tells of; ``None`` when its day is over or the item is promised already."""
        if entry.date < today:
            return None
        try:
            with self.env.cr.savepoint():
                return self.env["dunning.promise"]._record_promises(
                    self.company_id, entry.partner_id, today, [(entry.date, entry.amount or None)], entry.move_line_id,
                    source="email", note=entry.reference,
                )[:1]  # fmt: skip
        except UserError as error:
            entry.note = str(error)
            return None

    # -- taking back -------------------------------------------------------------------------------

    def _undo_entries(self):
        """Delete what this take-over has written.

        :raises UserError: steps were taken since that follow from it
        """
        done = self.entry_ids.filtered(lambda entry: entry.state == "done")
        if self._followed_steps(done):
            raise UserError(
                self.env._("Messages have been made since on the strength of this history: it cannot be taken back any more.")
            )
        for model, entries in done.filtered("made_id").grouped("made_model").items():
            evidence.as_writer(self.env[model].browse(entries.mapped("made_id")).exists()).unlink()
        actions = evidence.as_writer(self.with_context(active_test=False).action_ids)
        actions.line_ids.unlink()
        actions.unlink()
        done.write({"state": "undone"})
        self.customer_ids.unlink()

    def _followed_steps(self, entries):
        """Return how many lines of later actions are about the items of entries."""
        self.env.flush_all()
        query = SQL(
            """
            SELECT COUNT(*) FROM dunning_action_line AS line JOIN dunning_action AS action ON action.id = line.action_id
             WHERE line.kind = 'advance' AND line.status IN ('open', 'counted') AND line.move_line_id = ANY(%s)
               AND action.takeover_id IS NULL AND action.id > %s
            """,
            entries.move_line_id.ids,
            max(self.action_ids.ids, default=0),
        )
        return self.env.execute_query(query)[0][0]
