"""Living with others: what the add-on adds to core's models collides with nobody, and costs others nothing."""

from unittest.mock import patch

from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..hooks import MODULE, own_models
from .common import DunningCommon

# Tables of which rows are deleted by core in the ordinary course of work: every key of ours to them needs an index.
BUSY = (
    "account_move", "account_move_line", "account_payment", "account_bank_statement_line",
    "ir_attachment", "mail_message", "mail_activity",
)  # fmt: skip

# What people see of other systems' fields, and must not find twice.
ENTERPRISE = ("followup", "total_due", "total_overdue", "unreconciled_aml")


@tagged("post_install", "-at_install")
class TestCoexistence(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (15, "phone")])
        cls.company.dunning_plan_id = cls.plan

    def _places(self, move):
        """Return where the rows of an entry and its items lie in their tables: writing a row moves it."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT 'move', id, ctid::text FROM account_move WHERE id = %(move)s
                   UNION ALL SELECT 'item', id, ctid::text FROM account_move_line WHERE move_id = %(move)s ORDER BY 1, 2""",
                move=move.id,
            )
        )

    # -- names -------------------------------------------------------------------------------------

    def _extended(self):
        """Return the models of others that the add-on extends, as (name, class)."""
        own = set(own_models(self.env)) | {"base"}
        return [
            (name, model)
            for name, model in self.env.registry.items()
            if name not in own and any(_is_ours(part) for part in model.mro())
        ]

    def test_fields_on_others_models(self):
        """Fields that we add to models of others carry our prefix."""
        found = [
            f"{name}.{field}"
            for name, model in self._extended()
            for field, definition in model._fields.items()
            if definition._module == MODULE and not field.startswith("dunning_")
        ]
        self.assertEqual(found, [])

    def test_methods_on_others_models(self):
        """So do methods, but for those that extend a method which is there already."""
        found = []
        for name, model in self._extended():
            theirs = {attribute for part in model.mro() if not _is_ours(part) and part is not model for attribute in vars(part)}
            for part in model.mro():
                if _is_ours(part):
                    ours = {attribute for attribute in vars(part) if not attribute.startswith("__")}
                    found += [f"{name}.{attribute}" for attribute in ours - theirs if "dunning" not in attribute]
        self.assertEqual(found, [])

    def test_no_enterprise_names(self):
        names = [name for _model, model in self._extended() for name, field in model._fields.items() if field._module == MODULE]
        names += own_models(self.env)
        names += self.env["ir.model.data"].sudo().search([("module", "=", MODULE)]).mapped("name")
        self.assertEqual([name for name in names if name.startswith(ENTERPRISE)], [])

    def test_warns_of_other_systems(self):
        """The settings name whoever else chases the same customers."""
        self.assertFalse(self.env["res.config.settings"].new({}).dunning_other_systems)
        self._install_other_system()
        self.assertEqual(self.env["res.config.settings"].new({}).dunning_other_systems, "Payment Follow-up Management")

    def test_tells_tabs_apart(self):
        """Where somebody else has a tab about reminders too, ours says that it shows ours; else it says nothing and asks nothing."""
        invoice = self._invoice(due="2025-01-31")
        self.assertFalse(invoice.dunning_other_tabs)
        with self.assertQueryCount(0):
            self.assertFalse(invoice.partner_id.dunning_other_tabs)
        self._install_other_system()
        self.env.invalidate_all()
        for record in (invoice, invoice.partner_id):
            self.assertIn("Payment Follow-up Management", record.dunning_other_tabs)
            self.assertIn('name="dunning_other_tabs"', record.get_view(view_type="form")["arch"])

    def _install_other_system(self):
        """Have the database believe that another add-on is installed that sends reminders."""
        Module = self.env["ir.module.module"].sudo()
        other = Module.search([("name", "=", "account_followup")]) or Module.create({"name": "account_followup"})
        other.write({"state": "installed", "shortdesc": "Payment Follow-up Management"})
        known = {**Module._installed(), other.name: other.id}
        self.startPatcher(patch.object(self.registry["ir.module.module"], "_installed", lambda _self: known))

    def test_rules_hide_nothing_of_others(self):
        """A rule of a group is a limit where there was none: on models of others ours must not be about reading."""
        rules = self.env["ir.rule"].sudo().search([("id", "in", self._own_ids("ir.rule"))])
        self.assertGreater(len(rules), 10)
        own = set(own_models(self.env))
        hiding = rules.filtered(lambda rule: rule.model_id.model not in own and (rule.perm_read or not rule.groups))
        # nobody but administrators reads server actions: without ours credit managers would see none at all
        hiding = hiding.filtered(lambda rule: rule.model_id.model != "ir.actions.server")
        self.assertEqual(hiding.mapped("name"), [])

    def test_managers_read_the_texts_of_others(self):
        """An accounting administrator, whom we make credit manager, sends invoices with core's texts as before."""
        head = self._user("head_c", "account.group_account_manager")
        self.assertTrue(head.has_group("account_dunning.group_dunning_manager"))
        templates = self.env["mail.template"].sudo().search([])
        self.assertIn(self.env.ref("account.email_template_edi_invoice"), templates)
        self.assertEqual(self.env["mail.template"].with_user(head).search([]), templates)

    def _own_ids(self, model):
        return self.env["ir.model.data"].sudo().search([("module", "=", MODULE), ("model", "=", model)]).mapped("res_id")

    # -- what others do ----------------------------------------------------------------------------

    def test_keys_to_busy_tables_have_an_index(self):
        """Deleting what core deletes all day never reads a dunning table from end to end."""
        missing = self.env.execute_query(
            SQL(
                """
                SELECT key.conrelid::regclass::text, attribute.attname
                  FROM pg_constraint AS key
                  JOIN pg_attribute AS attribute ON attribute.attrelid = key.conrelid AND attribute.attnum = key.conkey[1]
                 WHERE key.contype = 'f' AND key.confrelid::regclass::text = ANY(%s) AND key.conrelid::regclass::text = ANY(%s)
                   AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = key.conrelid AND indkey[0] = attribute.attnum)
                """,
                list(BUSY),
                [self.env[name]._table for name in own_models(self.env) if not self.env[name]._transient],
            )
        )
        self.assertEqual(missing, [])

    def test_posting_asks_for_history_only_when_there_can_be_some(self):
        """The first posting of an invoice does nothing of ours; posting again ties its history."""
        Move = self.env.registry["account.move"]
        with patch.object(Move, "_dunning_reattach", autospec=True) as reattach:
            move = self._invoice("2025-03-01")
            self.assertFalse(reattach.call_args.args[0], "nothing to tie")
            move.button_draft()
            move.action_post()
            self.assertEqual(reattach.call_args.args[0], move)
        with self.assertQueryCount(0):
            self.env["account.move"]._dunning_reattach()

    def test_new_invoice_asks_nothing(self):
        """While an invoice is being typed, our fields of its form cost no query."""
        names = [name for name in self.env["account.move"]._fields if name.startswith("dunning_")]
        for move_type in ("out_invoice", "in_invoice"):
            new = self.env["account.move"].new({"move_type": move_type, "partner_id": self.customer.id})
            with patch.object(self.env.registry["dunning.engine"], "_decide_items", side_effect=AssertionError("asked")):
                self.assertEqual({name: bool(new[name]) for name in names if name not in ("dunning_status", "dunning_profile_id")},
                                 dict.fromkeys(set(names) - {"dunning_status", "dunning_profile_id"}, False))  # fmt: skip
                self.assertEqual(new.dunning_status, "none")

    def test_bill_is_not_decided_about(self):
        """A supplier's bill opens without a decision."""
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2025-02-01",
                "invoice_line_ids": [(0, 0, {"name": "Goods", "price_unit": 10, "tax_ids": []})],
            }
        )
        bill.action_post()
        Engine, Move = self.env.registry["dunning.engine"], self.env.registry["account.move"]
        with (
            patch.object(Engine, "_decide_items", side_effect=AssertionError("asked")),
            patch.object(Move, "_dunning_sql_last", side_effect=AssertionError("asked")),
        ):
            self.assertEqual((bill.dunning_status, bill.dunning_last_step_id.id), ("none", False))

    def test_plan_of_an_invoice_moves_no_row(self):
        """Choosing a plan for a posted invoice writes neither the entry nor its items, not even a date."""
        move = self._invoice("2025-03-01")
        places = self._places(move)
        other = self._plan([(7, "phone")], name="Other")
        move.dunning_plan_id = other
        self.assertEqual(self._places(move), places)
        self.env.invalidate_all()
        self.assertEqual(move.dunning_plan_id, other)
        move.dunning_plan_id = False
        self.assertEqual(self._places(move), places)
        move.write({"dunning_plan_id": other.id, "ref": "theirs"})
        self.assertNotEqual(self._places(move), places, "what else is written is written")
        self.assertEqual((move.dunning_plan_id, move.ref), (other, "theirs"))

    def test_plan_given_at_creation(self):
        other = self._plan([(7, "phone")], name="Other")
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "dunning_plan_id": plan,
                    "invoice_date": "2025-02-01",
                    "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 10, "tax_ids": []})],
                }
                for plan in (other.id, False)
            ]
        )
        overrides = self.env["dunning.plan.override"].search([("move_id", "in", moves.ids)])
        self.assertEqual((overrides.move_id, overrides.plan_id), (moves[0], other))

    def test_run_writes_no_accounting(self):
        """A day's dunning, its report and a hold write no entry and no item."""
        move = self._invoice("2025-03-01")
        places = self._places(move)
        self._live_day("2025-03-06")
        self._live_day("2025-03-16")
        self._hold(move, "dispute", date_start="2025-03-16")
        self.assertEqual(self._places(move), places)

    def test_messages_of_others(self):
        """Sending, editing and deleting what is not ours asks the dunning tables nothing."""
        message = self.customer.message_post(body="Theirs")
        user = self._user("writer_c", "base.group_user,base.group_partner_manager")
        with patch.object(self.env.registry["dunning.action"], "search", side_effect=AssertionError("asked")):
            mail = self.env["mail.mail"].sudo().create({"subject": "Theirs", "email_to": "x@example.com"})
            mail.send()
            message.with_user(user).read(["body"])
            message.sudo(False).write({"body": "Still theirs"})

    def test_partner_figures_follow_the_company(self):
        """The figures of a customer are those of the company people work in, also within one request."""
        self._invoice("2025-03-01", 700.0)
        other = self.env["res.company"].sudo().create({"name": "Another"})
        self.env.user.sudo().company_ids |= other
        partner = self.customer
        self.assertEqual(partner.dunning_amount_due, 700.0)
        self.assertEqual(partner.with_company(other).dunning_amount_due, 0.0)
        self.assertEqual(partner.with_company(self.company).dunning_amount_due, 700.0)

    def test_reading_everything_decides_nothing(self):
        """Who has no part in dunning and reads all fields, as programs do, sets no decision off."""
        move = self._invoice("2025-03-01")
        clerk = self._user("reader_c", "account.group_account_invoice,base.group_partner_manager")
        self.env.invalidate_all()
        with patch.object(self.env.registry["dunning.engine"], "_decide_items", side_effect=AssertionError("asked")):
            for record in (move, self.customer):
                record = record.with_user(clerk)
                ours = [name for name in record.fields_get(attributes=["type"]) if name.startswith("dunning_")]
                self.assertLessEqual(set(ours), {"dunning_profile_id"})
                record.read(["display_name", *ours])

    def test_forms_of_others_open(self):
        """A clerk without any right on dunning types an invoice, and opens contacts, as before."""
        clerk = self._user("plain_c", "account.group_account_invoice,base.group_partner_manager")
        with Form(self.env["account.move"].with_user(clerk).with_context(default_move_type="out_invoice")) as form:
            form.partner_id = self.customer
            with form.invoice_line_ids.new() as line:
                line.name, line.price_unit = "Work", 10.0
        form.record.action_post()
        self.assertFalse({name for name in form._view["fields"] if name.startswith("dunning")})
        with Form(self.customer.with_user(clerk)) as partner:
            partner.phone = "+33 4 11 11 11 11"


def _is_ours(part):
    """Tell whether a class of a model's inheritance was written here."""
    return part.__module__.startswith(f"odoo.addons.{MODULE}.")
