"""A gateway for text messages or calls reports what became of a message."""

import msgspec
from litestar import Response, post
from litestar.params import FromPath

from wendan.api.desk import Asked
from wendan.flows.hear_report import hear_report
from wendan.notify.port import ReportRejected
from wendan.platform.log import logger
from wendan.platform.metrics import callbacks_rejected

_STATUS = {"malformed": 400, "unknown-way": 404, "unknown-message": 404}
_encode = msgspec.json.Encoder().encode
_log = logger("wendan.callbacks")


@post("/messages/{way:str}", is_for_channels=True)
async def hear_gateway(request: Asked, way: FromPath[str]) -> Response[bytes]:
    """204 once the report is kept; anything else makes the gateway report again."""
    scope = request.scope
    query = scope["query_string"].decode("latin-1")
    target = f"{scope['path']}?{query}" if query else scope["path"]
    headers = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in scope["headers"]
        if name.startswith(b"x-wendan-")
    }
    try:
        await hear_report(request.house, way, target, headers, await request.body())
    except ReportRejected as rejected:
        callbacks_rejected.labels(rejected.reason).inc()
        _log.warning("a report was refused", way=way, reason=rejected.reason)
        body = _encode({"code": "FAIL", "message": rejected.reason})
        return Response(body, media_type="application/json", status_code=_STATUS.get(rejected.reason, 401))
    return Response(b"", status_code=204)
