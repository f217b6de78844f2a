"""What happened before, in the words of the next text: a promise not kept, a dispute settled, a firm or formal text unanswered.

Who was told something, or said something, is reminded of it (rule 6). Where a text has a place for it (``previous_sentence``)
it stands there; else above the list of invoices.
"""

from odoo import fields, models
from odoo.tools import format_date, formatLang

from ..claim.dunning_promise import FAILED
from ..shared.channels import EMAIL, LETTER, REGISTERED_LETTER, SMS

# Days after which a broken promise or a settled dispute is not mentioned any more.
REMEMBERED_DAYS = 90

FIRM_TONES, FORMAL_TONES = ("firm",), ("formal", "handover")
WRITTEN = (EMAIL, SMS, LETTER, REGISTERED_LETTER)
# Firm and formal texts that left.
SAID = [("state", "=", "done"), ("step_id.tone", "in", (*FIRM_TONES, *FORMAL_TONES)), ("channel", "in", WRITTEN)]


class DunningAction(models.Model):
    _inherit = "dunning.action"

    reference_text = fields.Char(
        compute="_compute_reference_text", help="What the next text refers to: a broken promise, a settled dispute, a firm text."
    )

    def _compute_reference_text(self):
        referring = self.filtered(lambda action: action._may_refer())
        past = referring._profiles_with_past()
        for action in self:
            known = {kind for kind, profiles in past.items() if action.profile_id.id in profiles}
            action.reference_text = " ".join(action._reference_sentences(known)) if action in referring and known else ""

    def _profiles_with_past(self):
        """Return of which profiles there is anything that a text may refer to: most have nothing, and nobody asks one by one.

        :return: dict by kind (``promise``, ``dispute``, ``text``, ``reply``) of sets of ids of ``dunning.profile``
        """
        if not self:
            return {}
        own = ("profile_id", "in", self.profile_id.ids)
        kinds = {
            "promise": ("dunning.promise", [own, ("state", "in", FAILED)]),
            "dispute": ("dunning.dispute", [own, ("state", "=", "settled")]),
            "text": ("dunning.action", [own, *SAID]),
            "reply": ("dunning.reply", [own, *self._unread_domain()]),
        }
        return {
            kind: {profile.id for (profile,) in self.env[model].sudo()._read_group(domain, ["profile_id"])}
            for kind, (model, domain) in kinds.items()
        }

    def _may_refer(self):
        """Tell whether the action is a text after the due date about what was said before; a call speaks for itself."""
        self.ensure_one()
        return bool(self._origin and self.is_contact and not self.is_settlement and self.channel in WRITTEN and self.step_id)

    def _reference_sentences(self, known):
        """Return what happened before with the invoices asked for, a sentence each: promise, dispute, firm text, unread reply.

        :param set known: kinds of which there is anything, as keys of ``_profiles_with_past``
        """
        self.ensure_one()
        day = self.date_done or self.date
        moves = self._asked_lines().move_id
        told = self._broken_promise_sentence(moves, day) if "promise" in known else []
        told += self._settled_sentence(moves, day) if "dispute" in known else []
        told += self._firm_sentence(day) if "text" in known else []
        return told + (self._unread_reply_sentence(day) if "reply" in known else [])

    def _broken_promise_sentence(self, moves, day):
        promise = self.env["dunning.promise"].sudo().search(
            [
                ("profile_id", "=", self.profile_id.id), ("state", "in", FAILED), ("date_limit", "<", day),
                ("date_limit", ">=", fields.Date.subtract(day, days=REMEMBERED_DAYS)), ("line_ids.move_id", "in", moves.ids),
            ],
            order="date_payment desc, id desc", limit=1,
        )  # fmt: skip
        if not promise:
            return []
        return [
            self.env._(
                "You had promised to pay %(amount)s by %(day)s; we have not received it.",
                amount=formatLang(self.env, promise.amount - promise.amount_kept, currency_obj=promise.currency_id),
                day=format_date(self.env, promise.date_payment),
            )
        ]

    def _settled_sentence(self, moves, day):
        dispute = self.env["dunning.dispute"].sudo().search(
            [
                ("profile_id", "=", self.profile_id.id), ("state", "=", "settled"), ("settled_on", "<=", day),
                ("settled_on", ">=", fields.Date.subtract(day, days=REMEMBERED_DAYS)), ("move_id", "in", moves.ids),
            ],
            order="settled_on desc, id desc", limit=1,
        )  # fmt: skip
        if not dispute:
            return []
        return [
            self.env._(
                "Your question about %(invoice)s was settled on %(day)s.",
                invoice=dispute.target,
                day=format_date(self.env, dispute.settled_on),
            )
        ]

    def _firm_sentence(self, day):
        """Return the last firm or formal text that reached the customer before, as a sentence."""
        before = self.search(
            [
                ("profile_id", "=", self.profile_id.id), *SAID, ("id", "!=", self._origin.id), ("date_done", "<=", day),
                ("date_done", ">=", fields.Date.subtract(day, days=REMEMBERED_DAYS)), "|", ("delivery_status", "=", False),
                ("delivery_status", "!=", "bounced"),
            ],
            order="date_done desc, id desc", limit=1,
        )  # fmt: skip
        if not before:
            return []
        said = format_date(self.env, before.date_done)
        if before.step_id.tone in FORMAL_TONES:
            return [self.env._("Our formal notice of %s has remained without effect.", said)]
        return [self.env._("Our last reminder of %s has not been followed by payment.", said)]
