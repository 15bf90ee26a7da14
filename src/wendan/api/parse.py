"""From bytes and headers to values; whatever does not fit is refused by the name of its field."""

import re
from typing import Any, Final, TypeVar

import msgspec
from litestar import Request, Response

from wendan.api.refusals import RequestIsInvalid

IDEMPOTENCY_HEADER: Final = "Idempotency-Key"
REPLAYED_HEADER: Final = "Idempotency-Replayed"
BODY: Final = "body"
"""The request as it came, once it is read; what the audit quotes."""
_KEY: Final = re.compile(r"[0-9A-Za-z_-]{8,64}")
_PLACE: Final = re.compile(r"^(?P<why>.*?)(?: - at `\$\.?(?P<field>[^`]*)`)?$", re.DOTALL)

T = TypeVar("T")
_encode = msgspec.json.Encoder().encode


async def body_as(request: Request[Any, Any, Any], decoder: msgspec.json.Decoder[T]) -> T:
    """The body as the decoder's type. Raises RequestIsInvalid."""
    body = await request.body()
    request.scope["state"][BODY] = body
    return text_as(body, decoder)


def text_as(text: bytes | str, decoder: msgspec.json.Decoder[T]) -> T:
    """The JSON text as the decoder's type. Raises RequestIsInvalid."""
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as error:
        found = _PLACE.match(str(error))
        assert found is not None
        raise RequestIsInvalid(field=found["field"] or "body", why=found["why"]) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise RequestIsInvalid(field="body", why="not JSON") from None


def idempotency_key(request: Request[Any, Any, Any]) -> str:
    """The client's own id of what it asks. Raises RequestIsInvalid."""
    key = request.headers.get(IDEMPOTENCY_HEADER, "")
    if _KEY.fullmatch(key) is None:
        why = "8 to 64 letters, digits, _ or - are needed"
        raise RequestIsInvalid(field=IDEMPOTENCY_HEADER, why=why)
    return key


def answer(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """`content` as JSON."""
    return Response(_encode(content), media_type="application/json", status_code=status, headers=headers)
