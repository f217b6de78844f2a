"""The first day: seven steps from installing to being live, with their state; what is essential before going live.

A read model of seven lines; each is judged for the main company of who looks at it, and opens what it takes in one click.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..shared.company_day import company_day

STEPS = ["people", "collector", "mail", "bank", "plans", "preview", "live"]
# Without these a company cannot go live: a reminder would not leave, nobody would act, nobody could pay.
ESSENTIAL = ["collector", "mail", "bank", "plans"]


class DunningChecklist(models.Model):
    _name = "dunning.checklist"
    _description = "Step of the First Day"
    _auto = False
    _order = "id"

    key = fields.Char(string="Key of the Step", compute="_compute_key")
    name = fields.Char(string="Step", compute="_compute_name")
    state = fields.Selection(
        [("done", "Done"), ("missing", "To Do"), ("later", "After the Others")], compute="_compute_state"
    )
    why = fields.Char(string="How It Stands", compute="_compute_state")

    @property
    def _table_query(self):
        return SQL("SELECT generate_series(1, %s) AS id", len(STEPS))

    @api.model
    def _step_names(self):
        """Return the names of the steps, by key."""
        return {
            "people": self.env._("Who works with it"),
            "collector": self.env._("Collector of new customers"),
            "mail": self.env._("Outgoing mail answers a test message"),
            "bank": self.env._("Bank account on messages"),
            "plans": self.env._("Plans and texts read"),
            "preview": self.env._("First preview"),
            "live": self.env._("Live"),
        }

    def _compute_key(self):
        for step in self:
            step.key = STEPS[step.id - 1]

    @api.depends_context("lang")
    def _compute_name(self):
        names = self._step_names()
        for step in self:
            step.name = names[step.key]

    @api.depends_context("lang", "company", "uid")
    def _compute_state(self):
        company = self.env.company.root_id
        found = self._judge_steps(company)
        for step in self:
            done, step.why = found[STEPS[step.id - 1]]
            waits = STEPS[step.id - 1] in ("preview", "live") and not all(found[one][0] for one in ESSENTIAL)
            step.state = "done" if done else "later" if waits else "missing"

    @api.model
    def _judge_steps(self, company):
        """Return whether each step is done and how it stands, in words.

        :param company: main ``res.company``
        :return: dict by key of (bool, str)
        """
        company = company.sudo()
        return {key: getattr(self, f"_judge_{key}")(company) for key in STEPS}

    def _judge_people(self, company):
        people = self.env.ref("account_dunning.group_dunning_user").sudo().all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids and user.id != self.env.ref("base.user_root").id
        )  # fmt: skip
        if not people:
            asked = self._name_administrators()
            return False, self.env._("Nobody is a collector: an administrator gives the role under Settings, Users (%s).", asked)
        return True, self.env._("Collectors and credit managers: %s", ", ".join(people[:5].mapped("name")))

    def _judge_collector(self, company):
        person = company.dunning_collector_id
        if not person.active:
            return False, self.env._("Customers without a collector of their own have nobody: choose one in the settings.")
        return True, person.name

    def _judge_mail(self, company):
        if not company.dunning_mail_tested_on:
            asked = self._name_administrators()
            return False, self.env._("Send yourself a test message; mail servers are set up by an administrator (%s).", asked)
        return True, self.env._("A test message was accepted on %s", format_date(self.env, company.dunning_mail_tested_on))

    def _judge_bank(self, company):
        bank = company.partner_id.bank_ids.filtered(lambda one: not one.company_id or one.company_id == company)[:1]
        if not bank:
            return False, self.env._("Messages cannot say where to pay: enter the bank account of %s.", company.name)
        return True, bank.acc_number

    def _judge_plans(self, company):
        plan = self._find_first_plan(company)
        if not plan:
            return False, self.env._("There is no plan: make one, or take a shipped one out of the archive.")
        if not company.dunning_plans_read_on:
            return False, self.env._("Read the texts of “%s” as customers get them, then say so.", plan.name)
        return True, self.env._(
            "%(plan)s, read by %(user)s on %(day)s",
            plan=plan.name,
            user=company.dunning_plans_read_by_id.name or "",
            day=format_date(self.env, company.dunning_plans_read_on),
        )

    @api.model
    def _find_first_plan(self, company):
        """Return the plan to read first: the default one, else any that serves the company."""
        plans = self.env["dunning.plan"].sudo()
        return company.dunning_plan_id or plans.search([("company_id", "in", (False, company.id))], limit=1)

    def _judge_preview(self, company):
        domain = [("company_id", "=", company.id), ("kind", "=", "preview"), ("state", "=", "done")]
        run = self.env["dunning.run"].sudo().search(domain, limit=1)
        if not run and not company.dunning_live_date:
            return False, self.env._("A preview shows every open item with what would happen to it, and why; nothing is sent.")
        return True, run.display_name or ""

    def _judge_live(self, company):
        if not company.dunning_live_date:
            return False, self.env._("Approving a preview makes the company live.")
        return True, self.env._("Live since %s", format_date(self.env, company.dunning_live_date))

    @api.model
    def _name_administrators(self):
        """Return the names of those to ask for what a credit manager cannot do."""
        people = self.env.ref("base.group_system").sudo().all_user_ids
        return ", ".join(people.filtered(lambda user: user.active and not user.share)[:3].mapped("name"))

    @api.model
    def _find_missing(self, company):
        """Return what is essential and missing before a company may go live.

        :param company: main ``res.company``
        :return: list of (name of the step, how it stands)
        """
        names, found = self._step_names(), self._judge_steps(company)
        return [(names[key], found[key][1]) for key in ESSENTIAL if not found[key][0]]

    # -- one click each ----------------------------------------------------------------------------

    def action_open_step(self):
        """Open what a step takes: the settings, the bank accounts, the default plan, a first preview; send a test message."""
        self.ensure_one()
        company = self.env.company.root_id
        company._check_dunning_manager()
        key = STEPS[self.id - 1]
        if key == "mail":
            return company.action_dunning_test_mail()
        if key == "bank":
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Bank Accounts"),
                "res_model": "res.partner.bank",
                "view_mode": "list,form",
                "domain": [("partner_id", "=", company.partner_id.id)],
                "context": {"default_partner_id": company.partner_id.id},
            }
        if key == "plans" and (plan := self._find_first_plan(company.sudo())):
            return plan.with_env(self.env)._get_records_action()
        if key in ("preview", "live"):
            return self.env["dunning.run"]._action_first_preview(company)
        return company.action_dunning_settings()

    def action_take_collector(self):
        """Make the user the collector of customers without one of their own; nothing changes where there is one.

        :return: action that reads the screen anew
        :raises AccessError: not a credit manager of the main company
        """
        company = self.env.company.root_id
        company._check_dunning_manager()
        if not company.sudo().dunning_collector_id.active:
            company.sudo().dunning_collector_id = self.env.user
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_make_practice(self):
        """Make a company to practise in, and go over to it."""
        return self.env.company.action_dunning_make_practice()

    def action_confirm_read(self):
        """Say that plans and texts were read; who said so is kept.

        :raises UserError: there is no plan
        """
        company = self.env.company.root_id
        company._check_dunning_manager()
        if not self._find_first_plan(company.sudo()):
            raise UserError(self.env._("There is no plan: make one, or take a shipped one out of the archive."))
        company.sudo().write({"dunning_plans_read_on": company_day(company), "dunning_plans_read_by_id": self.env.uid})
        return {"type": "ir.actions.client", "tag": "soft_reload"}
