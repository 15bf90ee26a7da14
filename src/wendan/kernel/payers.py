"""By which name a payment app knows a customer: every app of a merchant has another name for the same person."""

from typing import Final

_JOINT: Final = "/"  # stands in no appid and in no openid


def payer_of(openid: str, appid: str | None = None) -> str:
    """The payer's name as payments keep it; without `appid` it is that of the account's own first app."""
    return openid if appid is None else f"{appid}{_JOINT}{openid}"


def app_and_openid(payer: str) -> tuple[str | None, str]:
    """The two parts of such a name."""
    appid, _, openid = payer.rpartition(_JOINT)
    return appid or None, openid
