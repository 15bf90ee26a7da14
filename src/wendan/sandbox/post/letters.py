"""The operator's delivery reports, signed as everything in its protocol is."""

import secrets
from urllib.parse import urlsplit

from wendan.sandbox.core.faults import CallbackFault
from wendan.sandbox.core.trades import Notice
from wendan.sandbox.core.wire import Letter
from wendan.sandbox.post.desk import PostDesk
from wendan.sandbox.post.operator import written
from wendan.sandbox.post.seal import signed

OVER_WINDOW_S = 400


class Letters:
    """The core's Pen."""

    def __init__(self, desk: PostDesk) -> None:
        self._desk = desk

    def render(self, notice: Notice, spoil: CallbackFault | None) -> Letter:
        """Signed now, over the path and query it is posted to."""
        body, keys = written(self._desk.post.posts[notice.made.number]), self._desk.keys
        parts = urlsplit(notice.made.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        at = self._desk.now() - (OVER_WINDOW_S if spoil is CallbackFault.MISSTAMPED else 0)
        time_s, nonce = str(int(at)), secrets.token_hex(16)
        secret = "forged" if spoil is CallbackFault.MISSIGNED else keys.operator_secret
        headers = {
            "Content-Type": "application/json",
            "X-Wendan-Key": keys.key_id,
            "X-Wendan-Time": time_s,
            "X-Wendan-Nonce": nonce,
            "X-Wendan-Signature": signed(secret, ("POST", target, time_s, nonce), body),
        }
        return Letter(body, headers)
