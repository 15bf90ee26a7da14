"""Logs that a person or a machine can read, with the trace of the request and without anybody's secrets."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal

import structlog
from structlog.typing import Processor

MASK = "***"
_SECRET_WORDS = frozenset(
    "phone mobile openid unionid token secret password passwd authorization signature sign ciphertext cookie pem "
    "credential credentials key".split()
)
# These end in a secret word and are plain: needed to follow a request through the logs.
_PLAIN_KEYS = frozenset({"idempotency_key", "hot_key"})

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN [A-Z ]+-----.*?(-----END [A-Z ]+-----|$)", re.DOTALL), MASK),
    (re.compile(r"(?i)\b(bearer|WECHATPAY2-SHA256-RSA2048)\s+[^\s,][^\n]*"), rf"\1 {MASK}"),
    (re.compile(r"(://[^/\s:@]*):[^/\s@]+@"), rf"\1:{MASK}@"),
    # A WeChat open id: 28 characters that begin with o.
    (re.compile(r"(?<![\w-])o[\w-]{27}(?![\w-])", re.ASCII), MASK),
    # Bank cards and identity cards have 15 to 19 digits; a channel's transaction number has 28 and stays.
    (re.compile(r"(?<![0-9A-Za-z])\d{11,15}(\d{3}[\dXx])(?![0-9A-Za-z])"), rf"{MASK}\1"),
    (re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d)\d{4}(\d{4})(?![0-9A-Za-z])"), r"\1****\2"),
)


def is_secret(key: str) -> bool:
    """Whether a value under this name must not be written down."""
    name = key.lower().replace("-", "_")
    return name not in _PLAIN_KEYS and not _SECRET_WORDS.isdisjoint((name, *name.split("_")))


def masked(value: Any) -> Any:
    """The same value with personal numbers and secrets made unreadable, however deep they sit."""
    if isinstance(value, str):
        for pattern, replacement in _PATTERNS:
            value = pattern.sub(replacement, value)
        return value
    if isinstance(value, bytes):
        return masked(value.decode(errors="replace"))
    if isinstance(value, Mapping):
        return {key: MASK if is_secret(str(key)) else masked(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return masked(str(value))


def mask_event(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: the last one before the line is written."""
    return {
        key: value if key in _OWN_FIELDS else MASK if is_secret(key) else masked(value)
        for key, value in event.items()
    }


_OWN_FIELDS = frozenset({"level", "timestamp", "logger", "trace_id", "_record", "_from_structlog"})


def configure_logs(level: str, style: Literal["console", "json"]) -> None:
    """Send our own lines and those of every library to stderr in one shape."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        mask_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(style)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Each migration is told by us in one line; what alembic says of its own inner life helps nobody.
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _renderer(style: Literal["console", "json"]) -> Processor:
    if style == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        exception_formatter=structlog.dev.plain_traceback, colors=sys.stderr.isatty()
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger that carries the trace bound with `bind_trace`."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound


def bind_trace(trace_id: str) -> None:
    """Every line written in this task from now on, and in tasks it starts, carries this trace id."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(trace_id=trace_id)


def current_trace() -> str | None:
    trace: str | None = structlog.contextvars.get_contextvars().get("trace_id")
    return trace
