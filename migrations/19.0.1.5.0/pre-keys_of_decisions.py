"""Kept decisions have no foreign keys to what they are about any more, and no index of their own for each of them."""

COLUMNS = (
    "item_id", "move_id", "partner_id", "company_id", "currency_id", "profile_id", "plan_id", "last_step_id", "step_id", "lead_step_id",
    "recipient_id", "account_id", "hold_id", "moratorium_id", "closed_country_id", "held_step_id",
)  # fmt: skip
INDEXED = ("run_id", "item_id", "move_id", "partner_id", "verdict", "reason")


def migrate(cr, version):
    names = [f"dunning_decision_{column}_fkey" for column in COLUMNS]
    for name in names:
        cr.execute(f'ALTER TABLE dunning_decision DROP CONSTRAINT IF EXISTS "{name}"')
    cr.execute("DELETE FROM ir_model_constraint WHERE name = ANY(%s)", [names])
    for column in INDEXED:
        cr.execute(f'DROP INDEX IF EXISTS "dunning_decision__{column}_index"')
