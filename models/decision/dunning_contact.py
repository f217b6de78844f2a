"""Whom one can contact at a customer: one rule for decision, reminder, statement, call and screen (rule 7).

It exists once as SQL, set-based, and has one door for a few records. Nobody of another company is told what a customer
owes: a contact who moved there is no contact of this customer, whatever still names him; once back, he is one again.
"""

from odoo import api, models
from odoo.tools import SQL

from ..shared.channels import EMAIL, PHONE, POSTAL_CHANNELS, SMS

# Which answer of the rule serves a channel.
REACHED_BY = {EMAIL: "email_id", PHONE: "phone_id", SMS: "phone_id", **dict.fromkeys(POSTAL_CHANNELS, "post_id")}

# The place of the registered office among those who can be contacted; somebody named for the role comes first.
ROLE_RANK, OFFICE_RANK = 1, 6


class DunningContact(models.AbstractModel):
    _name = "dunning.contact"
    _description = "Rule: Whom to Contact"

    # -- the rule ----------------------------------------------------------------------------------

    @api.model
    def _sql_serves(self, person, customer):
        """Return the SQL condition that somebody is a contact of a customer now: not archived, not of another company.

        :param person: SQL name of the ``res_partner``
        :param customer: SQL of the id of the commercial partner
        """
        return SQL("(%(person)s.active AND %(person)s.commercial_partner_id = %(customer)s)", person=person, customer=customer)

    @api.model
    def _sql_mail_works(self, person, customer, company):
        """Return the SQL condition that somebody can be written to: nothing bounced there, and it is not on the blacklist.

        :param person: SQL name of the ``res_partner``
        :param customer: SQL of the id of the commercial partner
        :param company: SQL of the id of the root company
        """
        return SQL(
            """(
                %(person)s.email_normalized <> ''
                AND NOT EXISTS (SELECT FROM (%(bounced)s) AS bounced
                                 WHERE bounced.partner_id = %(customer)s AND bounced.company_id = %(company)s
                                   AND bounced.recipient_address = %(person)s.email_normalized)
                AND NOT EXISTS (SELECT FROM mail_blacklist AS listed
                                 WHERE listed.active AND listed.email = %(person)s.email_normalized)
            )""",
            person=person,
            customer=customer,
            company=company,
            bounced=self._sql_bounced(),
        )

    @api.model
    def _sql_has_post(self, person):
        """Return the SQL condition that somebody has a postal address.

        :param person: SQL name of the ``res_partner``
        """
        return SQL(
            "((%(person)s.street <> '' OR %(person)s.street2 <> '') AND (%(person)s.city <> '' OR %(person)s.zip <> ''))",
            person=person,
        )

    @api.model
    def _sql_bounced(self):
        """The addresses of customers from which something came back, unless somebody said that they work again.

        The summary of a call that bounces leaves the call as it is: it is known by what came back only.
        """
        return SQL(
            """
            SELECT action.company_id, action.partner_id, action.recipient_address
              FROM dunning_action AS action
             WHERE action.delivery_status = 'bounced' AND action.bounce_cleared IS NOT TRUE
             UNION
            SELECT reply.company_id, reply.partner_id, reply.email_from
              FROM dunning_reply AS reply
              JOIN dunning_action AS action ON action.id = reply.action_id AND action.channel <> 'email'
             WHERE reply.kind = 'bounce' AND reply.state = 'new' AND action.bounce_cleared IS NOT TRUE
            """
        )

    @api.model
    def _sql_contact_reach(self, company, asked):
        """Return the query of the first who can be reached by e-mail, by post, by telephone, or at all.

        In this order: who has the role, who pays, who receives invoices, the invoice's own contact, the customer's invoice
        addresses, the registered office, and a delivery address to which the invoice was made out. People are joined at
        once, not asked for one by one: for a whole company that would read all contacts as often.

        :param company: root ``res.company``
        :param asked: SQL of the rows ``partner_id, group_key, step_id, role, profile_id, contact_id`` (of the invoice)
        :return: SQL with ``partner_id, group_key, step_id, email_id, post_id, phone_id, any_id``
        """
        return SQL(
            """
            SELECT who.partner_id, who.group_key, who.step_id,
                   (ARRAY_AGG(person.id ORDER BY who.rank, person.id) FILTER (
                       WHERE person.email_normalized <> '' AND bounced.recipient_address IS NULL
                         AND listed.email IS NULL))[1] AS email_id,
                   (ARRAY_AGG(person.id ORDER BY who.rank, person.id) FILTER (
                       WHERE %(has_post)s
                         AND (who.role IS DISTINCT FROM 'legal' OR who.rank IN (%(role)s, %(office)s))))[1] AS post_id,
                   (ARRAY_AGG(person.id ORDER BY who.rank, person.id) FILTER (WHERE person.phone <> ''))[1] AS phone_id,
                   (ARRAY_AGG(person.id ORDER BY who.rank, person.id))[1] AS any_id
              FROM (%(people)s) AS who
              JOIN res_partner AS person ON person.id = who.id AND %(serves)s
              LEFT JOIN (%(bounced)s) AS bounced ON bounced.company_id = %(company)s AND bounced.partner_id = who.partner_id
                                                AND bounced.recipient_address = person.email_normalized
              LEFT JOIN mail_blacklist AS listed ON listed.email = person.email_normalized AND listed.active
             GROUP BY who.partner_id, who.group_key, who.step_id
            """,
            people=self._sql_people(asked),
            serves=self._sql_serves(SQL("person"), SQL("who.partner_id")),
            bounced=self._sql_bounced(),
            has_post=self._sql_has_post(SQL("person")),
            company=company.id,
            role=ROLE_RANK,
            office=OFFICE_RANK,
        )

    @api.model
    def _sql_people(self, asked):
        """Return the query of those who come into question for each row, with their rank, whether they still serve or not."""
        return SQL(
            """
            SELECT asked.partner_id, asked.group_key, asked.step_id, asked.role, GENERATE_SERIES(1, 7) AS rank,
                   UNNEST(ARRAY[
                       CASE asked.role WHEN 'invoice' THEN profile.invoice_contact_id
                                       WHEN 'approval' THEN profile.approval_contact_id
                                       WHEN 'legal' THEN profile.legal_contact_id
                                       ELSE profile.payment_contact_id END,
                       profile.payment_contact_id,
                       profile.invoice_contact_id,
                       CASE WHEN addressee.type IS DISTINCT FROM 'delivery' AND addressee.id <> asked.partner_id
                            THEN addressee.id END,
                       NULL,
                       asked.partner_id,
                       CASE WHEN addressee.type = 'delivery' THEN addressee.id END]) AS id
              FROM (%(asked)s) AS asked
              LEFT JOIN dunning_profile AS profile ON profile.id = asked.profile_id
              LEFT JOIN res_partner AS addressee ON addressee.id = asked.contact_id
             UNION ALL
            SELECT asked.partner_id, asked.group_key, asked.step_id, asked.role, 5, address.id
              FROM (%(asked)s) AS asked
              JOIN res_partner AS address ON address.commercial_partner_id = asked.partner_id
                                         AND address.type = 'invoice' AND address.id <> asked.partner_id
            """,
            asked=asked,
        )

    # -- the door for a few ------------------------------------------------------------------------

    @api.model
    def _find_people(self, profiles, channel):
        """Return whom to contact about payment; of those who cannot be reached that way, the first there is.

        Of a customer all of whose contacts are archived it is the archived office: who still owes is not forgotten, his
        letters have an address, and an e-mail fails and says so.

        :param profiles: ``dunning.profile`` of one root company, perhaps new ones
        :param str channel: how
        :return: dict by profile of ``res.partner``
        """
        return {
            profile: self._choose_person(reached, channel) or profile.partner_id
            for profile, reached in self._read_reach(profiles).items()
        }

    @api.model
    def _choose_person(self, reached, channel, anybody=True):
        """Return the person to contact by a channel, empty when there is none.

        :param dict reached: of one customer, as ``_read_reach`` returns it
        :param bool anybody: where nobody can be reached that way, the first there is
        """
        kind = REACHED_BY.get(channel, "any_id")
        return self.env["res.partner"].browse(reached.get(kind) or (anybody and reached.get("any_id")) or ())

    @api.model
    def _read_reach(self, profiles, role="payment", addressee=None):
        """Return who can be reached at some customers, as ``_sql_contact_reach`` says.

        :param profiles: ``dunning.profile`` of one root company, perhaps new ones
        :param str role: whose business it is
        :param addressee: ``res.partner`` to whom the invoice in question was made out
        :return: dict by profile of dict, empty where nobody is left
        """
        if not profiles:
            return {}
        self.env.flush_all()
        asked = SQL(
            """
            SELECT partner_id, 0 AS group_key, 0 AS step_id, %s AS role, profile_id, %s::int AS contact_id
              FROM UNNEST(%s::int[], %s::int[]) AS given(partner_id, profile_id)
            """,
            role,
            addressee.id if addressee else None,
            [profile.partner_id._origin.id for profile in profiles],
            [profile._origin.id or None for profile in profiles],
        )
        company = profiles.company_id._origin[:1]
        found = {row["partner_id"]: row for row in self.env.execute_query_dict(self._sql_contact_reach(company, asked))}
        return {profile: found.get(profile.partner_id._origin.id, {}) for profile in profiles}

    @api.model
    def _find_unfit(self, records):
        """Return the records whose contact cannot be contacted any more, and why.

        :param records: ``dunning.action``, or ``dunning.statement`` which is an e-mail; both have ``contact_id``
        :return: dict by record of ``left``, ``moved``, ``blacklisted``, ``bounced`` or ``silent`` (no address of that kind)
        """
        self.env.flush_all()
        channel = SQL("record.channel") if "channel" in records._fields else SQL("%s", EMAIL)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT checked.id, checked.reason
                  FROM (
                    SELECT record.id,
                           CASE WHEN NOT person.active THEN 'left'
                                WHEN NOT (%(serves)s) THEN 'moved'
                                WHEN %(channel)s = %(email)s AND COALESCE(person.email_normalized, '') = '' THEN 'silent'
                                WHEN %(channel)s = %(email)s AND EXISTS (
                                     SELECT FROM mail_blacklist AS listed
                                      WHERE listed.active AND listed.email = person.email_normalized) THEN 'blacklisted'
                                WHEN %(channel)s = %(email)s AND EXISTS (
                                     SELECT FROM (%(bounced)s) AS bounced
                                      WHERE bounced.partner_id = record.partner_id AND bounced.company_id = record.company_id
                                        AND bounced.recipient_address = person.email_normalized) THEN 'bounced'
                                WHEN %(channel)s = %(sms)s AND COALESCE(person.phone, '') = '' THEN 'silent'
                                WHEN %(channel)s = ANY(%(postal)s) AND NOT (%(has_post)s) THEN 'silent' END AS reason
                      FROM %(table)s AS record
                      JOIN res_partner AS person ON person.id = record.contact_id
                     WHERE record.id = ANY(%(ids)s)
                  ) AS checked
                 WHERE checked.reason IS NOT NULL
                """,
                table=SQL.identifier(records._table),
                ids=records.ids,
                channel=channel,
                email=EMAIL,
                sms=SMS,
                postal=list(POSTAL_CHANNELS),
                serves=self._sql_serves(SQL("person"), SQL("record.partner_id")),
                has_post=self._sql_has_post(SQL("person")),
                bounced=self._sql_bounced(),
            )
        )
        return {records.browse(number): reason for number, reason in rows}

    @api.model
    def _serves_by_mail(self, person, profile):
        """Tell whether somebody is a contact of a customer who can be written to.

        :param person: ``res.partner``, may be empty
        :param profile: ``dunning.profile``
        """
        if not person:
            return False
        self.env.flush_all()
        customer, company = SQL("%s", profile.partner_id.id), SQL("%s", profile.company_id.id)
        query = SQL(
            "SELECT FROM res_partner AS person WHERE person.id = %s AND %s AND %s",
            person.id,
            self._sql_serves(SQL("person"), customer),
            self._sql_mail_works(SQL("person"), customer, company),
        )
        return bool(self.env.execute_query(query))

    @api.model
    def _explain_unfit(self, contact, reason):
        """Return the sentence that says why somebody cannot be contacted.

        :param contact: ``res.partner``
        :param str reason: as ``_find_unfit`` returns it
        """
        name, address = contact.display_name, contact.email_normalized or ""
        texts = {
            "left": self.env._("%s is archived: choose another contact, or bring this one back, and try again.", name),
            "moved": self.env._("%s belongs to another company now: choose another contact.", name),
            "blacklisted": self.env._("%(address)s is on the blacklist: nothing may be sent there.", address=address),
            "bounced": self.env._("%s bounced: mend the address, or say that it works again.", address),
        }
        return texts.get(reason, "")
