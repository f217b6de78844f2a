"""What the next version of Odoo drops or names otherwise: used through this module only (see docs/porting.md)."""

import concurrent.futures
import contextvars
import os

from odoo import modules

from .ir_actions_report import Baton

# Printers that run at the same time, at most: each holds some memory.
PRINTERS = 8


def render_pdf(env, report, ids, data=None, as_reader=False):
    """Print records as one document.

    :param env: in the language of the document
    :param str report: name or external id of the ``ir.actions.report``
    :param list ids: of the records
    :param dict data: values for the template
    :param bool as_reader: with the rights of the environment, where what is printed is read while it is printed
    :return: (bytes, ``pdf``), or (text, ``html``) where no PDF can be made
    """
    reports = env["ir.actions.report"]
    return (reports if as_reader else reports.sudo())._render_qweb_pdf(report, ids, data=data)


def render_pdf_parts(env, report, parts):
    """Print records in several calls at the same time, each as a document of its own.

    Texts are made one part after the other, for they need the database; printers run beside that.

    :param env: in the language of the documents
    :param str report: name or external id of the ``ir.actions.report``
    :param list parts: of lists of ids of the records
    :return: list of dict, one a part, as :func:`render_pdf_each`
    """
    if len(parts) < 2 or modules.module.current_test:  # a cursor of a test is everybody's
        return [render_pdf_each(env, report, part) for part in parts]
    baton = Baton()
    own = env(context={**env.context, "dunning_baton": baton})
    whole = [contextvars.copy_context() for _part in parts]  # of a request: who reads what the documents show

    def print_part(context, part):
        with baton:
            return context.run(render_pdf_each, own, report, part)

    # a printer waits as long as it works
    with concurrent.futures.ThreadPoolExecutor(min(len(parts), PRINTERS, 2 * (os.cpu_count() or 1))) as pool:
        return list(pool.map(print_part, whole, parts))


def render_pdf_each(env, report, ids):
    """Print records in one call, each as a document of its own.

    :param env: in the language of the documents
    :param str report: name or external id of the ``ir.actions.report``
    :param list ids: of the records
    :return: dict id → bytes; what the engine could not take apart is under ``False``
    """
    rendered = env["ir.actions.report"].sudo()._pre_render_qweb_pdf(report, res_ids=ids)[0]
    if not isinstance(rendered, dict):
        return {False: rendered if isinstance(rendered, bytes) else rendered.encode()}
    return {one: part["stream"].getvalue() for one, part in rendered.items() if part and part.get("stream")}


def forget_cached(env):
    """Give up what the registry keeps in memory (``ormcache``), in all processes.

    :param env: of the database
    """
    env.registry.clear_cache()
