"""What the next version of Odoo drops or names otherwise: used through this module only (see docs/porting.md)."""


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
