"""What the numbers of a customer say about its class: one place for new profiles, for proposals and for customers without one."""

from odoo.tools import SQL


def sql_classes(asked):
    """Return the class of customers by their numbers: patterns of their country, then whether they are companies, then any number.

    A person's tax number is a business number in many countries and everybody's in others: without a pattern it only
    proposes.

    :param SQL asked: query of ``partner_id`` (commercial customer) and ``company_id`` (root company, whose country counts for
        customers without one)
    :return: SQL, one row for each that is asked for: ``partner_id, company_id, own`` (class that is set when there is none),
        ``proposed, pattern_id, number, is_company``
    """
    return SQL(
        """
        SELECT DISTINCT ON (numbered.partner_id, numbered.company_id) numbered.partner_id, numbered.company_id,
               pattern.id AS pattern_id, numbered.is_company,
               COALESCE(pattern.debtor_class, CASE WHEN numbered.is_company OR numbered.registry <> '' THEN 'business'
                                                   ELSE 'consumer' END) AS own,
               COALESCE(pattern.debtor_class, CASE WHEN numbered.is_company OR numbered.registry <> '' OR numbered.vat <> ''
                                                   THEN 'business' ELSE 'consumer' END) AS proposed,
               CASE WHEN pattern.id IS NULL THEN COALESCE(NULLIF(numbered.registry, ''), NULLIF(numbered.vat, ''))
                    WHEN numbered.registry ~ pattern.whole THEN numbered.registry ELSE numbered.vat END AS number
          FROM (
            SELECT partner.id AS partner_id, asked.company_id, partner.is_company IS TRUE AS is_company,
                   COALESCE(partner.country_id, seat.country_id) AS country_id,
                   UPPER(REGEXP_REPLACE(COALESCE(partner.company_registry, ''), '[^[:alnum:]]+', '', 'g')) AS registry,
                   UPPER(REGEXP_REPLACE(COALESCE(partner.vat, ''), '[^[:alnum:]]+', '', 'g')) AS vat
              FROM (%s) AS asked
              JOIN res_partner AS partner ON partner.id = asked.partner_id
              JOIN res_company AS company ON company.id = asked.company_id
              JOIN res_partner AS seat ON seat.id = company.partner_id
          ) AS numbered
          LEFT JOIN (
            SELECT id, country_id, sequence, debtor_class, '^(?:' || pattern || ')$' AS whole
              FROM dunning_debtor_pattern WHERE active
          ) AS pattern ON pattern.country_id = numbered.country_id
                      AND (numbered.registry ~ pattern.whole OR numbered.vat ~ pattern.whole)
         ORDER BY numbered.partner_id, numbered.company_id, pattern.sequence, pattern.id
        """,
        asked,
    )


def sql_told(customers):
    """Return the class of those of some customers that have no profile, for :func:`sql_debtor_class`.

    :param SQL customers: query of ``partner_id`` and ``company_id``, with repetitions
    :return: SQL to be joined as ``told`` by both
    """
    return sql_classes(
        SQL(
            """
            SELECT DISTINCT customer.partner_id, customer.company_id FROM (%s) AS customer
             WHERE NOT EXISTS (SELECT FROM dunning_profile AS known
                                WHERE known.partner_id = customer.partner_id AND known.company_id = customer.company_id)
            """,
            customers,
        )
    )


def sql_debtor_class():
    """Return the class of a customer: as its ``profile`` says, without one as a new one would (``told``)."""
    return SQL("COALESCE(profile.debtor_class, told.own)")
