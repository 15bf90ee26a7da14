"""Pre-authorisation: freeze by scan or code, query, take, give back, undo."""

from wendan.kernel.money import yuan_text
from wendan.sandbox.alipay import answers
from wendan.sandbox.alipay.bench import AlipayBench
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.alipay.holdbook import Hold
from wendan.sandbox.alipay.letters import HOLD_KINDS
from wendan.sandbox.alipay.requests import (
    HoldAsk,
    HoldName,
    OrderWish,
    ReleaseAsk,
    fen,
    parameters_of,
    read,
    timeout_s,
)
from wendan.sandbox.alipay.words import failed, ok
from wendan.sandbox.core import events
from wendan.sandbox.core.codes import CodeRefused, Manner
from wendan.sandbox.core.wallet import NotPossible, Pay
from wendan.sandbox.core.wire import Answer, Request

MISSING = "AUTH_ORDER_NOT_EXIST"
FROZEN, FREED, UNDONE = HOLD_KINDS


class HoldCounter:
    def __init__(self, desk: AlipayDesk, bench: AlipayBench) -> None:
        self._desk, self._book, self._bench = desk, bench.holds, bench
        self._codes, self._wallet = bench.codes, bench.wallet

    async def freeze(self, request: Request) -> Answer:
        """The money of the customer behind the code is held, or a password is asked for first."""
        given = parameters_of(request)
        asked = read(given, HoldAsk)
        hold = self._entered(asked, given)
        if hold.status == "INIT" and not hold.payer:
            try:
                shown = self._codes.use(asked.auth_code)
            except CodeRefused as refused:
                raise failed("PAYMENT_AUTH_CODE_INVALID", f"授权码无效（{refused.reason}）") from None
            if shown.manner is Manner.POOR:
                hold.status = "CLOSED"
                raise failed("ACQ.BUYER_BALANCE_NOT_ENOUGH", "买家余额不足")
            hold.payer = shown.payer
            if shown.manner is Manner.AT_ONCE:
                self._book.agree(hold, shown.payer)
                await announce(self._bench, FROZEN, hold)
        if hold.status == "INIT":
            return ok("10003", **self._told(hold))
        return ok(**self._told(hold), gmt_trans=answers.time_text(hold.at))

    def voucher(self, request: Request) -> Answer:
        """A code to scan; a tester agrees by its end."""
        given = parameters_of(request)
        hold = self._entered(read(given, HoldAsk), given)
        code = f"https://qr.alipay.com/{hold.token}"
        return ok(
            out_order_no=hold.number,
            out_request_no=hold.request_number,
            code_type="qrCode",
            code_value=code,
            code_url=code,
        )

    def query(self, request: Request) -> Answer:
        hold = self._found(read(parameters_of(request), HoldName))
        return ok(
            **self._told(hold),
            operation_type="FREEZE",
            order_title=hold.title,
            rest_amount=yuan_text(hold.left_fen),
            total_freeze_amount=yuan_text(hold.amount_fen if hold.status == "SUCCESS" else 0),
            total_pay_amount=yuan_text(hold.taken_fen),
        )

    async def unfreeze(self, request: Request) -> Answer:
        """Part or all of what is left; the same number again moves nothing."""
        asked = read(parameters_of(request), ReleaseAsk)
        hold, amount_fen = self._by_auth_no(asked.auth_no), fen(asked.amount)
        known = hold.released.get(asked.out_request_no)
        if known is not None and known != amount_fen:
            raise failed("REQUEST_AMOUNT_INCONSISTENT", "同一请求号的金额不一致")
        if known is None:
            if amount_fen > hold.left_fen:
                raise failed("REQUEST_AMOUNT_EXCEED", "解冻金额超过剩余冻结金额")
            hold.released[asked.out_request_no] = amount_fen
            await announce(self._bench, FREED, hold)
        told = self._told(hold) | {"out_request_no": asked.out_request_no, "amount": yuan_text(amount_fen)}
        return ok(**told | {"status": "SUCCESS"})

    async def cancel(self, request: Request) -> Answer:
        """Undoes a freeze of which nothing was taken."""
        hold = self._found(read(parameters_of(request), HoldName))
        if hold.taken_fen:
            raise failed("ORDER_ALREADY_PAID", "已转支付，不能撤销")
        action = "unfreeze" if hold.status == "SUCCESS" else "close"
        hold.status = "CLOSED"
        await announce(self._bench, UNDONE, hold)
        return ok(
            auth_no=hold.auth_no,
            out_order_no=hold.number,
            out_request_no=hold.request_number,
            operation_id=hold.operation_id,
            action=action,
        )

    async def capture(self, request: Request) -> Answer:
        """trade.pay with auth_no: held money becomes a trade like any other."""
        given = parameters_of(request)
        wish = read(given, OrderWish)
        hold, amount_fen = self._by_auth_no(wish.auth_no), fen(wish.total_amount)
        books, at = self._desk.books, self._desk.now()
        known = hold.captures.get(wish.out_trade_no)
        if known is None:
            if wish.out_trade_no in books.trades or amount_fen > hold.left_fen:
                raise failed("ACQ.PREAUTH_PAY_AMOUNT_EXCEED", "转支付金额超过剩余冻结金额")
            books.record(
                events.Ordered(
                    at,
                    wish.out_trade_no,
                    self._desk.account,
                    "preauth",
                    amount_fen,
                    at + 3600,
                    wish.subject,
                    given.get("notify_url", ""),
                    hold.payer,
                    self._desk.terms.reference(wish.out_trade_no, at),
                )
            )
            hold.captures[wish.out_trade_no] = amount_fen
            hold.taken_fen += amount_fen
            if wish.auth_confirm_mode == "COMPLETE" and hold.left_fen:
                hold.released[f"complete:{wish.out_trade_no}"] = hold.left_fen
            await self._wallet.take(
                books.trades[wish.out_trade_no], Pay(amount_fen=amount_fen), payer=hold.payer
            )
        elif known != amount_fen:
            raise failed("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
        return ok(**answers.paid(books.trades[wish.out_trade_no]))

    def _entered(self, asked: HoldAsk, given: dict[str, str]) -> Hold:
        at, amount_fen = self._desk.now(), fen(asked.amount)
        known = self._book.by_number.get(asked.out_order_no)
        if known is not None:
            if (known.request_number, known.amount_fen) != (asked.out_request_no, amount_fen):
                raise failed("ORDER_INFO_INCONSISTENT", "授权订单信息不一致")
            if known.status == "CLOSED":
                raise failed("ORDER_ALREADY_CLOSED", "授权订单已关闭")
            return known
        lives_s = timeout_s(asked.pay_timeout or asked.timeout_express, 900.0)
        return self._book.add(
            Hold(
                asked.out_order_no,
                asked.out_request_no,
                amount_fen,
                asked.order_title,
                at,
                at + lives_s,
                given.get("notify_url", ""),
            )
        )

    def _found(self, name: HoldName) -> Hold:
        hold = (
            self._book.by_auth_no.get(name.auth_no)
            if name.auth_no
            else self._book.by_number.get(name.out_order_no)
        )
        if hold is None:
            raise failed(MISSING, "授权订单不存在")
        return hold

    def _by_auth_no(self, auth_no: str) -> Hold:
        return self._found(HoldName(auth_no=auth_no))

    @staticmethod
    def _told(hold: Hold) -> dict[str, str]:
        return {
            "auth_no": hold.auth_no,
            "out_order_no": hold.number,
            "operation_id": hold.operation_id,
            "out_request_no": hold.request_number,
            "amount": yuan_text(hold.amount_fen),
            "status": hold.status,
            "payer_user_id": hold.payer,
        }


async def announce(bench: AlipayBench, kind: str, hold: Hold) -> None:
    """A notice about a hold; a release of part of it tells nobody anything that ends it."""
    if hold.notify_url and not (kind == FREED and hold.left_fen):
        await bench.courier.announce(kind, hold.number, hold.notify_url)


async def agree(bench: AlipayBench, key: str) -> Hold:
    """The customer agrees, by the merchant's number or the end of the code. Raises NotPossible."""
    hold = bench.holds.by_number.get(key) or bench.holds.opened_by(key)
    if hold is None:
        raise NotPossible("unknown-or-expired")
    if hold.status != "INIT" or bench.desk.now() >= hold.expires_at:
        raise NotPossible("closed")
    bench.holds.agree(hold, hold.payer or bench.desk.terms.payer(hold.number))
    await announce(bench, FROZEN, hold)
    return hold
