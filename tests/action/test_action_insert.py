"""What a run writes together is what the ORM would have created; where others take part, the ORM creates it."""

from unittest.mock import patch

from odoo import api
from odoo.tests import freeze_time, tagged

from ...models.action import dunning_action_insert, dunning_action_line
from ...models.shared.insert import insert_records, may_insert
from ..common import DunningCommon

DAY = "2025-03-06"
# What is another value for each record.
OWN = {"id", "create_date", "write_date", "run_id", "action_id", "profile_id", "access_token"}


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestActionInsert(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (15, "phone"), (30, "registered_letter")])
        cls.company.dunning_plan_id = cls.plan
        for name, due in (("Alpha", "2025-03-01"), ("Beta", "2025-02-15"), ("Gamma", "2025-01-20")):
            partner = cls._customer(name)
            for amount in (100.10, 0.20, 33.33):
                cls._invoice(due, amount, partner=partner)
        cls.Action = cls.env["dunning.action"]

    def _record(self):
        """Do a run; return the stored values of its actions and lines, those that are their own left out; then undo it."""
        with self.env.cr.savepoint() as point:
            run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
            run.action_run()
            found = []
            for records in (run.action_ids, run.action_ids.line_ids):
                names = [name for name, field in records._fields.items() if field.store and field.column_type and name not in OWN]
                rows = records.sudo().read([*names, "display_name"], load=None)
                rows = [{key: row[key] for key in (*names, "display_name")} for row in rows]
                found.append(sorted(rows, key=lambda row: row.get("move_line_id") or row["partner_id"]))
            tasks = self.env["mail.activity"].search([("res_model", "=", "dunning.action"), ("res_id", "in", run.action_ids.ids)])
            found.append(sorted((task.res_name, task.summary, str(task.date_deadline), task.user_id.id) for task in tasks))
            found.append(sorted(run.action_ids.message_ids.mapped("body")))
            found.append(len(run.action_ids.message_follower_ids))
            point.rollback()
        self.env.invalidate_all()
        return found

    def test_same_as_create(self):
        with patch.object(dunning_action_insert, "insert_records", side_effect=dunning_action_insert.insert_records) as inserted:
            ours = self._record()
        self.assertTrue(inserted.called)
        with (
            patch.object(dunning_action_insert, "may_insert", return_value=False),
            patch.object(dunning_action_line, "may_insert", return_value=False),
        ):
            theirs = self._record()
        self.assertEqual(len(ours[0]), 3)
        self.assertEqual(len(ours[1]), 9)
        self.assertEqual(ours, theirs)
        self.assertEqual({row["amount_due"] for row in ours[0]}, {133.63})

    def test_texts_to_the_letter(self):
        """What means something else in a COPY, and what looks like nothing."""
        texts = ["a\\tb", "tab\there", "two\nlines", "return\r", "\\N", "\\.", "é “€”", ""]
        partners = [self._customer(f"Note {rank}") for rank in range(len(texts))]
        vals_list = [
            {"partner_id": one.id, "company_id": self.company.id, "note": text, "no_statement": rank % 2 == 0}
            for rank, (one, text) in enumerate(zip(partners, texts, strict=True))
        ]
        profiles = insert_records(self.env["dunning.profile"], vals_list)
        self.env.invalidate_all()
        self.assertEqual(profiles.mapped("note"), texts)
        self.assertEqual(profiles.mapped("no_statement"), [True, False] * 4)
        self.assertEqual(set(profiles.mapped("debtor_class")), {"business"})
        self.assertEqual(profiles.mapped("own_salesperson_id").ids, [])

    def test_each_action_has_a_link_of_its_own(self):
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        with patch.object(dunning_action_insert, "insert_records", side_effect=dunning_action_insert.insert_records) as inserted:
            run.action_run()
        self.assertTrue(inserted.called)
        keys = run.action_ids.sudo().mapped("access_token")
        self.assertEqual((len(keys), len(set(keys)), all(keys)), (3, 3, True))

    def test_who_takes_part_in_creating_is_asked(self):
        """An automation rule puts another ``create`` on the model; the run goes through it, for lines too."""
        seen = []
        for name in ("dunning.action", "dunning.action.line"):
            model = type(self.env[name])
            create = model.create

            @api.model_create_multi
            def see(records, vals_list, create=create):
                seen.append((records._name, len(vals_list)))
                return create(records, vals_list)

            self.assertTrue(may_insert(self.env[name]))
            setattr(model, "create", see)  # noqa: B010
            self.addCleanup(delattr, model, "create")
            self.assertFalse(may_insert(self.env[name]))
        self._record()
        self.assertEqual(seen, [("dunning.action", 3), ("dunning.action.line", 9)])

    def test_extension_of_another_addon_is_asked(self):
        other = "odoo.addons.other.models.dunning_action"
        strange = type("strange", (), {"create": lambda self, vals_list: vals_list, "__module__": other})
        silent = type("silent", (), {"__module__": other})
        base = type("base", (), {"create": lambda self, vals_list: vals_list, "__module__": "odoo.orm.models"})
        ours = type("ours", (base,), {"create": lambda self, vals_list: 1, "__module__": "odoo.addons.account_dunning.models.action"})
        glue = type("glue", (ours,), {"create": lambda self, vals_list: 1, "__module__": "odoo.addons.account_dunning_glue.models"})
        for parents, free in (((ours,), True), ((silent, ours), True), ((strange, ours), False), ((glue,), False)):
            self.assertEqual(may_insert(type("registered", parents, {})()), free, parents)
