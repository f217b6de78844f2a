"""Days, numbers and amounts beyond all bounds: refused when typed, harmless when they are in the database already."""

import contextlib
import logging
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import CheckViolation

from ..models.shared import bounds
from .common import DunningCommon

with contextlib.suppress(ImportError):
    import pandas  # noqa: F401 (first imported while the clock is frozen, it ends the process)

TODAY = "2025-03-20"
EXTREMES = {
    "date": (date(9999, 12, 31), date(1, 1, 1)),
    "integer": (10**9, -(10**9)),
    "float": (1e15, -1e9),
    "monetary": (1e15, -1e9),
}

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestBounds(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._standard()
        cls.company.dunning_plan_id = cls.plan
        cls.early = cls._invoice("2025-03-01")
        cls.late = cls._invoice("2025-03-21", 500)
        with freeze_time("2025-03-06"):
            run = cls.env["dunning.run"].create({"company_id": cls.company.id, "date": "2025-03-06"})
            run.action_run()
            cls.action = run.action_ids

    # -- every field that people may type ----------------------------------------------------------

    def _records(self):
        """Return one record of each model that people fill in, by model."""
        env, company, customer = self.env, self.company, self.customer
        profile = env["dunning.profile"]._get_or_create(customer, company)
        hold = env["dunning.hold"].create({"move_id": self.late.id, "reason": "Wait"})
        category = env["dunning.dispute.category"].search([], limit=1)
        promise = env["dunning.promise"].create({"partner_id": customer.id, "amount": 10})
        other = self._invoice("2025-03-02", 70)
        dispute = env["dunning.dispute"].create({"move_id": other.id, "category_id": category.id, "description": "Broken"})
        receivable = env["dunning.receivable"].search([("invoice_name", "=", self.early.name)])
        letter = env["dunning.action"].create(
            {"profile_id": profile.id, "partner_id": customer.id, "company_id": company.id, "channel": "registered_letter"}
        )
        letters = env["dunning.letter.wizard"].create({"action_ids": letter.ids})
        case = env["dunning.case"].create({"partner_id": customer.id, "company_id": company.id, "route_id": self._route().id})
        provision = env["dunning.provision"].create({"company_id": company.id, "date": "2025-03-20"})
        provision.action_compute()
        taking = env["dunning.promise.wizard"].create({"partner_id": customer.id})
        today = date(2025, 3, 20)
        claim = env["dunning.claim"].sudo().create(
            {
                "company_id": company.id, "profile_id": profile.id, "partner_id": customer.id, "currency_id": company.currency_id.id,
                "fee_currency_id": company.currency_id.id, "date": today, "debtor_class": "business",
            }
        )  # fmt: skip
        found = [
            env["dunning.absence"].create({"user_id": self.collector.id, "date_start": today, "date_end": today}),
            env["dunning.schedule"].create({"name": "Customers", "company_id": company.id}),
            self.action,
            env["dunning.action.wizard"].create({"action_ids": self.action.ids}),
            env["dunning.aged.wizard"].create({}),
            env["dunning.call.wizard"].create({"action_id": self.action.id}),
            factor := env["dunning.factor"].create({"name": "Factor", "house_id": self._customer("House").id}),
            env["dunning.assignment"].create({"factor_id": factor.id, "partner_id": customer.id}),
            env["dunning.comparison"].create({"company_id": company.id}),
            opening := env["dunning.opening"].create(
                {"company_id": company.id, "content": "eA==", "counterpart_id": self.company_data["default_account_revenue"].id}),
            env["dunning.opening.account"].sudo().create(
                {"opening_id": opening.id, "account_id": self.company_data["default_account_receivable"].id}).sudo(False),
            env["dunning.closed.day"].create({"name": "Bridge", "date_start": today}),
            env["dunning.coverage.wizard"].create({"mode": "review"}),
            env["dunning.dashboard.block"].search([], limit=1),
            dispute, category, hold,
            env["dunning.dispute.wizard"].create(
                {"partner_id": customer.id, "receivable_ids": receivable.ids, "category_id": category.id, "description": "x"}),
            env["dunning.claim.new.wizard"].create({"profile_ids": profile.ids}),
            env["dunning.claim.cost"].create({"claim_id": claim.id, "name": "Search", "amount": 50, "proof": b"eA=="}),
            env["dunning.interest.contract"].create({"partner_id": customer.id, "clause": "Order"}),
            env["dunning.interest.series"].search([("key", "=", "ecb.mro")]),
            env["dunning.interest.rate"].create(
                {"series_id": env["dunning.interest.series"].search([("key", "=", "de.base")]).id, "day": "2014-01-01", "value": 1,
                 "source": "x", "seen": today}),
            form := env["dunning.interest.regime"].search([("key", "=", "pl.business")]),
            env["dunning.interest.tier"].create({"regime_id": form.id, "start": 0}),
            env["dunning.rate.import.wizard"].create({"content": "eA=="}),
            env["dunning.credit.import.wizard"].create({"content": "eA=="}), env["dunning.credit.propose.wizard"].create({}),
            env["dunning.hold.wizard"].create({"partner_id": customer.id, "reason": "Wait"}),
            letters, letters.line_ids[:1],
            env["dunning.bridge.wizard"].create({}),
            env["dunning.ball.wizard"].create({}),
            env["dunning.days.wizard"].create({}),
            env["dunning.legal.wizard"].create({}),
            env["dunning.metric.wizard"].create({}),
            env["dunning.moratorium"].create({"name": "Flood", "date_start": today, "date_end": today, "segment": "key"}),
            self.plan, self.plan.step_ids[-1], profile, promise, promise.line_ids, taking, taking.line_ids[:1],
            env["dunning.firm.batch"].create({"firm_id": customer.id, "date": today}),
            env["dunning.payment.run"].create({"profile_id": profile.id, "month_days": "10", "date_start": today}),
            env["dunning.reference"].search([], limit=1),
            env["dunning.claim.nature"].create({"name": "Storage"}),
            env["dunning.debtor.pattern"].search([], limit=1),
            env["dunning.insolvency.rule"].search([], limit=1),
            env["dunning.interruption"].create({"partner_id": customer.id, "kind": "court", "date": today, "note": "Order"}),
            env["dunning.limitation.rule"].search([], limit=1),
            env["dunning.performance"].create({"move_id": self.late.id, "date_from": "2025-03-01"}),
            env["dunning.run"].create({"company_id": company.id, "date": today}),
            env["dunning.simulation"].create({}),
            env["dunning.statement"].create({"profile_id": profile.id, "date_to": today}),
            env["dunning.statement.wizard"].create({"profile_ids": profile.ids}),
            env["dunning.target"].create({"measure": "dso", "value": 40}),
            env["dunning.contact.time"].create({"channel": "phone", "minutes": 5}),
            env["dunning.cost.department"].create({"name": "Finance", "hourly_rate": 40}),
            month := env["dunning.month.plan"].create({"date": "2025-03-20", "date_until": "2025-03-31"}),
            env["dunning.month.plan.line"].sudo().create({"plan_id": month.id, "partner_id": customer.id}).sudo(False),
            env["dunning.trial"].create({"name": "Text", "step_id": self.plan.step_ids[-1].id}),
            case, case.route_id, case.route_id.deadline_ids, case.route_id.document_ids,
            env["dunning.case.item"].create({"case_id": case.id, "move_line_id": self._items(self.early).id}),
            env["dunning.case.deadline"].create({"case_id": case.id, "name": "Call", "date": today}),
            env["dunning.case.document"].create({"case_id": case.id, "name": "Order", "content": b"eA=="}),
            env["dunning.case.cost"].create({"case_id": case.id, "amount": 10, "date": today}),
            env["dunning.insurance.policy"].create({"name": "P", "insurer_id": customer.id, "date_from": today}),
            notice := env["dunning.notice.rule"].create(
                {"country_id": env.ref("base.pt").id, "debtors": "consumer", "template_id": self.template.id, "source": "x"}
            ),
            env["dunning.notice.enclosure"].create({"rule_id": notice.id, "name": "Form"}),
            env["dunning.terms.policy"].create({"company_id": company.id, "policy_days": 30, "source": "Ours"}),
            env["dunning.cash.base"].create({"company_id": company.id, "date_from": "2025-01-01", "date_to": "2025-02-28"}),
            env["dunning.retention.rule"].create({"company_id": company.id, "kind": "sent", "months": 120, "source": "Ours"}),
            env["dunning.erasure"].create({"company_id": company.id}),
            env["dunning.person.data.wizard"].create({"partner_id": customer.id, "company_id": company.id}),
            env["dunning.invoice.transit"].create({"company_id": company.id, "method": "manual", "days": 3}),
            env["dunning.credit.authority"].create({"company_id": company.id, "user_id": self.collector.id, "amount": 10}),
            env["dunning.payment.means"].create({"company_id": company.id, "means": "card"}),
            env["dunning.payment.plan.authority"].create({"company_id": company.id, "user_id": self.collector.id, "amount": 10}),
            env["dunning.debit.agreement"].create(
                {"partner_id": customer.id, "token_id": self._token().id, "agreed_by": "Jane", "source": "Contract"}
            ),
            env["dunning.set.off.wizard"].create({"partner_id": customer.id}),
            env["dunning.debit.retry"].create({"company_id": company.id, "days": 3}),
            env["dunning.payment.return.wizard"].sudo().create({"payment_id": self._payment().id, "reason": "x"}).sudo(False),
            offering := env["dunning.payment.plan.wizard"].create({"partner_id": customer.id}), offering.line_ids[:1],
            env["dunning.credit.limit"].create({"company_id": company.id, "partner_id": customer.id, "reason": "x"}),
            request := env["dunning.credit.request"].create({"company_id": company.id, "partner_id": customer.id, "reason": "x"}),
            env["dunning.credit.decide.wizard"].create({"request_id": request.id}),
            env["dunning.terms"].create({"name": "Terms", "date_from": today, "content": b"eA=="}),
            provision, provision.line_ids[0], provision.rate_ids[0],
            env["dunning.write.off"].create({"partner_id": customer.id, "reason": "Lost", "item_ids": self._items(self.early).ids}),
            company,
        ]  # fmt: skip
        return {record._name: record for record in found}

    def _payment(self):
        """Return a payment of the customer."""
        return self.env["account.payment"].sudo().create(
            {"payment_type": "inbound", "partner_id": self.customer.id, "amount": 10, "company_id": self.company.id}
        )

    def _token(self):
        """Return the card of the customer, kept with a provider of the company."""
        method = self.env.ref("payment.payment_method_unknown")
        provider = self.env["payment.provider"].sudo().create(
            {"name": "Dummy", "code": "none", "company_id": self.company.id, "payment_method_ids": [(6, 0, method.ids)]}
        )
        return self.env["payment.token"].sudo().create(
            {"provider_id": provider.id, "payment_method_id": method.id, "partner_id": self.customer.id, "provider_ref": "x"}
        )

    def _route(self):
        return self.env["dunning.case.route"].create(
            {
                "name": "Court",
                "company_id": self.company.id,
                "document_ids": [(0, 0, {"kind": "order", "name": "Order"})],
                "deadline_ids": [(0, 0, {"name": "Serve", "anchor": "ordered_on"})],
            }
        )

    def _typed_fields(self):
        """Return the days, numbers and amounts of dunning that people may type, from the registry."""
        for name, model in self.registry.items():
            if not (name.startswith("dunning.") or name == "res.company") or model._abstract or model._table_query:
                continue
            if name in bounds.COPIED_MODELS or not model._auto:
                continue
            for field in model._fields.values():
                own = name != "res.company" or field.name.startswith("dunning_")
                if own and field.type in EXTREMES and not field.readonly and field.name != "id":
                    yield name, field

    @freeze_time(TODAY)
    def test_extreme_values_are_refused_or_harmless(self):
        records, accepted = self._records(), []
        self._check_screens()
        for name, field in list(self._typed_fields()):
            self.assertIn(name, records, f"{name}: give this test a record of it")
            for value in EXTREMES[field.type]:
                if self._type(records[name], field, value):
                    accepted.append(f"{name}.{field.name} = {value}")
                    with self.subTest(accepted[-1]):
                        self._check_screens()
        _logger.info("Accepted: %s", ", ".join(accepted))
        for field in ("dunning.hold.date_end", "dunning.moratorium.date_end", "dunning.plan.step.delay"):
            self.assertFalse([text for text in accepted if text.startswith(field)])

    def _type(self, record, field, value):
        """Write a value; tell whether it was accepted. A refusal is one sentence."""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                record.write({field.name: value})
                self.env.flush_all()
        except UserError as error:  # ValidationError is one
            self.assertNotIn("\n", str(error).strip(), f"{record._name}.{field.name}")
            return False
        except CheckViolation:  # the client shows the sentence of the constraint
            return False
        return True

    def _check_screens(self):
        """Open and compute what shows dunning: forms, lists, searches, groups, run, preview, coverage."""
        env = self.env
        env.invalidate_all()
        moves = self.early | self.late
        moves.read([name for name, field in moves._fields.items() if name.startswith("dunning_")])
        env["account.move"].search([("dunning_next_date", ">", TODAY)])
        env["account.move"].search([("dunning_status", "!=", False)])
        profile = env["dunning.profile"].search([("partner_id", "=", self.customer.id)])
        profile.read()
        for model in ("dunning.receivable", "dunning.hold", "dunning.promise", "dunning.dispute", "dunning.moratorium", "dunning.action"):
            env[model].search([]).read()
            env[model]._read_group([], ["company_id"], ["__count"])
        env["dunning.forecast"].search([]).read()
        rows = env["dunning.engine"]._decide_items(self.company, date(2025, 3, 20))
        env["dunning.decision"]._explain_decisions(rows, date(2025, 3, 20))
        env["dunning.coverage"]._uncovered_totals(self.company, date(2025, 3, 20))
        env["dunning.coverage"].search([]).read()
        env["dunning.task"].search([]).read()
        preview = env["dunning.run"].create({"company_id": self.company.id, "date": TODAY})
        preview.action_preview()
        preview.decision_ids.read()
        with self.env.cr.savepoint() as point:
            env["dunning.run"].create({"company_id": self.company.id, "date": TODAY}).action_run()
            point.rollback()
        env.invalidate_all()

    # -- sentences ---------------------------------------------------------------------------------

    @freeze_time(TODAY)
    def test_refusals_say_what_to_enter(self):
        hold = self.env["dunning.hold"].create({"move_id": self.late.id, "reason": "Wait"})
        with self.assertRaisesRegex(UserError, "“Until” cannot be 12/31/9999.*12/31/2045, or leave it empty"):
            hold.date_end = "9999-12-31"
        with self.assertRaisesRegex(UserError, "“Days from Due Date” cannot be 1,000,000,000: enter a number from -3,650 to 3,650"):
            self.plan.step_ids[0].delay = 10**9
        with self.assertRaisesRegex(UserError, "“Customers Contacted per Day” cannot be -1: enter a number from 0"):
            self.company.dunning_daily_cap = -1
        with self.assertRaisesRegex(UserError, "“First Presented On” cannot be 01/01/2099, a day that is still to come"):
            self.action.presented_on = "2099-01-01"

    @freeze_time(TODAY)
    def test_settings_are_held_to_them_too(self):
        with self.assertRaisesRegex(UserError, "“Review Holds after \\(days\\)” cannot be 1,000,000,000"):
            self.env["res.config.settings"].create({"dunning_review_days": 10**9}).execute()

    @freeze_time(TODAY)
    def test_no_more_is_in_dispute_than_is_open(self):
        category = self.env["dunning.dispute.category"].search([], limit=1)
        vals = {"move_id": self.early.id, "category_id": category.id, "description": "Broken"}
        refusal = f"No more of {self.early.name} can be in dispute than is open"
        with self.assertRaisesRegex(UserError, refusal), self.env.cr.savepoint():
            self.env["dunning.dispute"].create({**vals, "amount": 1000.01})
        dispute = self.env["dunning.dispute"].create({**vals, "amount": 1000})
        with self.assertRaisesRegex(UserError, "No more of"):
            dispute.amount = 1e9

    # -- what is in the database already -----------------------------------------------------------

    def _plant(self, table, **values):
        self.env.flush_all()
        columns = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items())
        self.env.cr.execute(SQL("UPDATE %s SET %s", SQL.identifier(table), columns))
        self.env.invalidate_all()
        self.registry.clear_cache()

    @freeze_time(TODAY)
    def test_due_date_of_another_add_on_in_9999_is_not_due(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = '9999-12-31' WHERE move_id = %s AND date_maturity IS NOT NULL", [self.late.id]
        )
        self.env.invalidate_all()
        rows = {row["move_id"]: row for row in self.env["dunning.engine"]._decide_items(self.company, date(2025, 3, 20))}
        self.assertEqual((rows[self.late.id]["reason"], rows[self.late.id]["is_overdue"]), ("not_due", False))
        self._check_screens()

    @freeze_time(TODAY)
    def test_due_date_before_christ_is_overdue(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = '0001-01-01' WHERE move_id = %s AND date_maturity IS NOT NULL", [self.late.id]
        )
        self.env.invalidate_all()
        rows = {row["move_id"]: row for row in self.env["dunning.engine"]._decide_items(self.company, date(2025, 3, 20))}
        self.assertTrue(rows[self.late.id]["is_overdue"])
        self._check_screens()

    @freeze_time(TODAY)
    def test_stored_extremes_break_no_screen_and_no_run(self):
        self._records()
        day = date(9999, 12, 31)
        for table, values in (
            ("dunning_hold", {"date_end": day, "review_date": day}),
            ("dunning_moratorium", {"date_end": day, "segment": None}),
            ("dunning_promise", {"date_payment": day, "date_limit": day}),
            ("dunning_closed_day", {"date_start": day, "date_end": day, "yearly": True}),
            ("dunning_closed_day", {"date_start": date(1, 1, 1), "date_end": day, "kind": "quiet"}),
            ("dunning_plan", {"minimum_interval": 10**9}),
            ("dunning_plan_step", {"deadline_days": 10**9}),
            ("dunning_plan_step", {"delay": 10**9}),
            ("dunning_plan_step", {"delay": -(10**9)}),
            ("dunning_action", {"date": day, "date_deadline": day}),
            ("dunning_action_line", {"date_done": day, "step_delay": 10**9, "date_due": day}),
            ("res_company", {"dunning_review_days": 10**9, "dunning_pending_days": 10**9, "dunning_reply_days": 10**9}),
        ):
            with self.subTest(table=table, **values):
                self._plant(table, **values)
                self._check_screens()

    @freeze_time(TODAY)
    def test_moratorium_without_end(self):
        moratorium = self.env["dunning.moratorium"].create({"name": "Flood", "date_start": "2025-03-01", "company_id": self.company.id})
        self.assertEqual(moratorium.state, "running")
        self.action._skip_steps("Flood", date(2025, 3, 19))
        rows = {row["move_id"]: row for row in self.env["dunning.engine"]._decide_items(self.company, date(2025, 4, 10))}
        row = rows[self.early.id]
        self.assertEqual((row["reason"], row["until"], row["next_date"]), ("moratorium", None, None))
        self._check_screens()
