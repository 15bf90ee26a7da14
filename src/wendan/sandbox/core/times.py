"""Time as Chinese channels write it: Beijing's, whole seconds."""

from datetime import datetime

from wendan.kernel.times import BEIJING


def rfc3339(at: float) -> str:
    """Seconds since the epoch as `2018-06-08T10:34:56+08:00`."""
    return datetime.fromtimestamp(int(at), BEIJING).isoformat()


def compact(at: float) -> str:
    """`yyyyMMddHHmmss` in Beijing."""
    return datetime.fromtimestamp(at, BEIJING).strftime("%Y%m%d%H%M%S")
