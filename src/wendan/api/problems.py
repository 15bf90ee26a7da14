"""Every error as RFC 9457 problem details: a stable code, English and Chinese, and nothing of our insides."""

from typing import Annotated, Any, Final

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE
from litestar.types import ExceptionHandlersMap

from wendan.api.refusals import (
    AddressIsUnknown,
    BodyIsTooLarge,
    MethodIsNotAllowed,
    RequestIsInvalid,
    ServiceIsAway,
    SomethingBroke,
)
from wendan.api.words import CHINESE
from wendan.kernel.errors import GuardLost, Refusal
from wendan.platform.log import logger
from wendan.platform.outage import is_away

MEDIA_TYPE: Final = "application/problem+json"
_encode = msgspec.json.Encoder().encode
_log = logger("wendan.api")


Facts = Annotated[
    dict[str, Any], msgspec.Meta(description="What the sentence is about, by name; which, the code says.")
]


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of every error."""

    type: str
    title: str
    title_zh: str
    status: int
    code: str
    facts: Facts
    detail: str | None = None


def problem_of(refusal: Refusal) -> Problem:
    """A refusal as its problem details."""
    code = refusal.code()
    chinese = CHINESE[code]
    return Problem(
        f"urn:wendan:problem:{code}", refusal.message(), chinese, refusal.status, code, refusal.facts
    )


def refusal_of(error: Exception) -> Refusal:
    """What the caller is told about an error."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, GuardLost) or is_away(error):
        return ServiceIsAway(retry_after_s=1)
    if isinstance(error, asyncpg.DataError):
        return RequestIsInvalid(field="body", why="a text or number that cannot be kept")
    if isinstance(error, HTTPException):
        return _of_litestar(error)
    return SomethingBroke()


def _of_litestar(error: HTTPException) -> Refusal:
    if isinstance(error, NotFoundException):
        return AddressIsUnknown()
    if isinstance(error, MethodNotAllowedException):
        return MethodIsNotAllowed()
    if error.status_code == HTTP_413_REQUEST_ENTITY_TOO_LARGE:
        return BodyIsTooLarge()
    if isinstance(error, ValidationException) and isinstance(error.extra, list) and error.extra:
        first = error.extra[0]
        return RequestIsInvalid(field=str(first.get("key", "request")), why=str(first.get("message", "")))
    if isinstance(error, ClientException):
        return RequestIsInvalid(field="request")
    return SomethingBroke()


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The answer to a request that met an error; what is our own fault is logged with its trace."""
    refusal = refusal_of(error)
    if isinstance(refusal, SomethingBroke):
        _log.error("a request broke", path=request.scope["path"], exc_info=error)
    elif isinstance(refusal, ServiceIsAway):
        _log.warning("a request found the house away", path=request.scope["path"], why=repr(error))
    headers = {}
    if refusal.status in (429, 503):
        headers["Retry-After"] = str(refusal.facts.get("retry_after_s", 1))
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = _encode(problem_of(refusal))
    return Response(body, media_type=MEDIA_TYPE, status_code=refusal.status, headers=headers)


HANDLERS: Final[ExceptionHandlersMap] = {HTTPException: answer_problem, Exception: answer_problem}
