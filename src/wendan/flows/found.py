"""The first person: whoever holds the set-up code becomes the owner, once."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from typing import Final

from wendan.domains.catalog.model import Brand
from wendan.domains.catalog.store import BRAND, MERCHANT, MERCHANT_BY_ID
from wendan.domains.people.errors import SetupCodeIsWrong, SetupIsDone
from wendan.domains.people.model import Member, Role
from wendan.domains.people.store import ANY_MEMBER
from wendan.flows.house import House
from wendan.flows.staff import Hiring, hire
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Changes

CODE_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class Founding:
    """Who opens this house, and under which names it sells."""

    code: str
    merchant: str
    brand: str
    name: str
    login: str
    password: str


def setup_code(secret: str) -> str:
    """What `wendan serve` prints on a first run: made from the house's secret, so nothing has to be kept."""
    return hmac.new(secret.encode(), b"wendan setup", hashlib.sha256).hexdigest()[:CODE_LENGTH]


async def needs_setup(house: House) -> bool:
    """Whether nobody works here yet."""
    return await house.database.read(ANY_MEMBER) is None


async def found(house: House, founding: Founding, secret: str) -> Member:
    """The owner, with head office and its merchant under their new names.

    Raises SetupIsDone, SetupCodeIsWrong, PasswordIsTooWeak, LoginIsTaken.
    """
    if not hmac.compare_digest(founding.code.encode(), setup_code(secret).encode()):
        raise SetupCodeIsWrong
    if not await needs_setup(house):
        raise SetupIsDone
    # Head office of the cell belongs to its first merchant: what is nobody's (unclaimed money) is theirs to look at.
    merchant = await house.database.read(MERCHANT_BY_ID, merchant_id=HEAD_OFFICE)
    assert merchant is not None, "the first migration writes it"
    hiring = Hiring(HEAD_OFFICE, HEAD_OFFICE, founding.login, founding.name, Role.HQ, founding.password)
    named = MERCHANT.overwrite(replace(merchant, name=founding.merchant))
    brand = BRAND.overwrite(Brand(HEAD_OFFICE, HEAD_OFFICE, founding.brand))
    return await hire(house, hiring, Changes.of(named, brand))
