"""What machines that look after us ask."""

from litestar import Response, get

from wendan.api.desk import Asked
from wendan.api.parse import answer
from wendan.api.refusals import ServiceIsAway
from wendan.platform.metrics import CONTENT_TYPE, render
from wendan.platform.migrations import is_migrated


@get("/health", gives=dict[str, str])
async def health() -> Response[bytes]:
    """The process runs."""
    return answer({"status": "alive"})


@get("/ready", gives=dict[str, str])
async def ready(request: Asked) -> Response[bytes]:
    """The database answers and has our schema; otherwise 503."""
    url = request.house.settings.database_url
    if url is None or not await is_migrated(url):
        raise ServiceIsAway(retry_after_s=1)
    return answer({"status": "ready"})


@get("/metrics")
async def metrics() -> Response[bytes]:
    """For Prometheus."""
    return Response(render(), media_type=CONTENT_TYPE)
