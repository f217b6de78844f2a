"""One letter of each level, for a customer of the demo, as the printer gets it. Needs an Odoo environment; keeps nothing."""

# File, text, tone and channel of each level.
LEVELS = (
    ("1_courtesy", "courtesy", "courteous", "letter"),
    ("2_first", "first", "neutral", "letter"),
    ("3_firm", "firm", "firm", "letter"),
    ("4_formal", "formal_notice", "formal", "registered_letter"),
    ("5_handover", "handover", "handover", "registered_letter"),
)
NUMBER = "1A 200 300 4005 6"


def write(env, company, day, folder):
    """Write the five letters into ``folder``, about the business that owes most and may be asked.

    Args:
        env: environment; what it has not committed is rolled back.
        company: root company.
        day: the day of the letters.
        folder: ``Path``, made when it is missing.

    Returns:
        Paths of the files, none when nobody may be asked.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.pdf"):
        path.unlink()
    files = []
    try:
        for name, action in make(env, company, day):
            path = folder / f"{name}.pdf"
            path.write_bytes(action._letters_pdf())
            files.append(path)
    finally:
        env.cr.rollback()
    return files


def make(env, company, day):
    """Make the five letters; yield the name of each with its ``dunning.action``."""
    from odoo.exceptions import UserError

    env = env(context={**env.context, "allowed_company_ids": company._dunning_companies().ids, "dunning_contact_day": day})
    plan = env["dunning.plan"].create({"name": "Levels", "company_id": company.id, "active": False})
    for partner in owing(env, company, day):
        found = False
        for number, (name, text, tone, channel) in enumerate(LEVELS):
            template = env.ref(f"account_dunning.mail_template_letter_{text}")
            try:
                action = env["dunning.action"]._create_manual(partner, company, day, channel, template=template)
            except UserError:
                break  # what he owes rests: the next one
            registered = channel == "registered_letter"
            step = env["dunning.plan.step"].create(
                {
                    "plan_id": plan.id,
                    "name": name,
                    "delay": 10 * (number + 1),
                    "tone": tone,
                    "channel": channel,
                    "recipient_role": "legal" if registered else "payment",
                    "letter_template_id": template.id,
                    "attach_invoices": registered,
                }
            )
            owner = action.profile_id.collector_id or company.dunning_collector_id or env.user
            vals = {"step_id": step.id, "channel": channel, "user_id": owner.id, "registered_number": registered and NUMBER}
            if registered:
                vals["contact_id"] = (action.profile_id.legal_contact_id or action.partner_id).id
            action.write(vals)
            found = True
            yield name, action
        if found:
            return


def owing(env, company, day):
    """Return the businesses that owe, most first."""
    rows = env["dunning.aging"]._balance_rows(env["dunning.aged.wizard"].create({"day": day})._chosen_options())
    rows = sorted(rows, key=lambda row: -row["balance"])
    partners = env["res.partner"].browse(row["partner_id"] for row in rows if row["balance"] > 0)
    return partners.filtered(lambda partner: partner.is_company and partner.street)
