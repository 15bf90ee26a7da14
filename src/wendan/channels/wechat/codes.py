"""What a no to a scanned payment code means, in v2 and v3 alike: v3's own list of codes is published nowhere.

Sources: channels.md §1.8 and §1.15; the other names are in v2's public list of errors, as many integrations carry it.
"""

from collections.abc import Mapping
from typing import Final

from wendan.channels.port import ChannelRefused
from wendan.channels.reading import Refusal, refusals
from wendan.channels.wechat.meaning import BUSY_CODES, REFUSALS, UNKNOWN_CODES
from wendan.kernel.errors import Silence

TYPING: Final = "USERPAYING"  # the customer types a password: neither yes nor no
UNSURE: Final = UNKNOWN_CODES | {"SYSTEMERROR", "BANKERROR"}
UNHEARD_OF: Final = frozenset({"ORDERNOTEXIST", "ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS"})


# A code nobody can read any more is like a page that was closed: a new one is shown.
SCAN_REFUSALS: Final[Mapping[str, Refusal]] = REFUSALS | refusals("""
  NOTENOUGH             balance-insufficient  never
  NOT_ENOUGH            balance-insufficient  never
  NOTSUPORTCARD         account-restricted    never
  AUTHCODEEXPIRE        customer-left         never
  AUTH_CODE_INVALID     customer-left         never
  AUTH_CODE_ERROR       our-mistake           never
  BUYER_MISMATCH        duplicate-refused     never
  ORDERCLOSED           expired               never
  ORDERREVERSED         expired               never
  REVERSE_EXPIRE        our-mistake           never
  ORDERNOTEXIST         our-mistake           again
  NOAUTH                our-mistake           never
  SIGNERROR             our-mistake           again
  LACK_PARAMS           our-mistake           never
  POST_DATA_EMPTY       our-mistake           never
  XML_FORMAT_ERROR      our-mistake           never
  NOT_UTF8              our-mistake           never
  REQUIRE_POST_METHOD   our-mistake           never
  APPID_NOT_EXIST       our-mistake           never
  MCHID_NOT_EXIST       our-mistake           never
  INVALID_TRANSACTIONID our-mistake           never
""")


def scan_refusal(code: str, raw: str) -> ChannelRefused:
    """The certain no of this code. Raises Silence for a code that says nothing, or that we have never met."""
    known = SCAN_REFUSALS.get(code)
    if code in UNSURE or known is None:
        raise Silence(f"a scan was answered {code}")
    return ChannelRefused(code, known.cause, raw, retryable=known.retryable)


assert not SCAN_REFUSALS.keys() & (UNSURE | {TYPING}), "what is unsure is no refusal"
assert SCAN_REFUSALS.keys() >= BUSY_CODES, "too often is a no"
