"""How a provision is computed: items and balances of the day as SQL, roll rates of the months before, judgments carried forward."""

from itertools import pairwise

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shared.bounds import add_days
from ..shared.channels import SEGMENTS
from ..shared.receivable import sql_due, sql_entry, sql_trade
from .dunning_provision import BUCKET_LABELS
from .loss_rates import PAID, Flow, LibraryMissingError, fill_gaps, loss_rates, roll_rates

STANDARD = "standard"


class DunningProvision(models.Model):
    _inherit = "dunning.provision"

    def action_compute(self):
        """Compute matrix and items anew from the ledger; what people judged is kept.

        :raises UserError: the provision is posted, or pandas is not installed
        """
        self.check_access("write")
        self._check_whole_company()
        for provision in self:
            if provision.state != "draft":
                raise UserError(self.env._("This provision is posted: reverse it and make a new one."))
            provision.sudo()._compute_matrix()
            provision.sudo()._compute_lines()
            provision.sudo()._compare_with_ledger()
            provision.sudo().computed_on = fields.Datetime.now()
        return True

    # -- the matrix --------------------------------------------------------------------------------

    def _compute_matrix(self):
        """Fill in the matrix; rates that a person changed are kept."""
        self.ensure_one()
        segments = [code for code, _label in SEGMENTS]
        try:
            rolls = roll_rates(self._read_flows(), segments, len(BUCKET_LABELS))
        except LibraryMissingError as error:
            raise UserError(
                self.env._(
                    "Roll rates need the Python library pandas: an administrator installs it with “pip install pandas”."
                )
            ) from error
        known = {(cell.segment, cell.bucket): cell for cell in self.rate_ids}
        for segment in segments:
            rates = fill_gaps(rolls[segment], rolls[None])
            losses = loss_rates(rates, self.lgd, self.factor)
            for rank, (bucket, _label) in enumerate(BUCKET_LABELS):
                vals = self._cell_vals(rolls[segment], rates, losses, rank)
                cell = known.get((segment, bucket))
                if cell and cell.rate != cell.computed_rate:
                    vals.pop("rate")
                if cell:
                    cell.write(vals)
                else:
                    self.env["dunning.provision.rate"].create(
                        {**vals, "provision_id": self.id, "segment": segment, "bucket": bucket}
                    )

    def _cell_vals(self, rolls, rates, losses, rank):
        """Return the values of one cell of the matrix.

        :param list rolls: ``Roll`` of each bucket of the segment but the last
        :param list rates: roll rates with gaps filled
        :param list losses: loss rates, one a bucket
        :param int rank: rank of the bucket
        """
        last = rank == len(rolls)
        roll = None if last else rolls[rank]
        return {
            "observed": roll.balance if roll else 0.0,
            "stayed": roll.stayed if roll else 0.0,
            "rolled": roll.rolled if roll else 0.0,
            "roll_rate": 1.0 if last else rates[rank],
            "seen": bool(roll and roll.rate is not None),
            "computed_rate": losses[rank],
            "rate": losses[rank],
        }

    def _read_flows(self):
        """Return what became of each bucket between the month ends before the day.

        :return: list of ``Flow``
        """
        self.env.flush_all()
        ends = self._month_ends()
        return [
            Flow(*row) for start, end in pairwise(ends) for row in self.env.execute_query(self._sql_bucket_flows(start, end))
        ]

    def _month_ends(self):
        """Return the month ends observed, the first one ``months`` before the last that is not after the day."""
        last = self.date if add_days(self.date, 1).day == 1 else add_days(self.date.replace(day=1), -1)
        first = last.replace(day=1)
        return [add_days(first - relativedelta(months=back - 1), -1) for back in range(self.months, -1, -1)]

    def _sql_bucket_flows(self, start, end):
        """Balances of one month end by segment and bucket, against the bucket of the next one."""
        aging = self.env["dunning.aging"]
        return SQL(
            """
            SELECT COALESCE(profile.segment, %(standard)s), before.bucket,
                   CASE WHEN after.residual > 0 THEN after.bucket ELSE %(paid)s END AS later,
                   SUM(before.residual)::float, SUM(LEAST(GREATEST(COALESCE(after.residual, 0), 0), before.residual))::float
              FROM (%(before)s) AS before
              LEFT JOIN (%(after)s) AS after ON after.id = before.id AND NOT after.is_credit
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = before.partner_id AND profile.company_id = %(company)s
             WHERE NOT before.is_credit AND before.residual > 0
             GROUP BY 1, 2, 3
             ORDER BY 1, 2, 3
            """,
            standard=STANDARD,
            paid=PAID,
            before=aging._sql_items(self._options_on(start), entry=False),
            after=aging._sql_items(self._options_on(end), entry=False),
            company=self.company_id.id,
        )

    # -- the items ---------------------------------------------------------------------------------

    def _compute_lines(self):
        """Write one line an item that is open on the day, or for which something is booked."""
        self.ensure_one()
        rows = {row["move_line_id"]: row for row in self.env.execute_query_dict(self._sql_provision_lines())}
        judged = self._judgments_before()
        known = {line.move_line_id.id: line for line in self.line_ids}
        (
            self.line_ids
            - self.env["dunning.provision.line"].union(*(line for item, line in known.items() if item in rows))
        ).unlink()
        new = []
        for item, row in rows.items():
            row["net"] = self.currency_id.round(row["residual"] * (1 - row["tax_share"]))
            if item in known:
                known[item].write(row)
            else:
                new.append({**judged.get(item, {}), **row, "provision_id": self.id})
        self.env["dunning.provision.line"].create(new)
        self.line_ids._apply_rates()

    def _judgments_before(self):
        """Return what people judged in the last provision that was posted before, by id of the item."""
        former = self.search(
            [("company_id", "=", self.company_id.id), ("state", "=", "posted"), ("date", "<=", self.date), ("id", "!=", self.id)],
            order="date desc, id desc", limit=1,
        )  # fmt: skip
        return {
            line.move_line_id.id: {
                "judged": line.judged,
                "judged_rate": line.judged_rate,
                "reason": line.reason,
                "doubtful": line.doubtful,
            }
            for line in former.line_ids
            if (line.judged or line.doubtful) and line.residual
        }

    def _sql_provision_lines(self):
        """What is open on the day item by item, with the share of VAT of its invoice, and what is booked for it."""
        self.env.flush_all()
        return SQL(
            """
            WITH open AS (SELECT * FROM (%(items)s) AS item WHERE NOT item.is_credit AND item.residual > 0),
            booked AS (
                SELECT line.move_line_id, SUM(line.movement) AS amount
                  FROM dunning_provision_line AS line
                  JOIN dunning_provision AS former ON former.id = line.provision_id
                 WHERE former.company_id = %(company)s AND former.state = 'posted' AND former.id <> %(own)s AND former.date <= %(day)s
                   AND (former.reversed_on IS NULL OR former.reversed_on > %(day)s) AND line.move_line_id IS NOT NULL
                 GROUP BY line.move_line_id HAVING SUM(line.movement) <> 0
            ),
            moved AS (
                SELECT transfer.item_id, SUM(transfer.amount) AS amount
                  FROM dunning_doubtful AS transfer JOIN account_move AS entry ON entry.id = transfer.move_id AND entry.state = 'posted'
                 WHERE transfer.date <= %(day)s AND transfer.item_id IS NOT NULL
                 GROUP BY transfer.item_id HAVING SUM(transfer.amount) <> 0
            )
            SELECT line.id AS move_line_id, move.id AS move_id, line.company_id, customer.commercial_partner_id AS partner_id,
                   %(number)s AS invoice_name, %(due)s AS date_due,
                   GREATEST(COALESCE(open.days, 0), 0) AS days, COALESCE(open.bucket, 0)::text AS bucket,
                   COALESCE(profile.segment, %(standard)s) AS segment, COALESCE(open.residual, 0)::float AS residual,
                   %(tax_share)s AS tax_share,
                   COALESCE(booked.amount, 0)::float AS booked, COALESCE(moved.amount, 0)::float AS doubtful_before,
                   (SELECT MAX(part.case_id) FROM dunning_case_item AS part JOIN dunning_case AS handed ON handed.id = part.case_id
                     WHERE part.move_line_id = line.id AND handed.handed_on <= %(day)s) AS case_id
              FROM account_move_line AS line
              JOIN account_move AS move ON move.id = %(entry)s
              JOIN res_partner AS customer ON customer.id = line.partner_id
              LEFT JOIN open ON open.id = line.id
              LEFT JOIN booked ON booked.move_line_id = line.id
              LEFT JOIN moved ON moved.item_id = line.id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = customer.commercial_partner_id
                                                  AND profile.company_id = %(company)s
             WHERE line.id IN (SELECT id FROM open UNION SELECT move_line_id FROM booked UNION SELECT item_id FROM moved)
             ORDER BY line.id
            """,
            items=self.env["dunning.aging"]._sql_items(self._options_on(self.date), entry=False),
            company=self.company_id.id,
            own=self.id,
            day=self.date,
            standard=STANDARD,
            due=sql_due(),
            entry=sql_entry(),
            number=self.env["account.move.line"]._dunning_sql_number(),
            tax_share=self._sql_tax_share(),
        )

    @api.model
    def _sql_tax_share(self):
        """Return the share of VAT in what ``move`` asks for: it is not lost with it."""
        return SQL(
            """CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') AND move.amount_total <> 0
                    THEN (move.amount_tax / move.amount_total)::float ELSE 0 END"""
        )

    def _compare_with_ledger(self):
        """Note credits, and what the accounts say: items and credits must add up to their balance on the day.

        Items without a customer are in the accounts but in no provision: they are the difference, if there is one.
        """
        items = self.env["dunning.aging"]._sql_items(self._options_on(self.date), entry=False)
        query = SQL(
            "SELECT COALESCE(SUM(residual) FILTER (WHERE is_credit OR residual < 0), 0)::float FROM (%s) AS item", items
        )
        self.credit = self.env.execute_query(query)[0][0]
        balance = self.env.execute_query(self._sql_ledger_balance())[0][0]
        self.ledger_balance = balance
        self.ledger_difference = self.currency_id.round(balance - self.credit - sum(self.line_ids.mapped("residual")))

    def _sql_ledger_balance(self):
        """The balance of the receivable accounts on the day, and what transfers have put on the account of doubtful debts."""
        return SQL(
            """
            SELECT COALESCE((
                SELECT SUM(line.balance) FROM account_move_line AS line
                  JOIN account_account AS account ON account.id = line.account_id
                       AND %(trade)s
                 WHERE line.parent_state = 'posted' AND line.date <= %(day)s AND line.company_id = ANY(%(companies)s)), 0)::float
              + COALESCE((
                SELECT SUM(transfer.amount) FROM dunning_doubtful AS transfer
                  JOIN account_move_line AS line ON line.id = transfer.doubtful_line_id AND line.parent_state = 'posted'
                  JOIN account_account AS account ON account.id = line.account_id AND NOT %(trade)s
                 WHERE transfer.date <= %(day)s AND line.company_id = ANY(%(companies)s)), 0)::float
            """,
            day=self.date,
            trade=sql_trade(),
            companies=self.company_id._dunning_companies().ids,
        )
