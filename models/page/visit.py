"""Who is on the customer's page, and whether he proved who he is. No database."""

from typing import NamedTuple


class Visit(NamedTuple):
    """One request of a customer's page, after its key was checked.

    ``profile`` is the customer's ``dunning.profile`` as superuser. ``action`` is the contact whose link was followed, empty
    on the page of the whole account. ``contact`` is who the link was sent to, or who logged in: a ``res.partner``.
    ``is_proved`` tells that he logged in or typed the code that was mailed to a known contact.
    """

    profile: object
    action: object
    contact: object
    is_proved: bool

    @property
    def via(self):
        """How he came: ``account`` of a page that he proved to be his, else the ``link`` of a message."""
        return "account" if self.is_proved and not self.action else "link"

    @property
    def path(self):
        """Where the page is, without the key."""
        return f"/my/dunning/{self.action.id}" if self.action else f"/my/dunning/account/{self.profile.id}"

    @property
    def key(self):
        """The key that links of the page carry on, empty where the session is enough."""
        return self.action._portal_ensure_token() if self.action else ""

    def url(self, name="", **query):
        """Return the path of a part of the page, with the key.

        :param str name: what stands behind the page's own path, ``answer/promise`` for instance
        :param query: more parameters; numbers and plain words only
        """
        parts = [f"access_token={self.key}"] if self.key else []
        parts += [f"{key}={value}" for key, value in query.items()]
        return f"{self.path}{'/' if name else ''}{name}{'?' if parts else ''}{'&'.join(parts)}"
