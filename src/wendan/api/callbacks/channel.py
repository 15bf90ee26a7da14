"""A channel calls: verified and committed before it hears yes; settled right after."""

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from wendan.api.desk import Asked
from wendan.channels.port import CallbackRejected
from wendan.flows.callback import hear
from wendan.platform.log import logger
from wendan.platform.metrics import callbacks_rejected

_UNAUTHENTIC = ("signature", "probe", "stale", "unknown-key")
_encode = msgspec.json.Encoder().encode
_log = logger("wendan.callbacks")


@post("/{channel:str}/{account:str}", is_for_channels=True)
async def hear_channel(request: Asked, channel: FromPath[str], account: FromPath[str]) -> Response[bytes]:
    """Any answer but the channel's own word for yes makes it call again."""
    known = request.house.channels.get(channel)
    if known is None:
        return _refused("unknown-channel")
    # Only these carry meaning; the rest is not ours to keep.
    meaningful = tuple(each.encode() for each in known.callback_headers)
    headers = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in request.scope["headers"]
        if name.startswith(meaningful)
    }
    try:
        heard = await hear(request.house, channel, account, headers, await request.body())
    except CallbackRejected as rejected:
        return _refused(rejected.reason)
    request.desk.settling.soon(heard)
    said = known.kept
    return Response(said.body, media_type=said.media_type, status_code=said.status)


def _refused(reason: str) -> Response[bytes]:
    callbacks_rejected.labels(reason).inc()
    _log.warning("a callback was refused", reason=reason)
    status = 401 if reason in _UNAUTHENTIC else 400
    body = _encode({"code": "FAIL", "message": reason})
    return Response(body, media_type="application/json", status_code=status)
