"""What staff send about themselves and one another."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from wendan.api.bodies import Line

Login = Annotated[str, Meta(min_length=2, max_length=64, pattern=r"^[^\x00-\x20]+$")]
Password = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
OneTimeCode = Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
RoleName = Literal["hq", "manager", "cashier", "kitchen", "finance", "support", "auditor"]


class Found(Struct, frozen=True, forbid_unknown_fields=True):
    """The first owner; `code` is what `wendan serve` printed."""

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    merchant: Line
    brand: Line
    name: Line
    login: Login
    password: Password


class SignInStaff(Struct, frozen=True, forbid_unknown_fields=True):
    """Name, password and, where the second factor is on, the six digits of this moment."""

    login: Login
    password: Password
    one_time_code: OneTimeCode | None = None


class ChangePassword(Struct, frozen=True, forbid_unknown_fields=True):
    """Whoever knows the old one may set a new one."""

    old: Password
    new: Password


class ProvePassword(Struct, frozen=True, forbid_unknown_fields=True):
    """The password once more, before something grave."""

    password: Password


class ProveSecondFactor(Struct, frozen=True, forbid_unknown_fields=True):
    """The six digits the authenticator shows now."""

    one_time_code: OneTimeCode


class HireMember(Struct, frozen=True, forbid_unknown_fields=True):
    """A new person; without a store they work for head office."""

    login: Login
    name: Line
    role: RoleName
    password: Password
    store_id: UUID | None = None


class ChangeMember(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change of a person; what is left out stays."""

    name: Line | None = None
    role: RoleName | None = None
    store_id: UUID | None = None
    is_active: bool | None = None
    password: Password | None = None
    drop_second_factor: bool = False
