"""Staff agree with a member how much may be eaten before it is paid, or that it may be no more."""

from dataclasses import dataclass, replace
from uuid import UUID

from wendan.domains.balances.model import AccountKind, ValueAccount
from wendan.domains.balances.rules import demand_limit
from wendan.domains.balances.service import agree, new_account, open_account
from wendan.domains.balances.store import STANDING_OF_MEMBER
from wendan.flows.house import House
from wendan.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class CreditTerms:
    """Up to which debt this member of this merchant may pay later; not `is_open`: no more for now."""

    merchant_id: UUID
    member_id: UUID
    limit_fen: Fen
    is_open: bool


async def agree_credit(house: House, terms: CreditTerms) -> ValueAccount:
    """The account as it is now agreed, opened where there was none. Raises LimitIsBelowDebt."""
    return await house.decide("credit", lambda: _agree_once(house, terms))


async def _agree_once(house: House, terms: CreditTerms) -> ValueAccount:
    standing = await house.database.read(
        STANDING_OF_MEMBER,
        merchant_id=terms.merchant_id,
        member_id=terms.member_id,
        kind=AccountKind.CREDIT,
    )
    stamp = house.stamp()
    if standing is None:
        owner = (terms.merchant_id, terms.member_id)
        fresh = new_account(stamp.id(), owner, AccountKind.CREDIT, terms.limit_fen, stamp.now)
        account = replace(fresh, is_open=terms.is_open)
        await house.database.commit(open_account(account))
        return account
    demand_limit(standing.account, terms.limit_fen)
    agreed, changes = agree(standing.account, terms.limit_fen, is_open=terms.is_open)
    await house.database.commit(changes)
    return agreed
