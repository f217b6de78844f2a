"""The account of one customer lived through day by day by the engine alone, with payments that come when they come."""

from collections import defaultdict
from datetime import date, timedelta

from odoo.fields import Command
from odoo.tools import SQL

from ..models.shared.reconciliation import reconcile_each
from ..wizards.dunning_simulation_days import TABLE
from .common import DunningCommon

START = date(2025, 1, 6)  # a Monday
PERIOD = 55  # days of a steady state that are looked at


class AccountCommon(DunningCommon):
    """Days are numbered from ``START``; contacts are ``(day, channel, delay of the acting step, {item's due day: its delay})``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_journal_ids = cls.company_data["default_journal_misc"]

    @classmethod
    def _shipped(cls, name, **vals):
        """The shipped plan as a new company has it, for this company only."""
        plan = cls.env.ref(f"account_dunning.plan_{name}").copy({"company_id": cls.company.id, "segment": False, **vals})
        plan.active = True
        return plan

    @classmethod
    def _owe(cls, dues, paid_after=None, amount=1000.0, partner=None, **vals):
        """Post receivable items, each paid so many days after its due date (never when ``None``).

        :param dues: due days, numbered
        """
        partner = partner or cls.customer
        first = START - timedelta(40)
        days = [START + timedelta(due) for due in dues]
        move = cls._general_entry(*((partner, day, amount) for day in days), date=first, **vals)
        items = move.line_ids.filtered("date_maturity").sorted("date_maturity")
        if paid_after is None:
            return items
        receivable, revenue = items.account_id, cls.company_data["default_account_revenue"]
        payments = cls.env["account.move"].create(
            [
                {
                    "journal_id": cls.company_data["default_journal_misc"].id,
                    "date": day + timedelta(paid_after),
                    "line_ids": [
                        Command.create({"account_id": receivable.id, "partner_id": partner.id, "balance": -amount}),
                        Command.create({"account_id": revenue.id, "balance": amount}),
                    ],
                }
                for day in days
            ]
        )
        payments.action_post()
        paying = (payment.line_ids.filtered(lambda line: line.account_id == receivable) for payment in payments)
        reconcile_each(item + line for item, line in zip(items, paying, strict=True))
        return items

    @classmethod
    def _live(cls, first, last, people_days=0):
        """Decide and do day after day; return the contacts."""
        return cls._find_contacts(cls._live_rows(first, last, people_days))

    @classmethod
    def _live_rows(cls, first, last, people_days=0):
        """Decide and do day after day, for all customers at once; return what was done of each item, with its ``partner_id``."""
        start, end = START + timedelta(first), START + timedelta(last)
        simulation = cls.env["dunning.simulation"].create(
            {"company_id": cls.company.id, "date_start": start, "days": (end - start).days + 1, "as_of": True, "people_days": people_days}
        )
        cls.env.flush_all()
        cls.env.cr.execute(SQL(TABLE))
        for number in range((end - start).days + 1):
            simulation._simulate_day(start + timedelta(number), start, None, None, end + timedelta(1000))
        rows = cls.env.execute_query_dict(
            SQL(
                """
                SELECT simulated.done, simulated.action_id, simulated.planned, simulated.channel, simulated.lead_delay, simulated.group_key,
                       simulated.step_delay, simulated.item_id, line.partner_id, line.date_maturity AS due
                  FROM dunning_simulated AS simulated
                  JOIN account_move_line AS line ON line.id = simulated.item_id
                 WHERE NOT simulated.passed ORDER BY simulated.done, simulated.action_id, line.date_maturity
                """
            )
        )
        cls.env.cr.execute("DROP TABLE dunning_simulated")
        return rows

    @classmethod
    def _find_contacts(cls, rows):
        """Return the contacts of what was done of items, as ``_live_rows`` returns it."""
        contacts = defaultdict(dict)
        for row in rows:
            key = ((row["done"] - START).days, row["channel"], row["lead_delay"], row["action_id"])
            contacts[key][(row["due"] - START).days] = row["step_delay"]
        return [(day, channel, delay, items) for (day, channel, delay, _action), items in contacts.items()]

    # -- what is counted ---------------------------------------------------------------------------

    @classmethod
    def _worst(cls, contacts, wanted=lambda contact: True, first=50, last=105):
        """The greatest number of contact days of a kind in any 55 days."""
        days = {contact[0] for contact in contacts if wanted(contact)}
        return max(len([day for day in days if start <= day < start + PERIOD]) for start in range(first, last))

    @classmethod
    def _counts(cls, contacts):
        """Contact days, calls, letters, registered letters, e-mails and last reminders in the worst 55 days each."""
        kinds = {
            "days": lambda one: True,
            "calls": lambda one: one[1] == "phone",
            "emails": lambda one: one[1] == "email",
            "letters": lambda one: one[1] == "letter",
            "registered": lambda one: one[1] == "registered_letter",
        }
        return {name: cls._worst(contacts, wanted) for name, wanted in kinds.items()}

    @classmethod
    def _histories(cls, contacts):
        """For each item (due day) the list of (day, own delay, delay of the acting step)."""
        history = defaultdict(list)
        for day, _channel, delay, items in contacts:
            for due, own in items.items():
                history[due].append((day, own, delay))
        return history


