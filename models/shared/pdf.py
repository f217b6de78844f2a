"""Documents that others made: whether a PDF can be read at all."""

import io
import logging

from odoo.tools.pdf import PdfFileReader

_logger = logging.getLogger(__name__)


def is_readable_pdf(content):
    """Tell whether a PDF can be read and printed: neither damaged nor locked by a password.

    :param bytes content: the file
    """
    try:
        return PdfFileReader(io.BytesIO(content), strict=False).getNumPages() > 0
    except Exception as error:  # readers of PDF raise whatever they stumble over
        _logger.info("A PDF cannot be read: %s", error)
        return False
