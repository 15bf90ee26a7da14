"""The tester's API under /_sandbox/: be the customer, read the books, make things go wrong."""

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from litestar import Litestar, Response, get, post, put
from litestar.datastructures import State
from litestar.exceptions import ClientException, HTTPException, NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from wendan.sandbox.wechat.bodies import takes_body
from wendan.sandbox.wechat.cashier import cashier_page
from wendan.sandbox.wechat.courier import Courier
from wendan.sandbox.wechat.desk import Desk
from wendan.sandbox.wechat.faults import PROFILES, AnswerFault, FaultPlan
from wendan.sandbox.wechat.forgery import Delivered, Forge
from wendan.sandbox.wechat.forgery import forge as send_forgery
from wendan.sandbox.wechat.logins import Login, Logins
from wendan.sandbox.wechat.refunds import RefundCounter
from wendan.sandbox.wechat.views import (
    Agenda,
    Book,
    BookTotals,
    CallbackView,
    PaymentView,
    RefundView,
    book_of,
    view_callback,
    view_payment,
    view_refund,
)
from wendan.sandbox.wechat.wallet import CAUSES, NotPossible, Pay, Wallet
from wendan.sandbox.wechat.words import rfc3339


@dataclass(slots=True)
class Bench:
    """What a tester has at hand."""

    desk: Desk
    courier: Courier
    wallet: Wallet
    refunds: RefundCounter
    logins: Logins


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    openid: str


class Fail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cause: str


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pay this number the moment it is ordered, before the order call has its answer."""

    number: str
    pay: Pay = msgspec.field(default_factory=Pay)


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The next requests of this verb meet exactly these faults."""

    verb: Literal["prepay", "query", "close", "refund", "query-refund", "certificates"]
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


def _bench(state: State) -> Bench:
    bench: Bench = state.bench
    return bench


@get("/payments")
async def payments(
    state: State, wallet: FromQuery[str | None] = None, limit: Limit = 1000
) -> list[PaymentView]:
    """The newest payments first; `wallet` keeps only waiting, failed, left or paid ones."""
    bench = _bench(state)
    newest = reversed(bench.desk.books.payments.values())
    found = [payment for payment in newest if wallet in (None, payment.wallet)]
    return [view_payment(bench.desk, payment) for payment in found[:limit]]


@get("/payments/{key:str}")
async def payment(state: State, key: FromPath[str]) -> PaymentView:
    """By merchant number, or by a prepay id, code or link that is still alive."""
    bench = _bench(state)
    return view_payment(bench.desk, bench.wallet.find(key))


@post("/payments/{key:str}/pay", status_code=200)
@takes_body
async def pay(state: State, key: FromPath[str], body: JSONBody[Pay | None] = None) -> Touched:
    """The customer pays. 409 with a reason when that is not possible; otherwise money has moved, or will."""
    bench = _bench(state)
    found = bench.wallet.find(key)
    outcome = await bench.wallet.pay(found, body or Pay())
    return Touched(outcome, view_payment(bench.desk, found))


@post("/payments/{key:str}/fail", status_code=200)
@takes_body
async def fail(state: State, key: FromPath[str], body: JSONBody[Fail]) -> Touched:
    """The attempt fails; the order stays NOTPAY and may be paid later."""
    if body.cause not in CAUSES:
        raise ClientException(f"cause is one of {', '.join(CAUSES)}")
    bench = _bench(state)
    found = bench.wallet.find(key)
    bench.wallet.fail(found, body.cause)
    return Touched("failed", view_payment(bench.desk, found))


@post("/payments/{key:str}/leave", status_code=200)
async def leave(state: State, key: FromPath[str]) -> Touched:
    """The customer goes away half-way; the order stays NOTPAY and may be paid later."""
    bench = _bench(state)
    found = bench.wallet.find(key)
    bench.wallet.leave(found)
    return Touched("left", view_payment(bench.desk, found))


@post("/wishes", status_code=204)
@takes_body
async def wish(state: State, body: JSONBody[Wish]) -> None:
    """So that a callback arrives before the order call has answered."""
    _bench(state).wallet.wishes[body.number] = body.pay


@post("/logins", status_code=201)
@takes_body
async def login(state: State, body: JSONBody[Person | None] = None) -> Login:
    """A code as `wx.login` gives it, for this person or a new one; the merchant's server changes it for an openid."""
    return _bench(state).logins.begin(body.openid if body else None)


@get("/books")
async def books(state: State) -> BookTotals:
    """What was REALLY taken, given back and kept, per number; numbers without money are left out."""
    rows: list[Book] = [book_of(p) for p in _bench(state).desk.books.payments.values() if p.taken_fen]
    taken, refunded = sum(row.taken_fen for row in rows), sum(row.refunded_fen for row in rows)
    return BookTotals(taken, refunded, taken - refunded, rows)


@get("/refunds")
async def refunds(state: State) -> list[RefundView]:
    return [view_refund(refund) for refund in _bench(state).desk.books.refunds.values()]


@post("/refunds/{number:str}/end", status_code=200)
@takes_body
async def end_refund(state: State, number: FromPath[str], body: JSONBody[End]) -> RefundView:
    """A refund in progress ends now, in this way."""
    bench = _bench(state)
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
    known = _bench(state).desk.books.callbacks.values()
    return [view_callback(each) for each in known if each.due_at is not None or not pending]


@get("/agenda")
async def agenda(state: State) -> Agenda:
    """The sandbox's time, and when it will next do something by itself."""
    desk = _bench(state).desk
    now, due, up_at = desk.now(), desk.agenda.next_due(), desk.down_until()
    return Agenda(
        rfc3339(now),
        None if due is None else rfc3339(due),
        None if due is None else due - now,
        None if up_at is None else up_at - now,
        desk.agenda.under_way,
    )


@post("/agenda/hurry", status_code=200)
async def hurry(state: State) -> Begun:
    """Begin everything on the agenda now: callbacks are delivered, refunds end, late payments come."""
    return Begun(_bench(state).desk.agenda.hurry())


@get("/faults")
async def faults(state: State) -> FaultPlan:
    return _bench(state).desk.fate.plan


@put("/faults")
@takes_body
async def set_faults(state: State, body: JSONBody[FaultPlan]) -> FaultPlan:
    """The plan from now on; what is already on the agenda stays as decided."""
    _bench(state).desk.fate.plan = body
    return body


@put("/faults/{profile:str}")
async def set_profile(state: State, profile: FromPath[str]) -> FaultPlan:
    """none, rough, hell or silent."""
    if profile not in PROFILES:
        raise NotFoundException(f"profile is one of {', '.join(PROFILES)}")
    _bench(state).desk.fate.plan = PROFILES[profile]
    return PROFILES[profile]


@post("/script", status_code=204)
@takes_body
async def script(state: State, body: JSONBody[Script]) -> None:
    _bench(state).desk.fate.script(body.verb, body.faults)


@post("/forge", status_code=200)
@takes_body
async def forge(state: State, body: JSONBody[Forge]) -> Delivered:
    """Send a callback that must not be believed (or means nothing); tells how it was answered."""
    bench = _bench(state)
    return await send_forgery(bench.desk, bench.courier, body)


@get("/cashier/{key:str}", media_type="text/html")
async def cashier(state: State, key: FromPath[str]) -> str:
    """A page for a person with a phone: amount, description, and what to do about it."""
    bench = _bench(state)
    return cashier_page(view_payment(bench.desk, bench.wallet.find(key)))


def _not_possible(_: object, refused: NotPossible) -> Response[dict[str, str]]:
    status = 404 if refused.reason == "unknown-or-expired" else 409
    return Response({"reason": refused.reason}, status_code=status)


def tester_app(bench: Bench) -> Litestar:
    """The API as an ASGI application; its description stands at /_sandbox/openapi.json."""
    return Litestar(
        [
            *(payments, payment, pay, fail, leave, wish, login, books, refunds, end_refund),
            *(callbacks, agenda, hurry, faults, set_faults, set_profile, script, forge, cashier),
        ],
        path="/_sandbox",
        state=State({"bench": bench}),
        exception_handlers={NotPossible: _not_possible},
        openapi_config=OpenAPIConfig(
            title="Wendan WeChat Pay sandbox: the tester's API",
            version="1",
            path="/",
            render_plugins=[JsonRenderPlugin()],
        ),
        request_max_body_size=65536,
        logging_config=None,
    )
