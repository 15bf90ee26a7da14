"""网页授权: inside WeChat's browser a guest becomes known to the store's service account 服务号, asked nothing.

The browser goes to WeChat's page and comes back to our own with a code. The way is the guest's alone (`state`), is used
once, and that is committed before WeChat hears the code: WeChat takes it only once as well, so whatever is uncertain
afterwards begins anew. Where the browser comes back to is ours to say; no request names it.
"""

from dataclasses import dataclass
from uuid import UUID

from wendan.channels.port import CodeWasUsed, IdentityRefused, PageIdentity
from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.members.errors import (
    AuthorisationCannotBeChecked,
    AuthorisationCodeWasUsed,
    AuthorisationIsNotOffered,
    AuthorisationWasRefused,
)
from wendan.domains.members.model import Authorisation
from wendan.domains.members.rules import AUTHORISATION_LIVES, demand_begun_here
from wendan.domains.members.service import begin_authorisation, use_authorisation
from wendan.domains.members.store import AUTHORISATION_OF_DINER
from wendan.domains.routing.rules.accounts import accounts_of
from wendan.flows.house import House
from wendan.kernel.errors import Silence
from wendan.kernel.payers import app_and_openid
from wendan.platform.ids import id_of
from wendan.platform.log import logger

CHANNEL = "wechat"

_log = logger("wendan.authorise")


@dataclass(frozen=True, slots=True)
class Guest:
    """Who stands before a store's page, and the app that knows them already."""

    store_id: UUID
    diner_id: UUID
    appid: str | None = None


@dataclass(frozen=True, slots=True)
class WayThere:
    """Where the browser goes, and the way that was begun by it."""

    address: str
    way: Authorisation


async def send_to_wechat(house: House, guest: Guest) -> WayThere | None:
    """A new way through WeChat's page; None where the guest is known to one of the store's apps.

    Raises StoreIsUnknown, AuthorisationIsNotOffered.
    """
    identity, apps = await _apps(house, guest.store_id)
    if guest.appid in apps:
        return None
    way = await house.decide("authorise", lambda: _begin_once(house, guest, apps[0]))
    return WayThere(identity.address(way.appid, f"{house.settings.base_url}/diner/", way.state), way)


async def _apps(house: House, store_id: UUID) -> tuple[PageIdentity, list[str]]:
    """The apps of the store's accounts, in the order in which the accounts are asked."""
    store = await house.database.read(STORE_BY_ID, store_id=store_id)
    if store is None:
        raise StoreIsUnknown
    identity = house.page_identity
    if identity is None:
        raise AuthorisationIsNotOffered
    accounts = accounts_of(store.accounts, store.more_accounts, CHANNEL)
    apps = [app for account in accounts if (app := identity.app_of(account)) is not None]
    if not apps:
        raise AuthorisationIsNotOffered
    return identity, apps


async def _begin_once(house: House, guest: Guest, appid: str) -> Authorisation:
    known = await house.database.read(
        AUTHORISATION_OF_DINER, store_id=guest.store_id, diner_id=guest.diner_id
    )
    now = house.clock.now()
    way = Authorisation(
        store_id=guest.store_id,
        diner_id=guest.diner_id,
        appid=appid,
        state=house.ids.nonce(),
        begun_at=now,
        expires_at=now + AUTHORISATION_LIVES,
    )
    await house.database.commit(begin_authorisation(known, way))
    return way


async def come_back(house: House, guest: Guest, state: str, code: str) -> tuple[str, str]:
    """The app, and the guest's openid there.

    Raises AuthorisationIsUnknown, AuthorisationIsOver, AuthorisationWasRefused, AuthorisationCodeWasUsed,
    AuthorisationCannotBeChecked, AuthorisationIsNotOffered.
    """
    identity = house.page_identity
    if identity is None:
        raise AuthorisationIsNotOffered
    way = await house.decide("authorise", lambda: _use_once(house, guest, state))
    try:
        return way.appid, await identity.openid_of(way.appid, code)
    except CodeWasUsed:
        raise AuthorisationCodeWasUsed from None
    except IdentityRefused:
        raise AuthorisationWasRefused from None
    except Silence as silence:
        # Also what WeChat says of a secret or an address that is set wrongly: people must see it.
        _log.warning("nobody becomes known inside WeChat", appid=way.appid, why=str(silence))
        raise AuthorisationCannotBeChecked(retry_after_s=1) from None


async def _use_once(house: House, guest: Guest, state: str) -> Authorisation:
    known = await house.database.read(
        AUTHORISATION_OF_DINER, store_id=guest.store_id, diner_id=guest.diner_id
    )
    now = house.clock.now()
    way = demand_begun_here(known, state, now)
    await house.database.commit(use_authorisation(way, now))
    return way


def can_charge(house: House, account: str, payer: str) -> bool:
    """Whether this account can charge a payer of that name: an openid of another app is nobody to it."""
    appid = app_and_openid(payer)[0]
    if appid is None:
        return True
    return house.page_identity is not None and house.page_identity.app_of(account) == appid


def diner_of(openid: str) -> UUID:
    """Always the same diner for the same person in the same app."""
    return id_of(f"{CHANNEL}:{openid}")
