"""The tester's addresses that only the campus card has: cards, a student who pays with one, a new key."""

import msgspec
from litestar import get, post, put
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from wendan.sandbox.campus_card.bench import CampusCardBench
from wendan.sandbox.campus_card.cards import Card
from wendan.sandbox.core.bodies import takes_body


class CardView(msgspec.Struct, frozen=True):
    number: str
    name: str
    balance_fen: int
    per_payment_fen: int
    per_day_fen: int
    spent_today_fen: int
    is_frozen: bool
    is_lost: bool
    is_expired: bool


class Payer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    payment: str  # its number, or the end of its link


class Rotated(msgspec.Struct, frozen=True):
    key: str


def _bench(state: State) -> CampusCardBench:
    bench: CampusCardBench = state.bench
    return bench


@get("/cards")
async def cards(state: State) -> list[CardView]:
    """Every card that somebody described."""
    bench = _bench(state)
    return [_view(bench, number) for number in bench.cards.known]


@put("/cards/{number:str}")
@takes_body
async def set_card(state: State, number: FromPath[str], body: JSONBody[Card]) -> CardView:
    """This card is so from now on."""
    bench = _bench(state)
    bench.cards.known[number] = body
    return _view(bench, number)


@post("/cards/{number:str}/pay", status_code=200)
@takes_body
async def pay_by_card(state: State, number: FromPath[str], body: JSONBody[Payer]) -> CardView:
    """This student pays; 409 with the operator's code when the card does not."""
    bench = _bench(state)
    await bench.pay_by(number, bench.wallet.find(body.payment))
    return _view(bench, number)


@post("/keys/rotate", status_code=201)
async def rotate(state: State) -> Rotated:
    """A new key beside the old one; notices are signed with it from now on."""
    return Rotated(_bench(state).desk.keys.rotate())


def _view(bench: CampusCardBench, number: str) -> CardView:
    card, now = bench.cards.of(number), bench.desk.now()
    return CardView(
        number,
        card.name,
        bench.cards.balance_fen(number),
        card.per_payment_fen,
        card.per_day_fen,
        bench.cards.spent_fen(number, now),
        card.is_frozen,
        card.is_lost,
        card.is_expired,
    )
