"""The tester's addresses that only Alipay has: the customer agrees that money is held."""

import msgspec
from litestar import get, post
from litestar.datastructures import State
from litestar.params import FromPath

from wendan.sandbox.alipay.bench import AlipayBench
from wendan.sandbox.alipay.holdbook import Hold
from wendan.sandbox.alipay.holds import agree as holds_agree


class HoldView(msgspec.Struct, frozen=True):
    number: str
    status: str
    amount_fen: int
    left_fen: int
    taken_fen: int
    payer: str


@get("/holds")
async def holds(state: State) -> list[HoldView]:
    """Every hold."""
    bench: AlipayBench = state.bench
    return [_view(each) for each in bench.holds.by_number.values()]


@post("/holds/{key:str}/agree", status_code=200)
async def agree(state: State, key: FromPath[str]) -> HoldView:
    """By the merchant's number or the end of the code: the money is held from now on."""
    return _view(await holds_agree(state.bench, key))


def _view(hold: Hold) -> HoldView:
    return HoldView(hold.number, hold.status, hold.amount_fen, hold.left_fen, hold.taken_fen, hold.payer)
