"""The customer's side of every channel: the wallet app, opened with what the shop's page handed over."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import msgspec

from wendan.sandbox.alipay.bench import AlipayBench
from wendan.sandbox.alipay.holds import agree as agree_to_hold
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.core.wallet import CAUSES, NotPossible, Pay
from wendan.sandbox.wechat.bench import WechatBench
from wendan.sandbox.wechat.score import agree as agree_to_score

PAID: Final = "paid"
# A failure that leaves the order payable, as most do.
FAILURES: Final = tuple(cause for cause in CAUSES if cause != "duplicate-refused")


def _wechat_token(given: Mapping[str, str]) -> str:
    return (given.get("code_url") or given["h5_url"]).rpartition("=")[2]


def _alipay_token(given: Mapping[str, str]) -> str:
    if "h5_url" in given:
        content = parse_qs(urlsplit(given["h5_url"]).query)["biz_content"][0]
        return str(msgspec.json.decode(content)["out_trade_no"])
    return given["tradeNO"] if "tradeNO" in given else given["code_url"].rpartition("/")[2]


def _unionpay_token(given: Mapping[str, str]) -> str:
    if "form_fields" in given:
        return str(msgspec.json.decode(given["form_fields"])["orderId"])
    return given["code_url"].rpartition("/")[2]


def _campus_card_token(given: Mapping[str, str]) -> str:
    return given["h5_url"].rpartition("/")[2]


# What opens the payment, in what the page was given; all else about a channel is the same here.
_TOKENS: Final[dict[str, Callable[[Mapping[str, str]], str]]] = {
    "wechat": _wechat_token,
    "alipay": _alipay_token,
    "unionpay": _unionpay_token,
    "campus-card": _campus_card_token,
}


class Cashier:
    """Answers `paid`, or why paying was not possible."""

    def __init__(self, benches: dict[str, Bench]) -> None:
        self._benches = benches

    async def pay(
        self, payment: dict[str, Any], *, is_late: bool = False, is_even_closed: bool = False
    ) -> str:
        """Money really moves here."""
        try:
            bench = self._bench(payment)
            found = self._open(bench, payment, is_late=is_late or is_even_closed)
            return await bench.wallet.pay(found, Pay(is_late=is_late, is_even_closed=is_even_closed))
        except NotPossible as reason:
            return reason.reason

    async def agree(self, hold: dict[str, Any]) -> str:
        """The customer lets the money be held, on the channel's own page."""
        bench = self._benches[hold["channel"]]
        given = dict(hold["parameters"])
        try:
            if isinstance(bench, WechatBench):
                await agree_to_score(bench, given["package"], given)
            elif isinstance(bench, AlipayBench):
                await agree_to_hold(bench, given["code_url"].rpartition("/")[2])
        except NotPossible as reason:
            return reason.reason
        return "held"

    def begin(self, payment: dict[str, Any]) -> str:
        """The customer opens what the page shows, and does not pay yet."""
        try:
            bench = self._bench(payment)
            bench.wallet.scan(self._open(bench, payment))
        except NotPossible as reason:
            return reason.reason
        return "begun"

    def fail(self, payment: dict[str, Any], cause: str) -> str:
        """The attempt fails with this cause."""
        try:
            bench = self._bench(payment)
            bench.wallet.fail(self._open(bench, payment), cause)
        except NotPossible as reason:
            return reason.reason
        return "failed"

    def leave(self, payment: dict[str, Any]) -> str:
        """The customer goes away half-way."""
        try:
            bench = self._bench(payment)
            bench.wallet.leave(self._open(bench, payment))
        except NotPossible as reason:
            return reason.reason
        return "left"

    def would_tell(self, payment: dict[str, Any]) -> bool:
        """Whether the fault plan lets a callback about this payment arrive at all."""
        return self._bench(payment).would_tell(payment["number"])

    def _bench(self, payment: dict[str, Any]) -> Bench:
        """Of the channel that knows the number, at the latest when the page's address is opened."""
        number = payment["number"]
        for bench in self._benches.values():
            if number in bench.desk.books.trades:
                return bench
        visited = self._benches.get(payment["channel"])
        given = payment.get("parameters") or {}
        address = given.get("h5_url") or given.get("form_fields")
        if visited is not None and address:
            visited.visit(address)
            if number in visited.desk.books.trades:
                return visited
        raise NotPossible("unknown-or-expired")

    def _open(self, bench: Bench, payment: dict[str, Any], *, is_late: bool = False) -> Trade:
        """By the code or link on the page; who comes late began in time and is in the app already."""
        if is_late:
            return bench.wallet.find(payment["number"])
        found = bench.wallet.find(_TOKENS[bench.desk.terms.channel](payment["parameters"]))
        assert found.number == payment["number"], "the code on the page opens another payment"
        return found
