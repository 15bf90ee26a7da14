"""Why somebody is not let in."""

from wendan.kernel.errors import Refusal


class SignInNeeded(Refusal):
    """Sign in first."""

    status = 401


class NotAllowed(Refusal):
    """You may not do this."""

    status = 403


class StaffTokenIsUnknown(Refusal):
    """There is no such staff token."""

    status = 404


class SignInFailed(Refusal):
    """Name or password is wrong."""

    status = 401


class OneTimeCodeNeeded(Refusal):
    """Enter the six digits that your authenticator shows now."""

    status = 401


class AccountIsLocked(Refusal):
    """Too many wrong passwords; this account is locked for a while."""

    status = 423


class DeviceIsNeeded(Refusal):
    """This account works only on a paired device of its store."""

    status = 403


class DeviceIsBoundToAnother(Refusal):
    """This device belongs to another store or another person."""

    status = 403


class PasswordIsTooWeak(Refusal):
    """The password is too short or too common: take at least ten characters."""

    status = 422


class LoginIsTaken(Refusal):
    """Somebody signs in with this name already."""


class MemberIsUnknown(Refusal):
    """There is no such staff member."""

    status = 404


class RoleDoesNotFit(Refusal):
    """This role belongs to a store, or to head office: choose the other place."""

    status = 422


class OwnAccountStays(Refusal):
    """You cannot take away your own account or role; another person must do that."""


class SecondFactorIsWrong(Refusal):
    """These six digits are not right; wait for the next ones and try again."""

    status = 422


class SessionIsUnknown(Refusal):
    """You have no such session."""

    status = 404


class SetupIsDone(Refusal):
    """This house has an owner already; sign in."""


class SetupCodeIsWrong(Refusal):
    """The set-up code is wrong; `wendan serve` prints the right one."""

    status = 403
