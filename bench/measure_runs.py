"""Measures of runs: the decision beside plain SQL, preview, first run, steady run, the day after, the bare ORM."""

import datetime

import build_ledger

DAY = datetime.date(2025, 6, 30)
NEXT_DAY = DAY + datetime.timedelta(days=1)

# Who owes what since when: the floor under every look at receivables.
AGED_SQL = """
    SELECT line.partner_id, SUM(line.amount_residual), MIN(line.date_maturity), COUNT(*)
      FROM account_move_line AS line
      JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
     WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.date_maturity < %(day)s
     GROUP BY line.partner_id
"""

# What somebody would write to know the next step of each overdue item, most directly: the plan of the customer or his
# segment, the last step taken, the smallest delay above it. No credits, holds, contact days, thresholds, addresses.
PLAIN_SQL = """
    SELECT line.id, line.move_id, line.partner_id, line.amount_residual, line.date_maturity, taken.delay AS last_delay,
           step.id AS step_id, line.date_maturity + step.delay AS step_date
      FROM account_move_line AS line
      JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
      LEFT JOIN dunning_profile AS profile ON profile.partner_id = line.partner_id AND profile.company_id = %(company)s
      LEFT JOIN dunning_plan AS of_segment ON of_segment.segment = COALESCE(profile.segment, 'standard') AND of_segment.active
      LEFT JOIN (
        SELECT move_line_id, MAX(step_delay) AS delay
          FROM dunning_action_line
         WHERE kind = 'advance' AND status = 'counted'
         GROUP BY move_line_id
      ) AS taken ON taken.move_line_id = line.id
      LEFT JOIN LATERAL (
        SELECT candidate.id, candidate.delay
          FROM dunning_plan_step AS candidate
         WHERE candidate.plan_id = COALESCE(profile.plan_id, of_segment.id, %(plan)s) AND candidate.active
           AND candidate.delay >= 0 AND candidate.delay > COALESCE(taken.delay, -1)
         ORDER BY candidate.delay
         LIMIT 1
      ) AS step ON TRUE
     WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual > 0
       AND line.company_id = %(company)s AND line.date_maturity < %(day)s
"""

QUIET = {
    "tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True,
    "mail_activity_quick_update": True,
}  # fmt: skip

# Records of a run that the bare ORM creates too; more than so many lines are sampled and the time multiplied.
MADE_BY_A_RUN = ("dunning.profile", "dunning.action", "dunning.action.line", "mail.activity")
MOST_LINES = 100_000
ORM_BATCH = 5000


def new_run(env, day=DAY):
    """Make a run of a day, as the daily scheduled action does."""
    company = env.company.root_id
    return env["dunning.run"].create({"company_id": company.id, "date": day, "kind": "real", "state": "queued"})


def do_run(env, day=DAY):
    """Do a run as the daily scheduled action does, committing after each batch; return it."""
    from odoo.addons.account_dunning.models.shared.background import ON

    run = new_run(env, day)
    env.cr.commit()
    run.with_context(dunning_commit=ON)._process_run()
    env.cr.commit()
    return run


def decisions(meter, repeat):
    """Measure what reads only: plain SQL, the decision, the preview."""
    from odoo.addons.account_dunning.models.shared.question import Question
    from odoo.tools import SQL

    env = meter.env
    company = env.company
    values = {"day": DAY, "company": company.id, "plan": company.dunning_plan_id.id}
    engine = env["dunning.engine"]
    statement = engine._decision_sql(Question(company, DAY))

    def count_of(query):
        return env.execute_query(SQL("SELECT COUNT(*) FROM (%s) AS found", query))[0][0]

    def decide():
        with engine._whole_company():
            return count_of(statement)

    overdue = meter.measure("aged SQL", lambda: count_of(SQL(AGED_SQL, **values)), int, repeat)
    assert overdue, "nothing is overdue"
    meter.measure("plain SQL", lambda: count_of(SQL(PLAIN_SQL, **values)), int, repeat)
    meter.measure("decision", decide, int, repeat)

    def preview():
        run = env["dunning.run"].create({"company_id": company.id, "date": DAY, "as_of": False})
        run.action_preview()
        return run

    meter.measure("preview", preview, lambda run: run.item_count, repeat, undo=True)


def first_run(meter):
    """Measure the first run, which records an action for everybody who has something due."""
    run = meter.measure("first run", lambda: do_run(meter.env), lambda run: len(run.action_ids))
    meter.note(
        "made",
        overdue=run.overdue_count,
        items=run.item_count,
        contacts=run.contact_count,
        profiles=meter.env["dunning.profile"].search_count([]),
        actions=len(run.action_ids),
        lines=meter.env["dunning.action.line"].search_count([]),
        activities=meter.env["mail.activity"].search_count([("res_model", "=", "dunning.action")]),
        errors=run.error_log or "",
        state=run.state,
    )


def steady_run(meter, repeat):
    """Measure a run in which nothing is due: everything asked for waits in an open action already."""
    meter.measure("steady run", lambda: do_run(meter.env), lambda run: len(run.action_ids), repeat)


def day_after(meter):
    """Measure the run of the day after: some were paid, others fall due, the rest waits."""
    paid = build_ledger.pay(meter.env, NEXT_DAY)
    build_ledger.analyze(meter.env)
    run = meter.measure("day after", lambda: do_run(meter.env, NEXT_DAY), lambda run: len(run.action_ids))
    meter.note("paid", items=paid, settled=run.settled_count)


def bare_orm(meter, repeat):
    """Measure how long the ORM takes to create the very records that the run made, and undo it.

    Tables are emptied inside the transaction, so that the ORM writes into fresh ones as the run did.
    """
    env = meter.env
    lines = env["dunning.action.line"].search_count([])
    share = max(1, -(-lines // MOST_LINES))
    rows = _copies(env, share)
    quiet = env(context={**env.context, **QUIET})
    for _turn in range(repeat):
        env.cr.execute("DELETE FROM mail_activity WHERE res_model = 'dunning.action'")
        env.cr.execute("TRUNCATE dunning_action CASCADE")
        env.cr.execute("DELETE FROM dunning_profile WHERE create_uid IS NOT NULL")
        meter.measure("bare ORM", lambda: _create(quiet, rows), undo=True)
    created = sum(len(found) for found in rows.values())
    figure = meter.figures["bare ORM"]
    for kind in ("seconds", "cpu", "queries"):
        figure[kind] *= share
    figure |= {"count": created * share, "sampled": share}


def _copies(env, share):
    """Return the stored values of what the first run made, by model; of each ``share``-th customer only."""
    rows = {}
    partners = env["dunning.profile"].search([]).partner_id[::share]
    env.invalidate_all()
    domains = {
        "dunning.profile": [("partner_id", "in", partners.ids), ("create_uid", "!=", False)],
        "dunning.action": [("partner_id", "in", partners.ids)],
        "dunning.action.line": [("action_id.partner_id", "in", partners.ids)],
        "mail.activity": [("res_model", "=", "dunning.action")],
    }
    actions = set(env["dunning.action"]._search(domains["dunning.action"]))
    for model in MADE_BY_A_RUN:
        names = [
            name
            for name, field in env[model]._fields.items()
            if field.store and field.column_type and not field.related and name not in SET_BY_ODOO
        ]
        found = env[model].search(domains[model])
        rows[model] = []
        for start in range(0, len(found), ORM_BATCH):
            rows[model] += found[start : start + ORM_BATCH].read(names, load=None)
            env.invalidate_all()
    rows["mail.activity"] = [vals for vals in rows["mail.activity"] if vals["res_id"] in actions]
    return rows


SET_BY_ODOO = ("id", "create_uid", "create_date", "write_uid", "write_date", "res_name", "res_model")


def _create(env, rows):
    """Create records with the ORM, in batches; what they refer to among each other gets its new id."""
    new_ids = {}
    for model, all_vals in rows.items():
        for start in range(0, len(all_vals), ORM_BATCH):
            batch = all_vals[start : start + ORM_BATCH]
            vals_list = []
            for vals in batch:
                vals = {name: value for name, value in vals.items() if name != "id" and value is not False}
                for name, target in REFERENCES:
                    if name in vals and target in new_ids:
                        vals[name] = new_ids[target].get(vals[name], vals[name])
                vals_list.append(vals)
            created = env[model].create(vals_list)
            new_ids.setdefault(model, {}).update(zip((vals["id"] for vals in batch), created.ids, strict=True))
            env.flush_all()
            env.invalidate_all()


REFERENCES = (("profile_id", "dunning.profile"), ("action_id", "dunning.action"), ("res_id", "dunning.action"))
