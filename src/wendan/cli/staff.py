"""`wendan staff-token`: a machine's key from the operator, who needs no key to ask for it."""

import asyncio
import sys
from typing import Annotated, Literal

from cyclopts import Parameter


def staff_token(
    *,
    name: Annotated[str, Parameter(help="Whose key it is; shown wherever they act.")],
    role: Annotated[
        Literal["hq", "manager", "cashier", "kitchen", "finance", "support", "auditor"],
        Parameter(help="What the key may do."),
    ] = "manager",
    store_no: Annotated[int, Parameter(help="Which store; 0 is head office: every store.")] = 0,
) -> None:
    """Give a machine a new key and show it, this once."""
    print(asyncio.run(_issue(name, role, store_no)))


async def _issue(name: str, role: str, store_no: int) -> str:
    from wendan.cli.serve import database_of
    from wendan.domains.catalog.store import STORE_BY_NO
    from wendan.domains.people.model import Role
    from wendan.domains.people.service import issue_key
    from wendan.platform.clock import clock_from
    from wendan.platform.db import open_database
    from wendan.platform.ids import SystemIds
    from wendan.platform.settings import Settings

    settings, ids = Settings(), SystemIds()
    async with database_of(settings) as ready:
        assert ready.database_url is not None
        async with open_database(ready.database_url, 1) as database:
            store = await database.read(STORE_BY_NO, store_no=store_no)
            if store is None:
                sys.exit(f"there is no store number {store_no}")
            now, secret = clock_from(settings.clock_file).now(), ids.token()
            token = (ids.uuid7(now), secret)
            await database.commit(issue_key((store.store_id, None), token, (name, Role(role)), now))
    return secret
