"""Tasks given to people in bulk: without an e-mail each, and dropped again by the code that gave them."""

from odoo.tools import SQL


def give_tasks(records, kind, user_of, summary_of, day):
    """Give a task about each record, unless nobody is known for it.

    :param records: records of a model with activities
    :param kind: ``mail.activity.type``; nothing is done when it is empty
    :param user_of: function of a record giving the ``res.users`` to ask
    :param summary_of: function of a record giving what is to be done
    :param day: function of a record giving the deadline, or one date for all
    """
    if not kind:
        return
    create_tasks(
        records,
        [
            make_task_vals(record, kind, user, summary_of(record), day(record) if callable(day) else day)
            for record in records
            if (user := user_of(record)[:1])
        ],
    )


def make_task_vals(record, kind, user, summary, day):
    """Return the values of one task: about a record, of a kind, for a user, with what is to be done and until when."""
    return {
        "res_model_id": record.env["ir.model"]._get_id(record._name),
        "res_id": record.id,
        "activity_type_id": kind.id,
        "summary": summary,
        "date_deadline": day,
        "user_id": user.id,
        "automated": True,
    }


def create_tasks(records, vals_list):
    """Create tasks whose values ``make_task_vals`` returned, without an e-mail about each: the one place that does.

    :param records: the records that they are about, of one model
    :return: ``mail.activity``
    """
    Activity = records.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True, mail_notrack=True)
    if not vals_list:
        return Activity
    records.mapped("display_name")  # asked for at once: a task asks for the name of its own record only
    return Activity.create(vals_list)


def drop_tasks(records, kind=None):
    """Drop the tasks that the add-on itself gave about these records.

    :param kind: ``mail.activity.type`` of those to drop, by default all
    """
    records.sudo().activity_ids.filtered(lambda task: task.automated and (not kind or task.activity_type_id == kind)).unlink()


def find_present(user, company):
    """Return the user if it is a person who works in a company: not archived, no portal user; else an empty record.

    :param user: ``res.users``, may be empty
    :param company: ``res.company``; a branch counts for its root
    """
    return user.sudo().filtered(
        lambda one: one.active and not one.share and company.sudo().root_id in one.company_ids.root_id
    )


def sql_present(user, root):
    """Return the SQL of the user's id if it is a person who works in a root company, as ``find_present``; else NULL.

    :param user: SQL of the id of a user
    :param root: SQL of the id of the root company
    """
    return SQL(
        """(
            CASE WHEN (%(user)s, %(root)s) IN (
                      SELECT person.id, SPLIT_PART(place.parent_path, '/', 1)::int
                        FROM res_users AS person
                        JOIN res_company_users_rel AS works ON works.user_id = person.id
                        JOIN res_company AS place ON place.id = works.cid
                       WHERE person.active AND person.share IS NOT TRUE) THEN %(user)s END
        )""",
        user=user,
        root=root,
    )


def sql_in_charge(*first, company="company"):
    """Return the SQL of the user who acts for a customer, by ``profile`` and its root company; NULL when nobody is there.

    The same people in the same order as ``dunning.profile._find_in_charge``.

    :param first: SQL of the ids of users who are meant before the collector
    :param str company: alias of the root ``res_company``
    """
    root = SQL.identifier(company)
    people = [
        *first,
        SQL("profile.collector_id"),
        SQL("CASE WHEN profile.collector_id IS NOT NULL THEN profile.deputy_id END"),
        SQL("%s.dunning_collector_id", root),
    ]
    named = SQL(", ").join(people)
    people.append(SQL("CASE WHEN COALESCE(%s) IS NOT NULL THEN %s.dunning_manager_id END", named, root))
    return SQL("COALESCE(%s)", SQL(", ").join(sql_present(person, SQL("%s.id", root)) for person in people))


def at_work(user, company=None):
    """Return the user if it is a person who works here and has a part in dunning, else an empty record.

    :param user: ``res.users``, may be empty
    :param company: ``res.company`` where the work is
    """
    user = find_present(user, company) if company else user
    return user.sudo().filtered(
        lambda one: (
            one.active
            and one._is_internal()
            and not one._is_superuser()
            and one.has_group("account_dunning.group_dunning_contributor")
        )
    )
