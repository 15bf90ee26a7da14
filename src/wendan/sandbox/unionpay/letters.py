"""UnionPay's back notices: a form, signed, with the certificate inside."""

from typing import Final
from urllib.parse import urlencode

from wendan.sandbox.core.faults import CallbackFault
from wendan.sandbox.core.trades import Notice
from wendan.sandbox.core.wire import Letter
from wendan.sandbox.unionpay import answers
from wendan.sandbox.unionpay.desk import UnionPayDesk
from wendan.sandbox.unionpay.words import Fields

FORM: Final = "application/x-www-form-urlencoded;charset=UTF-8"


class Letters:
    """The core's Pen."""

    def __init__(self, desk: UnionPayDesk) -> None:
        self._desk = desk

    def render(self, notice: Notice, spoil: CallbackFault | None) -> Letter:
        """The same message on every send."""
        fields = answers.notice(self._desk, notice.made.kind, notice.made.number)
        crypto = self._desk.crypto
        return letter(crypto.forged(fields) if spoil is CallbackFault.MISSIGNED else crypto.signed(fields))


def letter(signed: Fields) -> Letter:
    """As it goes out."""
    return Letter(urlencode(signed).encode(), {"Content-Type": FORM})
