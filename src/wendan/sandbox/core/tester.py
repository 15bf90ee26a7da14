"""The tester's API under /_sandbox/: be the customer, read the books, make things go wrong."""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from litestar import Litestar, Response, get, post, put
from litestar.datastructures import State
from litestar.exceptions import ClientException, HTTPException, NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.bodies import takes_body
from wendan.sandbox.core.cashier import cashier_page
from wendan.sandbox.core.codes import CodeWish, PaymentCode
from wendan.sandbox.core.faults import PROFILES, AnswerFault, FaultPlan
from wendan.sandbox.core.views import (
    Agenda,
    Book,
    BookTotals,
    CallbackView,
    PaymentView,
    RefundView,
    book_of,
    view_agenda,
    view_callback,
    view_payment,
    view_refund,
)
from wendan.sandbox.core.wallet import CAUSES, NotPossible, Pay


class Fail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cause: str


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pay this number the moment it is ordered, before the order call has its answer."""

    number: str
    pay: Pay = msgspec.field(default_factory=Pay)


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The next requests of this verb meet exactly these faults."""

    verb: str
    faults: list[AnswerFault]


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    status: Literal["SUCCESS", "CLOSED", "ABNORMAL"]


class Touched(msgspec.Struct, frozen=True):
    """What became of it: `outcome` is paid, coming, failed or left."""

    outcome: str
    payment: PaymentView


class Begun(msgspec.Struct, frozen=True):
    begun: int


Limit = Annotated[int, QueryParameter(ge=1, le=10_000)]


def bench_of(state: State) -> Bench:
    """For a channel's own addresses too."""
    bench: Bench = state.bench
    return bench


@get("/payments")
async def payments(
    state: State, wallet: FromQuery[str | None] = None, limit: Limit = 1000
) -> list[PaymentView]:
    """The newest payments first; `wallet` keeps only waiting, failed, left or paid ones."""
    bench = bench_of(state)
    newest = reversed(bench.desk.books.trades.values())
    found = [trade for trade in newest if wallet in (None, trade.wallet)]
    return [view_payment(bench.desk, trade) for trade in found[:limit]]


@get("/payments/{key:str}")
async def payment(state: State, key: FromPath[str]) -> PaymentView:
    """By merchant number, or by a prepay id, code or link that is still alive."""
    bench = bench_of(state)
    return view_payment(bench.desk, bench.wallet.find(key))


@post("/payments/{key:str}/pay", status_code=200)
@takes_body
async def pay(state: State, key: FromPath[str], body: JSONBody[Pay | None] = None) -> Touched:
    """The customer pays. 409 with a reason when that is not possible; otherwise money has moved, or will."""
    bench = bench_of(state)
    found = bench.wallet.find(key)
    outcome = await bench.wallet.pay(found, body or Pay())
    return Touched(outcome, view_payment(bench.desk, found))


@post("/payments/{key:str}/fail", status_code=200)
@takes_body
async def fail(state: State, key: FromPath[str], body: JSONBody[Fail]) -> Touched:
    """The attempt fails; the order stays NOTPAY and may be paid later."""
    if body.cause not in CAUSES:
        raise ClientException(f"cause is one of {', '.join(CAUSES)}")
    bench = bench_of(state)
    found = bench.wallet.find(key)
    bench.wallet.fail(found, body.cause)
    return Touched("failed", view_payment(bench.desk, found))


@post("/payments/{key:str}/leave", status_code=200)
async def leave(state: State, key: FromPath[str]) -> Touched:
    """The customer goes away half-way; the order stays NOTPAY and may be paid later."""
    bench = bench_of(state)
    found = bench.wallet.find(key)
    bench.wallet.leave(found)
    return Touched("left", view_payment(bench.desk, found))


@post("/wishes", status_code=204)
@takes_body
async def wish(state: State, body: JSONBody[Wish]) -> None:
    """So that a callback arrives before the order call has answered."""
    bench_of(state).wallet.wishes[body.number] = body.pay


@post("/payments/{key:str}/scan", status_code=200)
async def scan(state: State, key: FromPath[str]) -> PaymentView:
    """The customer opens it and does nothing yet; a channel that knew nothing of the order now does."""
    bench = bench_of(state)
    found = bench.wallet.find(key)
    bench.wallet.scan(found)
    return view_payment(bench.desk, found)


@post("/codes", status_code=201)
@takes_body
async def code(state: State, body: JSONBody[CodeWish | None] = None) -> PaymentCode:
    """A payment code on a customer's phone, for the merchant to scan within a minute, once."""
    return bench_of(state).codes.hand_out(body or CodeWish())


@get("/books")
async def books(state: State) -> BookTotals:
    """What was REALLY taken, given back and kept, per number; numbers without money are left out."""
    rows: list[Book] = [book_of(p) for p in bench_of(state).desk.books.trades.values() if p.taken_fen]
    taken, refunded = sum(row.taken_fen for row in rows), sum(row.refunded_fen for row in rows)
    return BookTotals(taken, refunded, taken - refunded, rows)


@get("/refunds")
async def refunds(state: State) -> list[RefundView]:
    return [view_refund(refund) for refund in bench_of(state).desk.books.refunds.values()]


@post("/refunds/{number:str}/end", status_code=200)
@takes_body
async def end_refund(state: State, number: FromPath[str], body: JSONBody[End]) -> RefundView:
    """A refund in progress ends now, in this way."""
    bench = bench_of(state)
    refund = bench.desk.books.refunds.get(number)
    if refund is None:
        raise NotFoundException("unknown refund")
    if refund.status != "PROCESSING":
        raise HTTPException(f"already {refund.status}", status_code=409)
    await bench.refunds.end(refund, body.status)
    return view_refund(refund)


@get("/callbacks")
async def callbacks(state: State, pending: FromQuery[bool] = False) -> list[CallbackView]:
    """Every callback, or those still to be sent."""
    known = bench_of(state).desk.books.notices.values()
    return [view_callback(each) for each in known if each.due_at is not None or not pending]


@get("/agenda")
async def agenda(state: State) -> Agenda:
    """The sandbox's time, and when it will next do something by itself."""
    return view_agenda(bench_of(state).desk)


@post("/agenda/hurry", status_code=200)
async def hurry(state: State) -> Begun:
    """Begin everything on the agenda now: callbacks are delivered, refunds end, late payments come."""
    return Begun(bench_of(state).desk.agenda.hurry())


@get("/faults")
async def faults(state: State) -> FaultPlan:
    return bench_of(state).desk.fate.plan


@put("/faults")
@takes_body
async def set_faults(state: State, body: JSONBody[FaultPlan]) -> FaultPlan:
    """The plan from now on; what is already on the agenda stays as decided."""
    bench_of(state).desk.fate.plan = body
    return body


@put("/faults/{profile:str}")
async def set_profile(state: State, profile: FromPath[str]) -> FaultPlan:
    """none, rough, hell or silent."""
    if profile not in PROFILES:
        raise NotFoundException(f"profile is one of {', '.join(PROFILES)}")
    bench_of(state).desk.fate.plan = PROFILES[profile]
    return PROFILES[profile]


@post("/script", status_code=204)
@takes_body
async def script(state: State, body: JSONBody[Script]) -> None:
    desk = bench_of(state).desk
    if body.verb not in desk.terms.verbs:
        raise ClientException(f"verb is one of {', '.join(desk.terms.verbs)}")
    if unknown := set(body.faults) - desk.terms.faults:
        raise ClientException(f"this channel does not know {', '.join(sorted(unknown))}")
    desk.fate.script(body.verb, body.faults)


@get("/cashier/{key:str}", media_type="text/html")
async def cashier(state: State, key: FromPath[str]) -> str:
    """A page for a person with a phone: amount, description, and what to do about it."""
    bench = bench_of(state)
    found = bench.wallet.find(key)
    bench.wallet.scan(found)
    return cashier_page(view_payment(bench.desk, found), found.state(bench.desk.now()))


def _not_possible(_: object, refused: NotPossible) -> Response[dict[str, str]]:
    status = 404 if refused.reason == "unknown-or-expired" else 409
    return Response({"reason": refused.reason}, status_code=status)


def _malformed(_: object, wrong: msgspec.ValidationError) -> Response[dict[str, str]]:
    return Response({"detail": str(wrong)}, status_code=400)


def tester_app(bench: Bench, more: Sequence[ControllerRouterHandler]) -> Litestar:
    """The API as an ASGI application, the channel's own addresses with it; described at /_sandbox/openapi.json."""
    return Litestar(
        [
            *(payments, payment, scan, pay, fail, leave, wish, code, books, refunds, end_refund),
            *(callbacks, agenda, hurry, faults, set_faults, set_profile, script, cashier),
            *more,
        ],
        path="/_sandbox",
        state=State({"bench": bench}),
        exception_handlers={NotPossible: _not_possible, msgspec.ValidationError: _malformed},
        openapi_config=OpenAPIConfig(
            title=f"Wendan {bench.desk.terms.title} sandbox: the tester's API",
            version="1",
            path="/",
            render_plugins=[JsonRenderPlugin()],
        ),
        request_max_body_size=65536,
        logging_config=None,
    )
