"""The merchant's door: reads a raw request, checks who asks, lets fate strike before or after the effect, answers."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from wendan.sandbox.core.chance import dice
from wendan.sandbox.core.desk import Desk
from wendan.sandbox.core.faults import BEFORE_EFFECT, CUT, HELD, RESET, AnswerFault
from wendan.sandbox.core.wire import (
    Answer,
    Complaint,
    Letter,
    Receive,
    Request,
    Scope,
    Send,
    hang_up,
    put,
    read_request,
)

Outcome = Answer | Complaint
Effect = Callable[[Request], Answer | Awaitable[Answer]]


class Unrouted(Exception):
    """The request means nothing here: a bare status, no body, no signature."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Call:
    """What a request wants, of which number; nothing in it is believed yet."""

    request: Request
    verb: str  # one of Terms.verbs
    number: str  # what it is about, for fate's sake; may be empty
    effect: Effect  # raises Complaint


class Dialect(Protocol):
    """How a channel speaks on the wire."""

    def read(self, request: Request) -> Call:
        """Find out what is wanted. Believes nothing, and survives any bytes. Raises Unrouted."""
        ...

    def verify(self, call: Call) -> None:
        """The merchant really sent these very bytes, lately. Raises Complaint."""
        ...

    def render(self, call: Call, outcome: Outcome, spoil: AnswerFault | None) -> Letter:
        """Dress an outcome, signed where this channel signs; spoiled in this way if in any (`Terms.spoils`)."""
        ...


class Gateway:
    """A raw ASGI application: nothing between the wire and the signature touches path or body."""

    def __init__(self, desk: Desk, dialect: Dialect) -> None:
        self._desk, self._dialect = desk, dialect
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Whoever is kept waiting is let go."""
        self._stopping.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await read_request(scope, receive, self._desk.terms.most_body_bytes)
        if request is None:
            await put(send, Letter(b"", status=413))
            return
        try:
            call = self._dialect.read(request)
        except Unrouted as unrouted:
            await put(send, Letter(b"", status=unrouted.status))
            return
        letter = self._when_down(call) if self._desk.down_until() is not None else await self._serve(call)
        if isinstance(letter, Letter):
            await put(send, letter)
        else:
            await hang_up(scope, with_reset=letter in RESET)

    def _when_down(self, call: Call) -> Letter | AnswerFault:
        outcome = self._desk.terms.looks.get(AnswerFault.UNAVAILABLE_BEFORE)
        mark = call.request.headers.get("authorization") or call.request.body.decode("latin-1")
        if outcome is not None and dice(self._desk.fate.seed, "down", mark) < 0.5:
            return self._dialect.render(call, outcome, None)
        return AnswerFault.RESET_BEFORE

    async def _serve(self, call: Call) -> Letter | AnswerFault:
        """The answer, or with which fault the line goes dead."""
        try:
            self._dialect.verify(call)
        except Complaint as complaint:
            return self._dialect.render(call, complaint, None)
        fate, terms = self._desk.fate, self._desk.terms
        fault = fate.of_answer(call.verb, call.number)
        is_limited = fault is AnswerFault.LIMITED and call.verb not in terms.acts_though_limited
        outcome: Outcome | None = None
        if fault not in BEFORE_EFFECT and not is_limited:
            outcome = await _outcome(call)
        if fault in CUT:
            if fault in HELD:
                await self._rest(fate.plan.hold_s)
            return fault
        if fault is AnswerFault.SLOW:
            await self._rest(fate.plan.slow_s)
        outcome = terms.looks.get(fault, outcome) if fault else outcome
        assert outcome is not None, f"terms do not say how {fault} looks"
        return self._dialect.render(call, outcome, fault if fault in terms.spoils else None)

    async def _rest(self, seconds: float) -> None:
        """Real seconds: the other side's time-out is a real one too."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


async def _outcome(call: Call) -> Outcome:
    try:
        answer = call.effect(call.request)
        return await answer if inspect.isawaitable(answer) else answer
    except Complaint as complaint:
        return complaint
