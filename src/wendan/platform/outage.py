"""Telling a database that is away from a bug of ours."""

import asyncpg

from wendan.kernel.errors import GuardLost

_BROKEN = (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, TimeoutError)


def is_away(error: BaseException) -> bool:
    """Whether the database (or the way to it) is gone for a while: try again, nothing is wrong with the request."""
    if isinstance(error, GuardLost):
        return error.guard in ("connection", "database")
    # Class 57: it is starting, stopping, or cancelled our statement.
    is_stopping = isinstance(error, asyncpg.PostgresError) and (error.sqlstate or "").startswith("57")
    return is_stopping or isinstance(error, _BROKEN)
