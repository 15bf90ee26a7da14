"""What the channels really hold and have taken of it: PayScore's service orders, Alipay's holds."""

from dataclasses import dataclass

from wendan.sandbox.alipay.bench import AlipayBench
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.wechat.bench import WechatBench


@dataclass(frozen=True, slots=True)
class HeldThere:
    """One hold by the channel's own books."""

    is_frozen: bool
    taken_fen: int


def held_by(bench: Bench) -> dict[str, HeldThere]:
    """Every hold at this channel, by our number."""
    if isinstance(bench, WechatBench):
        now = bench.desk.now()
        scores = bench.desk.scores.by_number
        return {
            number: HeldThere(order.state(now) == ("DOING", "USER_CONFIRM"), order.total_fen or 0)
            for number, order in scores.items()
        }
    if isinstance(bench, AlipayBench):
        return {
            number: HeldThere(hold.left_fen > 0, hold.taken_fen)
            for number, hold in bench.holds.by_number.items()
        }
    return {}


def books_of(bench: Bench) -> dict[str, Trade]:
    """Every payment by our number: what PayScore took has a number of WeChat's own, and ours is the hold's."""
    trades = bench.desk.books.trades
    if not isinstance(bench, WechatBench):
        return trades
    ours = {order.transaction_id: number for number, order in bench.desk.scores.by_number.items()}
    return {ours.get(trade.reference, number): trade for number, trade in trades.items()}
