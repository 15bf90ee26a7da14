"""Alipay's notices: a form, signed over its decoded values."""

from typing import Final
from urllib.parse import urlencode

import msgspec

from wendan.kernel.money import yuan_text
from wendan.sandbox.alipay import answers
from wendan.sandbox.alipay.desk import AlipayDesk
from wendan.sandbox.alipay.holdbook import Hold, HoldBook
from wendan.sandbox.alipay.terms import REFUNDED
from wendan.sandbox.core.faults import CallbackFault
from wendan.sandbox.core.trades import Notice, Trade
from wendan.sandbox.core.wire import Letter

HOLD_KINDS: Final = ("fund_auth_freeze", "fund_auth_unfreeze", "fund_auth_operation_cancel")
FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"


class Letters:
    """Every send says the same under the same notify_id; only its time is new."""

    def __init__(self, desk: AlipayDesk, holds: HoldBook) -> None:
        self._desk, self._holds = desk, holds

    def render(self, notice: Notice, spoil: CallbackFault | None) -> Letter:
        """The core's Pen."""
        told = self.told(notice)
        signed = self._desk.crypto.notice(told, is_forged=spoil is CallbackFault.MISSIGNED)
        return Letter(urlencode(signed).encode(), {"Content-Type": FORM, "User-Agent": "Mozilla/4.0"})

    def told(self, notice: Notice) -> dict[str, str]:
        """All that the notice says."""
        made, books = notice.made, self._desk.books
        if made.kind in HOLD_KINDS:
            hold = self._holds.by_number[made.number]
            return self._common(made.id) | {"notify_type": made.kind} | self.hold(hold, made.kind)
        if made.kind != REFUNDED:
            return self._common(made.id) | self.trade(books.trades[made.number], "TRADE_SUCCESS")
        refund = books.refunds[made.number]
        trade = books.trades[refund.asked.payment]
        return (
            self._common(made.id)
            | self.trade(trade, "TRADE_SUCCESS")
            | {
                "out_biz_no": refund.asked.number,
                "refund_fee": yuan_text(trade.refunded_fen("SUCCESS")),
                "gmt_refund": answers.time_text(refund.ended_at or refund.asked.at),
            }
        )

    def trade(self, trade: Trade, status: str) -> dict[str, str]:
        """What a notice says of a trade that was paid."""
        bills = [{"amount": yuan_text(fen), "fundChannel": channel} for channel, fen in answers.funds(trade)]
        return {
            **answers.names(trade),
            **answers.amounts(trade),
            "buyer_id": trade.payer,
            "seller_id": self._desk.account,
            "trade_status": status,
            "subject": trade.order.description,
            "gmt_create": answers.time_text(trade.order.at),
            "gmt_payment": answers.time_text(trade.taken_at),
            "fund_bill_list": msgspec.json.encode(bills).decode(),
        }

    def hold(self, hold: Hold, kind: str) -> dict[str, str]:
        """What a notice says of held money; the status is that of the operation."""
        return {
            "auth_no": hold.auth_no,
            "out_order_no": hold.number,
            "out_request_no": hold.request_number,
            "operation_id": hold.operation_id,
            "operation_type": "FREEZE" if kind == HOLD_KINDS[0] else "UNFREEZE",
            "amount": yuan_text(hold.amount_fen),
            "status": "SUCCESS",
            "total_freeze_amount": yuan_text(hold.amount_fen),
            "rest_amount": yuan_text(hold.amount_fen if kind == HOLD_KINDS[0] else hold.left_fen),
            "payer_user_id": hold.payer,
            "payee_user_id": self._desk.account,
            "gmt_trans": answers.time_text(hold.at),
        }

    def _common(self, notify_id: str) -> dict[str, str]:
        app_id = self._desk.keys.app_id
        return {
            "notify_time": answers.time_text(self._desk.now()),
            "notify_type": "trade_status_sync",
            "notify_id": notify_id,
            "app_id": app_id,
            "auth_app_id": app_id,
            "charset": "utf-8",
            "version": "1.0",
        }
