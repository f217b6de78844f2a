"""The judge of figures: each is compared with plain SQL on the journal items, which knows nothing of the add-on.

Amounts are compared in the smallest unit of their currency.
"""

import io
import re
import subprocess
from collections import Counter, defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

# Customers whose statements are checked each day.
CUSTOMERS = 8

TYPES = {"receivable": "asset_receivable", "payable": "liability_payable"}

# The trial balance of control accounts on a day.
ACCOUNTS = """
SELECT line.account_id, SUM(line.debit - line.credit)
  FROM account_move_line AS line
  JOIN account_account AS account ON account.id = line.account_id
 WHERE account.account_type = %(type)s AND line.parent_state = 'posted' AND line.date <= %(day)s AND line.company_id = %(company)s
 GROUP BY 1 HAVING SUM(line.debit - line.credit) <> 0
"""

# What each customer or supplier (commercial entity) owes or is owed on a day.
PARTNERS = """
SELECT partner.commercial_partner_id, SUM(line.debit - line.credit)
  FROM account_move_line AS line
  JOIN account_account AS account ON account.id = line.account_id
  LEFT JOIN res_partner AS partner ON partner.id = line.partner_id
 WHERE account.account_type = %(type)s AND line.parent_state = 'posted' AND line.date <= %(day)s AND line.company_id = %(company)s
   AND (NOT %(trade)s OR account.non_trade IS NOT TRUE)
 GROUP BY 1 HAVING SUM(line.debit - line.credit) <> 0
"""

# The same by currency. A reconciliation of two currencies takes from the one what it gives to the other.
CURRENCIES = """
SELECT moved.partner_id, moved.currency_id, SUM(moved.amount)
  FROM (
    SELECT partner.commercial_partner_id AS partner_id, line.currency_id, line.amount_currency AS amount
      FROM account_move_line AS line
      JOIN account_account AS account ON account.id = line.account_id AND account.account_type = %(type)s
      LEFT JOIN res_partner AS partner ON partner.id = line.partner_id
     WHERE line.parent_state = 'posted' AND line.date <= %(day)s AND line.company_id = %(company)s
    UNION ALL
    SELECT partner.commercial_partner_id, line.currency_id,
           CASE line.id WHEN partial.debit_move_id THEN -partial.debit_amount_currency ELSE partial.credit_amount_currency END
      FROM account_partial_reconcile AS partial
      JOIN account_move_line AS debit ON debit.id = partial.debit_move_id
      JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
      JOIN account_move_line AS line ON line.id IN (debit.id, credit.id)
      JOIN account_account AS account ON account.id = line.account_id AND account.account_type = %(type)s
      LEFT JOIN res_partner AS partner ON partner.id = line.partner_id
     WHERE partial.max_date <= %(day)s AND debit.currency_id <> credit.currency_id AND line.company_id = %(company)s
       AND line.parent_state = 'posted'
  ) AS moved
 GROUP BY 1, 2 HAVING SUM(moved.amount) <> 0
"""

# What was open of each item on a day: what was booked less what was reconciled up to then.
ITEMS = """
SELECT line.id, line.balance - COALESCE(SUM(CASE line.id WHEN partial.debit_move_id THEN partial.amount ELSE -partial.amount END), 0)
  FROM account_move_line AS line
  JOIN account_account AS account ON account.id = line.account_id AND account.account_type = %(type)s
  LEFT JOIN account_partial_reconcile AS partial
         ON line.id IN (partial.debit_move_id, partial.credit_move_id) AND partial.max_date <= %(day)s
 WHERE line.parent_state = 'posted' AND line.date <= %(day)s AND line.company_id = %(company)s
 GROUP BY line.id
"""


def cents(amount, digits=2):
    """Return an amount in the smallest unit of its currency."""
    return int((Decimal(repr(float(amount or 0))) * 10**digits).quantize(Decimal(1), ROUND_HALF_UP))


class Judge:
    """Judges the figures of one company, day by day.

    Args:
        env: environment of the database.
        folder: where documents are kept to look at.
        dice: ``random.Random`` that chooses customers.

    Attributes:
        checked: how many comparisons were made, by kind.
        differences: what did not agree, in words.
        summary: the last day in words.
    """

    def __init__(self, env, folder, dice):
        self.env, self.folder, self.dice = env, folder, dice
        self.company = env.company
        self.aging = env["dunning.aging"].with_context(allowed_company_ids=self.company.ids)
        self.checked, self.differences = Counter(), []
        self.summary = ""
        self.ours = {}

    def judge(self, day, documents=False):
        """Judge all figures of a day; with ``documents`` the workbooks and PDFs too."""
        before = sum(self.checked.values())
        totals = []
        for side in TYPES:
            totals.append(f"{side} {self._aged(day, side):,.2f}")
            if documents:
                self._workbook(day, side)
                self._printed(day, side)
        self._statements(day, documents)
        self.summary = ", ".join([*totals, f"{sum(self.checked.values()) - before} checks"])

    # -- helpers -----------------------------------------------------------------------------------

    def _require(self, what, found, wanted, text):
        self.checked[what] += 1
        if found != wanted:
            self.differences.append(f"{what}: {text}: {found} instead of {wanted}")

    def _sql(self, query, day, side, trade=False):
        self.env.cr.execute(query, {"type": TYPES[side], "day": day, "company": self.company.id, "trade": trade})
        return self.env.cr.fetchall()

    def _options(self, day, side, **more):
        return self.aging._read_options({"day": day.isoformat(), "side": side, "bounds": "", **more})

    # -- aged balance ------------------------------------------------------------------------------

    def _aged(self, day, side):
        """Compare an aged balance with the trial balance; return its total."""
        sign = -1 if side == "payable" else 1
        rows = self.aging._balance_rows(self._options(day, side, by="account"))
        count = len(self._options(day, side).buckets())
        found, of_partner = Counter(), Counter()
        for row in rows:
            found[row["account_id"]] += sign * cents(row["balance"])
            of_partner[row["partner_id"]] += sign * cents(row["balance"])
            parts = sum(cents(row[f"bucket_{rank}"]) for rank in range(count)) + cents(row["credit"])
            self._require("buckets partition", parts, cents(row["balance"]), f"{side} {day} {row['partner_name']}")
        wanted = {account: cents(amount) for account, amount in self._sql(ACCOUNTS, day, side)}
        for account in wanted | found:
            self._require("trial balance", found[account], wanted.get(account, 0), f"{side} {day} account {account}")
        partners = {partner: cents(amount) for partner, amount in self._sql(PARTNERS, day, side)}
        for partner in partners | of_partner:
            self._require("customer's balance", of_partner[partner], partners.get(partner, 0), f"{side} {day} partner {partner}")
        self._items(day, side, of_partner, sign)
        self._currencies(day, side, sign)
        return sum(wanted.values()) / 100

    def _items(self, day, side, of_partner, sign):
        """Each item is open by what was booked less what was reconciled; the items add up to the balances."""
        rows = self.env.execute_query_dict(self.aging._sql_item_rows(self._options(day, side)))
        shown = {row["id"]: sign * cents(row["residual"]) for row in rows}
        wanted = {item: cents(amount) for item, amount in self._sql(ITEMS, day, side)}
        for item in shown.keys() | wanted.keys():
            self._require("item", shown.get(item, 0), wanted.get(item, 0), f"{side} {day} journal item {item}")
        found = Counter()
        for row in rows:
            found[row["partner_id"]] += sign * cents(row["residual"])
        for partner in found | of_partner:
            self._require("sum of items", found[partner], of_partner[partner], f"{side} {day} partner {partner}")
        if side == "receivable":
            aged = defaultdict(Counter)
            for row in rows:
                late = (day - row["date_due"]).days
                key = "current" if late <= 0 else next((f"{top}_days" for top in (30, 60, 90, 120) if late <= top), "older")
                aged[row["account_id"]][key] += cents(row["residual"])
            self.ours[day] = {account: dict(values) for account, values in aged.items()}

    def _currencies(self, day, side, sign):
        """In the currency of the documents it is the balance of each currency."""
        found = defaultdict(int)
        for row in self.aging._balance_rows(self._options(day, side, money="document")):
            found[row["partner_id"], row["money_id"]] += sign * cents(row["balance"], row["money_digits"])
        wanted = {}
        for partner, currency, amount in self._sql(CURRENCIES, day, side):
            digits = self.env["res.currency"].browse(currency).decimal_places
            wanted[partner, currency] = cents(amount, digits)
        for key in wanted | found:
            self._require("balance in currency", found.get(key, 0), wanted.get(key, 0), f"{side} {day} (partner, currency) {key}")

    # -- documents ---------------------------------------------------------------------------------

    def _wizard(self, day, side):
        values = {"day": day.isoformat(), "side": side, "bounds": "", "company_ids": self.company.ids}
        return self.env["dunning.aged.wizard"].with_context(allowed_company_ids=self.company.ids)._from_values(values)

    def _workbook(self, day, side):
        """A workbook read back holds what the screen shows, row by row, and totals with their value."""
        import openpyxl

        wizard = self._wizard(day, side)
        options = wizard._chosen_options()
        content = self.env["dunning.aged.xlsx"]._build_aged_workbook(options, wizard._report_title(), "")
        (self.folder / f"aged_{side}_{day}.xlsx").write_bytes(content)
        sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Balances"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        place = {title: index for index, title in enumerate(rows[0])}
        screen = self.aging._balance_rows(options)
        for row, shown in zip(screen, rows[1:], strict=False):
            for title, name in (("Balance", "balance"), ("Credits", "credit")):
                self._require("workbook", cents(shown[place[title]]), cents(row[name]), f"{side} {day} {row['partner_name']} {title}")
            self._require("workbook", shown[0], row["partner_name"], f"{side} {day} name")
        total = next((row for row in rows[len(screen) + 1 :] if row[0]), None)
        wanted = sum(cents(row["balance"]) for row in screen)
        self._require("workbook", cents(total[place["Balance"]]) if total else None, wanted, f"{side} {day} total")

    def _printed(self, day, side):
        """The text of the PDF holds each customer's balance and the total."""
        wizard = self.env["dunning.aged.wizard"].create(
            {"day": day, "side": side, "company_ids": [(6, 0, self.company.ids)], "group_by": "customer"}
        )
        content, kind = self.env["ir.actions.report"].with_context(lang="en_US")._render_qweb_pdf(
            "account_dunning.report_aged", wizard.ids
        )
        if kind != "pdf":
            raise AssertionError("no PDF was made")
        text = pdf_text(self.folder / f"aged_{side}_{day}.pdf", content)
        rows = self.aging._balance_rows(self._options(day, side))
        for amount in [*(row["balance"] for row in rows), sum(cents(row["balance"]) for row in rows) / 100]:
            self._require("PDF of the aged balance", f"{amount:,.2f}" in text or not cents(amount), True, f"{side} {day} {amount:,.2f}")

    # -- statements --------------------------------------------------------------------------------

    def _statements(self, day, documents):
        """Statements of some customers end with their balance, in each currency, whatever their kind."""
        balances = {partner: cents(amount) for partner, amount in self._sql(PARTNERS, day, "receivable", trade=True) if partner}
        if not balances:
            return
        chosen = self.dice.sample(sorted(balances), min(CUSTOMERS, len(balances)))
        profiles = self.env["dunning.profile"]._get_or_create(self.env["res.partner"].browse(chosen), self.company)
        start = day - timedelta(30)
        in_currency = self._by_currency(day)
        earlier = self._by_currency(start - timedelta(1))
        vals = [{"profile_id": profile.id, "date_to": day} for profile in profiles]
        Statement = self.env["dunning.statement"]
        plain = Statement.create([{**one, "kind": "open"} for one in vals])
        moved = Statement.create([{**one, "kind": "activity", "date_from": start} for one in vals])
        for statement in plain + moved:
            partner = statement.partner_id
            self._require("closing of a statement", cents(statement.closing), balances[partner.id], f"{day} {partner.name}")
        for statements, kind in ((plain, "open"), (moved, "activity")):
            for statement, parts in statements._sections_by_statement().items():
                partner = statement.partner_id
                for part in parts:
                    currency, digits = part["currency"], part["currency"].decimal_places
                    text = f"{day} {partner.name} {currency.name} ({kind})"
                    self._require(
                        "closing by currency", cents(part["closing"], digits), in_currency.get((partner.id, currency.id), 0), text
                    )
                    items = sum(cents(row["residual_currency"], digits) for row in part["items"])
                    self._require("items of a statement", items, cents(part["closing"], digits), text)
                    aged = sum(cents(amount, digits) for amount in part["buckets"]) + cents(part["credit"], digits)
                    self._require("aging foot", aged, cents(part["closing"], digits), text)
                    if kind == "activity":
                        opening = cents(part["opening"], digits)
                        self._require("opening", opening, earlier.get((partner.id, currency.id), 0), text)
                        through = opening + sum(cents(row["amount"], digits) for row in part["movements"])
                        self._require("movements", through, cents(part["closing"], digits), text)
        if documents:
            self._statement_documents(plain[:2] + moved[:1], day)
        (plain + moved).unlink()

    def _by_currency(self, day):
        found = {}
        for partner, currency, amount in self._sql(CURRENCIES, day, "receivable"):
            found[partner, currency] = cents(amount, self.env["res.currency"].browse(currency).decimal_places)
        return found

    def _statement_documents(self, statements, day):
        """PDF and workbook of statements hold what they close with."""
        import openpyxl

        for statement in statements:
            statement = statement.with_context(lang="en_US")
            statement.partner_id.lang = "en_US"
            text = pdf_text(self.folder / f"statement_{statement.kind}_{day}_{statement.partner_id.id}.pdf", statement._render_merged_pdf())
            for part in statement._sections_by_statement()[statement]:
                amount = f"{part['closing']:,.{part['currency'].decimal_places}f}"
                self._require("PDF of a statement", amount in text, True, f"{day} {statement.partner_id.name} {amount}")
            content = self.env["dunning.statement.xlsx"]._build_statement_workbook(statement)
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            for part in statement._sections_by_statement()[statement]:
                cells = [cell.value for row in book[part["currency"].name].iter_rows() for cell in row]
                values = [cents(value) for value in cells if isinstance(value, int | float)]
                self._require("workbook of a statement", cents(part["closing"]) in values, True, f"{day} {statement.partner_id.name}")

    # -- others ------------------------------------------------------------------------------------

    def ledger(self, day):
        """Return the trial balance of receivable accounts on a day, in cents by account id."""
        return {account: cents(amount) for account, amount in self._sql(ACCOUNTS, day, "receivable")}

    def compare_oca(self, theirs, trial_balances):
        """Compare the aged receivable with the OCA's, account by account and bucket by bucket; return notes in words.

        Args:
            theirs: by day and account id, amounts by bucket.
            trial_balances: :meth:`ledger` of each day; a total that is off it is theirs to explain.
        """
        notes, same = [], 0
        for day, accounts in theirs.items():
            ledger = trial_balances[day]
            for account, values in accounts.items():
                ours = self.ours[day].get(account, {})
                their = {name: cents(amount) for name, amount in values.items() if name != "residual"}
                if all(ours.get(name, 0) == amount for name, amount in their.items()):
                    same += 1
                    self.checked["as the OCA's"] += 1
                elif cents(values["residual"]) == ledger.get(account, 0) and sum(ours.values()) == ledger.get(account, 0):
                    self.checked["as the OCA's"] += 1
                    self.differences.append(f"buckets differ from the OCA's: {day} account {account}: {ours} and {their}")
                else:
                    gap = (cents(values["residual"]) - ledger.get(account, 0)) / 100
                    notes.append(f"{day} account {account}: the OCA's total is {gap:+,.2f} off the trial balance, ours is not")
                    self._require("trial balance beside the OCA's", sum(ours.values()), ledger.get(account, 0), f"{day} {account}")
        return [f"{same} of {sum(map(len, theirs.values()))} balances of accounts equal the OCA's in every bucket", *notes]


def pdf_text(path, content):
    """Keep a PDF and return its text, with plain spaces."""
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout
    return re.sub(r"[\u00a0\u202f]", " ", text)
