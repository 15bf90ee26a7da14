"""Head office gives a staff member a key, and takes it back."""

from uuid import UUID

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.people.errors import StaffTokenIsUnknown
from wendan.domains.people.model import Audience
from wendan.domains.people.service import dismiss as dismiss_token
from wendan.domains.people.service import hire as hire_token
from wendan.domains.people.store import STAFF_BY_ID
from wendan.flows.house import House


async def hire(house: House, store_id: UUID, name: str, audience: Audience) -> tuple[UUID, str]:
    """The new key's id and its secret, which is told this once. Raises StoreIsUnknown."""
    if await house.database.read(STORE_BY_ID, store_id=store_id) is None:
        raise StoreIsUnknown
    stamp = house.stamp()
    token_id, secret = stamp.id(), house.ids.token()
    await house.database.commit(hire_token(store_id, (token_id, secret), name, audience, stamp.now))
    return token_id, secret


async def dismiss(house: House, token_id: UUID) -> None:
    """The key opens nothing from now on. Raises StaffTokenIsUnknown."""
    token = await house.database.read(STAFF_BY_ID, token_id=token_id)
    if token is None:
        raise StaffTokenIsUnknown
    await house.database.commit(dismiss_token(token, house.clock.now()))
