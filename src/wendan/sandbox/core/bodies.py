"""Litestar knows a request's body only by the parameter name `data`; here it may be called what it is."""

import inspect
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeVar, cast

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])
THEIRS, OURS = "data", "body"


def takes_body(handler: Handler) -> Handler:
    """The handler as Litestar wants to see it: its `body` under the reserved name."""

    @wraps(handler)
    async def given(**arguments: Any) -> Any:
        arguments[OURS] = arguments.pop(THEIRS)
        return await handler(**arguments)

    signature = inspect.signature(handler)
    parameters = [
        each.replace(name=THEIRS) if each.name == OURS else each for each in signature.parameters.values()
    ]
    shown: Any = given
    shown.__signature__ = signature.replace(parameters=parameters)
    shown.__annotations__ = {
        THEIRS if name == OURS else name: kind for name, kind in handler.__annotations__.items()
    }
    del shown.__wrapped__
    return cast("Handler", given)
