"""A company to practise in, made by one click: invented customers with invoices of all ages, and nothing ever leaves."""

from odoo import Command, fields, models

from ..shared.company_day import company_day

# Invented customers: what they are called is translated (``_dunning_practice_names``); days overdue and amount of each invoice.
INVOICES = {
    "bakery": [(-12, 480.0), (6, 730.0)],
    "hotel": [(3, 1240.0), (21, 2150.0)],
    "joinery": [(9, 560.0)],
    "logistics": [(35, 4800.0), (18, 1900.0), (-20, 3100.0)],
    "school": [(62, 890.0)],
    "pharmacy": [(12, 310.0), (47, 1475.0)],
}


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_practice_of_id = fields.Many2one(
        "res.company", string="Practice Company of", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    def action_dunning_make_practice(self):
        """Make a practice company beside this one, live, with a first run, and go over to it.

        It belongs to whoever makes it until an administrator gives it to others; one a main company, the second click only
        goes over to it.

        :raises AccessError: not a credit manager of the main company
        """
        self._check_dunning_manager()
        root = self.sudo().root_id
        practice = self.env["res.company"].sudo().search([("dunning_practice_of_id", "=", root.id)], limit=1)
        practice = practice or self._create_dunning_practice(root)
        self.env.user.sudo().company_ids = [Command.link(practice.id)]
        return {"type": "ir.actions.client", "tag": "account_dunning.open_company", "params": {"company_id": practice.id}}

    def _create_dunning_practice(self, root):
        """Make the company with its accounts, customers, invoices and a run of today.

        :param root: main ``res.company`` whose country, currency and chart it takes
        """
        today = company_day(root)
        practice = self.env["res.company"].sudo().create(
            {
                "name": self.env._("Practice: %s", root.name),
                "country_id": root.country_id.id,
                "currency_id": root.currency_id.id,
                "email": "practice@example.com",
                "dunning_practice": True,
                "dunning_practice_of_id": root.id,
                "dunning_collector_id": self.env.uid,
                "dunning_working_days": False,  # there is something to see on a Sunday too
            }
        )
        charts = self.env["account.chart.template"].sudo().with_company(practice)
        charts.try_loading(root.chart_template or "generic_coa", practice, install_demo=False)
        practice.write({"dunning_live_date": fields.Date.subtract(today, days=1)})
        books = practice.sudo().with_company(practice).env
        self._fill_dunning_practice(books(context={**books.context, "allowed_company_ids": practice.ids}), practice, today)
        return practice

    def _dunning_practice_names(self):
        """Return the names of the invented customers, by key."""
        return {
            "bakery": self.env._("Northwind Bakery"),
            "hotel": self.env._("Lakeside Hotel"),
            "joinery": self.env._("Miller Joinery"),
            "logistics": self.env._("Harbour Logistics"),
            "school": self.env._("Green Valley School"),
            "pharmacy": self.env._("Sunrise Pharmacy"),
        }

    def _fill_dunning_practice(self, env, practice, today):
        """Enter and post the invoices of the invented customers, and do the run of the day."""
        product_line = {"name": self.env._("Goods delivered"), "quantity": 1, "tax_ids": [Command.clear()]}
        moves = env["account.move"]
        for key, name in self._dunning_practice_names().items():
            partner = env["res.partner"].create(
                {
                    "name": name, "is_company": True, "company_id": practice.id, "country_id": practice.country_id.id,
                    "email": f"{key}@example.com", "phone": "+33 1 99 00 20 01", "lang": self.env.lang,
                }
            )  # fmt: skip
            for days, amount in INVOICES[key]:
                due = fields.Date.subtract(today, days=days)
                moves |= env["account.move"].create(
                    {
                        "move_type": "out_invoice", "partner_id": partner.id, "company_id": practice.id,
                        "invoice_date": fields.Date.subtract(due, days=30), "invoice_date_due": due, "invoice_payment_term_id": False,
                        "invoice_line_ids": [Command.create({**product_line, "price_unit": amount})],
                    }
                )  # fmt: skip
        moves.action_post()
        env["dunning.run"].create({"company_id": practice.id, "date": today}).action_run()
