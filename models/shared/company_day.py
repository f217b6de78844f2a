"""The day it is for a company: in its own time zone, whoever asks and wherever the server is."""

from odoo import fields


def company_day(records, company=None):
    """Return the day it is now for a company: what is due, late or sent today depends on no person's time zone.

    :param records: any recordset, also empty; serves as default of a date field
    :param company: ``res.company``; by default that of the records, of read models and else the one that is worked in
    :return: date; in the time zone of the person where the company's is not known
    """
    if company is None and records and records._auto and "company_id" in records._fields:
        company = records.sudo().company_id.root_id
    if company is None or len(company) != 1:
        company = records.env.company
    tz = company._dunning_tz()
    return fields.Date.context_today(records.with_context(tz=tz) if tz else records)
