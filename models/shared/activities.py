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
    model_id = records.env["ir.model"]._get_id(records._name)
    records.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True, mail_notrack=True).create(
        [
            {
                "res_model_id": model_id,
                "res_id": record.id,
                "activity_type_id": kind.id,
                "summary": summary_of(record),
                "date_deadline": day(record) if callable(day) else day,
                "user_id": user.id,
                "automated": True,
            }
            for record in records
            if (user := user_of(record)[:1])
        ]
    )


def drop_tasks(records):
    """Drop the tasks that the add-on itself gave about these records."""
    records.sudo().activity_ids.filtered("automated").unlink()


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


def sql_in_charge():
    """Return the SQL of the user who acts for a customer, by ``profile`` and its root ``company``; NULL when nobody is there.

    The same people in the same order as ``dunning.profile._find_in_charge``.
    """
    names = (
        SQL("profile.collector_id"),
        SQL("CASE WHEN profile.collector_id IS NOT NULL THEN profile.deputy_id END"),
        SQL("company.dunning_collector_id"),
        SQL("CASE WHEN COALESCE(profile.collector_id, company.dunning_collector_id) IS NOT NULL THEN company.dunning_manager_id END"),
    )
    return SQL("COALESCE(%s)", SQL(", ").join(sql_present(name, SQL("company.id")) for name in names))


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
