"""WeChat pushes what people write to the mini-program's customer service (消息推送)."""

from litestar import Response, get, post

from wendan.api.desk import Asked
from wendan.flows.hear_customer import echo, hear_customer
from wendan.notify.port import ReportRejected
from wendan.platform.log import logger
from wendan.platform.metrics import callbacks_rejected

_STATUS = {"malformed": 400, "unknown-way": 404}
_log = logger("wendan.callbacks")


@get("/messages/wechat-service", is_for_channels=True)
async def greet_wechat(request: Asked) -> Response[str]:
    """WeChat's first question, when the address is set: its own word goes back."""
    try:
        return _said(echo(request.house, request.query_params))
    except ReportRejected as rejected:
        return _refused(rejected)


@post("/messages/wechat-service", is_for_channels=True)
async def hear_wechat(request: Asked) -> Response[str]:
    """Answered once the window stands, with the word that hands on what was written; silence makes WeChat push again."""
    try:
        return _said(await hear_customer(request.house, request.query_params, await request.body()))
    except ReportRejected as rejected:
        return _refused(rejected)


def _said(word: str, status: int = 200) -> Response[str]:
    return Response(word, media_type="text/plain", status_code=status)


def _refused(rejected: ReportRejected) -> Response[str]:
    callbacks_rejected.labels(rejected.reason).inc()
    _log.warning("a push was refused", way="wechat-service", reason=rejected.reason)
    return _said(rejected.reason, _STATUS.get(rejected.reason, 401))
