"""WeChat Pay calls: verified and committed before it hears 204; settled right after."""

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


@post("/wechat/{account:str}", is_for_channels=True)
async def hear_wechat(request: Asked, account: FromPath[str]) -> Response[bytes]:
    """Any answer but 2xx makes WeChat call again, up to 15 times in 24 hours."""
    # Only these carry meaning; the rest is not ours to keep.
    headers = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in request.scope["headers"]
        if name.startswith(b"wechatpay-")
    }
    try:
        heard = await hear(request.house, "wechat", account, headers, await request.body())
    except CallbackRejected as rejected:
        return _refused(rejected.reason)
    request.desk.settling.soon(heard)
    return Response(b"", status_code=204)


def _refused(reason: str) -> Response[bytes]:
    callbacks_rejected.labels(reason).inc()
    _log.warning("a callback was refused", reason=reason)
    status = 401 if reason in _UNAUTHENTIC else 400
    body = _encode({"code": "FAIL", "message": reason})
    return Response(body, media_type="application/json", status_code=status)
