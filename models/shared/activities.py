"""Tasks given to people in bulk: without an e-mail each, and dropped again by the code that gave them."""


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


def at_work(user):
    """Return the user if it is a person who works here and has a part in dunning, else an empty record."""
    return user.sudo().filtered(
        lambda one: (
            one.active
            and one._is_internal()
            and not one._is_superuser()
            and one.has_group("account_dunning.group_dunning_contributor")
        )
    )
