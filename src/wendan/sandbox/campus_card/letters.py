"""The operator's notices: JSON, signed with the newest key over the merchant's own address."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from wendan.platform.ids import SystemIds
from wendan.sandbox.campus_card import answers
from wendan.sandbox.campus_card.desk import CampusCardDesk
from wendan.sandbox.core.faults import CallbackFault
from wendan.sandbox.core.trades import Notice
from wendan.sandbox.core.wire import Letter

OFF_S: Final = {CallbackFault.SKEWED: 200.0, CallbackFault.MISSTAMPED: 400.0}


class Letters:
    """Every send says how things stand now, freshly signed, under the same id."""

    def __init__(self, desk: CampusCardDesk) -> None:
        self._desk, self._ids = desk, SystemIds()

    def render(self, notice: Notice, spoil: CallbackFault | None) -> Letter:
        """The core's Pen."""
        made, desk = notice.made, self._desk
        told: dict[str, Any] = {"id": made.id, "kind": made.kind}
        if made.kind.startswith("refund."):
            told["refund"] = answers.refund(desk.books.refunds[made.number])
        else:
            told["payment"] = answers.payment(desk, desk.books.trades[made.number])
        body = msgspec.json.encode(told)
        at = desk.clock.now() - timedelta(seconds=OFF_S.get(spoil, 0.0) if spoil else 0.0)
        url = urlsplit(made.url)
        target = f"{url.path}?{url.query}" if url.query else url.path
        headers = desk.crypto.headers(desk.keys.newest, ("POST", target), body, at, self._ids.nonce())
        if spoil is CallbackFault.MISSIGNED:
            headers["Campus-Signature"] = headers["Campus-Signature"][::-1]
        return Letter(body, headers | {"Content-Type": "application/json"})
