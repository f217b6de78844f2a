"""Pages that customers reach by a link with a key are kept by no cache, and tell nobody where they were."""

from odoo import models
from odoo.http import request

PRIVATE_PATHS = ("/my/dunning", "/dunning/r/")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _post_dispatch(cls, response):
        """Mark whatever is answered on these paths as private: pages, redirects, refusals."""
        result = super()._post_dispatch(response)
        path = request.httprequest.path
        if any(private in path for private in PRIVATE_PATHS):
            response.headers["Cache-Control"] = "no-store"
            response.headers["Referrer-Policy"] = "no-referrer"
        return result
