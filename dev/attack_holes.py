"""Holes planted on purpose, one of each kind, and the proof that the attack finds each.

``open_hole`` runs inside the server: it takes one guard away (or adds what must not be there) on the loaded classes.
"""

import lib

ORIGINALS = []


def plant(registry, model, name, function):
    """Replace a method on a model's final class, until ``close_all``."""
    cls = registry[model]
    ORIGINALS.append((cls, name, vars(cls).get(name)))
    setattr(cls, name, function)


def close_all():
    """Take all planted holes away."""
    for cls, name, function in reversed(ORIGINALS):
        if function is None:
            delattr(cls, name)
        else:
            setattr(cls, name, function)
    count = len(ORIGINALS)
    ORIGINALS.clear()
    return count


def override_in_sudo(registry):
    """A public method acts as superuser."""

    def action_open_items(self):
        self.sudo().write({"note": "planted"})
        return {"type": "ir.actions.act_window_close"}

    plant(registry, "dunning.profile", "action_open_items", action_open_items)


def rule_after_write(registry):
    """What is written is not checked again."""
    from odoo.models import BaseModel

    plant(registry, "dunning.absence", "write", BaseModel.write)


def foreign_dialogue(registry):
    """The error of a dialogue names what a foreign customer owes."""
    from odoo import api
    from odoo.exceptions import UserError

    @api.model_create_multi
    def create(self, vals_list):
        items = self.env["account.move.line"].sudo().search([], order="amount_residual desc", limit=1)
        raise UserError(f"No more than {items.amount_residual:.2f} is open.")

    plant(registry, "dunning.info.wizard", "create", create)


def pointer(registry):
    """A pointer that only the add-on sets is written by anybody who may write the record."""
    from odoo.models import BaseModel

    guarded = registry["dunning.reply"].write

    def write(self, vals):
        if set(vals) == {"mail_message_id"}:
            return BaseModel.write(self.sudo(), vals)
        return guarded(self, vals)

    plant(registry, "dunning.reply", "write", write)


def evidence(registry):
    """What left can be rewritten."""
    from odoo.models import BaseModel

    plant(registry, "dunning.action", "write", lambda self, vals: BaseModel.write(self.sudo(), vals))


def branch(registry):
    """A branch sees what the main company is owed."""
    from odoo import api
    from odoo.models import BaseModel

    @api.model
    def search_read(self, *args, **kwargs):
        return BaseModel.search_read(self.sudo(), *args, **kwargs)

    plant(registry, "dunning.event", "search_read", search_read)


def bounds(registry):
    """Days and numbers are accepted whatever they are."""
    plant(registry, "dunning.hold", "_validate_fields", lambda self, names, excluded_names=(): None)


def done_twice(registry):
    """A button does its work again when it is pressed again."""

    def action_confirm(self):
        for wizard in self:
            self.env["dunning.hold"].sudo().create(
                {"partner_id": wizard.partner_id.id, "company_id": self.env.company.root_id.id, "reason": "planted"}
            )
        return True

    plant(registry, "dunning.hold.wizard", "action_confirm", action_confirm)


def foreign_sender(registry):
    """Whoever writes into a thread is taken for a contact of the customer."""

    def sender_vals(self, profile, message):
        return {"sender": "contact", "author_id": message.author_id.id}

    plant(registry, "dunning.reply", "_sender_vals", sender_vals)


def shared_setting(registry):
    """A credit manager of one company changes what holds for all."""
    plant(registry, "dunning.plan", "_check_shared_setting", lambda self: None)


# -- the same kinds in rooms that came later ---------------------------------------------------------


def case_in_sudo(registry):
    """A public method of a case acts as superuser."""

    def action_open_profile(self):
        self.sudo().write({"description": "planted"})
        return {"type": "ir.actions.act_window_close"}

    plant(registry, "dunning.case", "action_open_profile", action_open_profile)


def limit_after_write(registry):
    """A credit limit is moved to where its writer may not write."""
    from odoo.models import BaseModel

    plant(registry, "dunning.credit.limit", "write", lambda self, vals: BaseModel.write(self.sudo(), vals))


def foreign_claim_dialogue(registry):
    """The error of the dialogue about claims names what a foreign customer owes."""
    from odoo import api
    from odoo.exceptions import UserError

    @api.model_create_multi
    def create(self, vals_list):
        owed = self.env["dunning.claim"].sudo().search([], order="principal desc", limit=1)
        raise UserError(f"Interest of {owed.principal:.2f} cannot be claimed twice.")

    plant(registry, "dunning.claim.new.wizard", "create", create)


def answer_evidence(registry):
    """What a customer said on its page is rewritten."""
    from odoo.models import BaseModel

    plant(registry, "dunning.answer", "write", lambda self, vals: BaseModel.write(self.sudo(), vals))


def history_deleted(registry):
    """What interrupted limitation is deleted."""
    from odoo.models import BaseModel

    plant(registry, "dunning.interruption", "unlink", lambda self: BaseModel.unlink(self.sudo()))


def claims_of_branch(registry):
    """A branch sees the claims of the main company."""
    from odoo import api
    from odoo.models import BaseModel

    @api.model
    def search_read(self, *args, **kwargs):
        return BaseModel.search_read(self.sudo().with_context(allowed_company_ids=None), *args, **kwargs)

    plant(registry, "dunning.claim", "search_read", search_read)


def bounds_of_limits(registry):
    """A credit limit holds for ever, and for any amount."""
    plant(registry, "dunning.credit.limit", "_validate_fields", lambda self, names, excluded_names=(): None)


# By kind: what plants it, the parts and people that must find it, the models that are tried.
HOLES = {
    "override in sudo": (override_in_sudo, ("methods",), ("manager_b",), ("dunning.profile",)),
    "rule after write": (rule_after_write, ("writes",), ("contributor_b",), ("dunning.absence",)),
    "foreign id in a dialogue": (foreign_dialogue, ("dialogues",), ("contributor_a",), ("dunning.info.wizard",)),
    "pointer": (pointer, ("writes",), ("collector_b",), ("dunning.reply",)),
    "evidence": (evidence, ("evidence",), ("collector_a",), ("dunning.action",)),
    "branch": (branch, ("reads",), ("collector_branch",), ("dunning.event",)),
    "bounds": (bounds, ("bounds",), ("manager_a",), ("dunning.hold",)),
    "foreign sender": (foreign_sender, ("senders",), ("gateway_a",), ("dunning.reply",)),
    "shared setting": (shared_setting, ("writes",), ("manager_b",), ("dunning.plan",)),
    "override in sudo of cases": (case_in_sudo, ("methods",), ("manager_b",), ("dunning.case",)),
    "rule after write of limits": (limit_after_write, ("writes",), ("manager_b",), ("dunning.credit.limit",)),
    "foreign id in a dialogue of claims": (foreign_claim_dialogue, ("dialogues",), ("contributor_a",), ("dunning.claim.new.wizard",)),
    "evidence of answers": (answer_evidence, ("evidence",), ("collector_a",), ("dunning.answer",)),
    "evidence of interruptions deleted": (history_deleted, ("evidence",), ("manager_a",), ("dunning.interruption",)),
    "branch of claims": (claims_of_branch, ("reads",), ("collector_branch",), ("dunning.claim",)),
    "bounds of limits": (bounds_of_limits, ("bounds",), ("manager_a",), ("dunning.credit.limit",)),
    "done twice": (done_twice, ("twice",), ("manager_a",), ("dunning.hold.wizard",)),
}


def open_hole(registry, name):
    """Plant one hole."""
    HOLES[name.replace("%20", " ")][0](registry)
    return name


def selftest(server, known, names=()):
    """Plant each hole in turn; return 1 when one is not found."""
    from attack import Campaign

    blind, campaign = [], Campaign(server, known)
    names = names or tuple(HOLES)
    for name in names:
        _plant, parts, people, models = HOLES[name]
        found = []
        for planted in (False, True):
            if planted:
                server.ask(f"hole/{name.replace(' ', '%20')}")
            campaign.only, campaign.judge = models, campaign.make_judge()
            campaign.run(parts, people)
            found.append(set(campaign.judge.found))
        server.ask("whole")
        new = found[1] - found[0]
        blind += [] if new else [name]
        lib.say(f"{name}: {len(new)} found{'' if new else ' – NOT NOTICED'}  {min(map(str, new), default='')[:150]}")
    lib.say(f"{len(names) - len(blind)} of {len(names)} planted holes were noticed")
    return int(bool(blind))
