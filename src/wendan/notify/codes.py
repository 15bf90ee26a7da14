"""What each platform's errcode means; HTTP is 200 whatever they say (channels.md §5, §6 and §11.15).

A code in neither table is our mistake: the message certainly did not go out, and a person must look.
Lines marked `seen` stand in no document we could read; independent programs treat them so. `codes` in messages.json
overrules every line.
"""

from collections.abc import Mapping
from typing import Final

from wendan.notify.port import Why


def _table(text: str) -> dict[str, Why]:
    """Lines of code and meaning; a line that is not so fails at import."""
    rows = [line.partition("#")[0].split() for line in text.strip().splitlines()]
    return {code: Why(why) for code, why in rows}


OK: Final = 0
# The token is wrong, not the message: fetch a new one and ask again, once.
OLD_TOKEN: Final = frozenset({40001, 42001, 40014})
# The upload is gone, not the message: upload the file anew and send it again, once.
OLD_MEDIA: Final = 40007

SUBSCRIBE: Final[Mapping[str, Why]] = _table("""
  40003   bad-address     # openid
  40037   bad-template    # template id
  41030   bad-template    # page
  43101   no-consent      # refused, or the one consent is used up: WeChat does not tell them apart
  47003   bad-template    # a value; errmsg names the field
  45009   limit-reached   # seen
  -1      busy            # WeChat asks for a later try
  40001   our-mistake     # the secret, or another holder of the token, even with a new token
  42001   our-mistake     # the same
  40014   our-mistake     # seen
  40013   our-mistake     # appid
  40125   our-mistake     # secret
  40164   our-mistake     # seen: our address is not on the list of those allowed
""")
SERVICE: Final[Mapping[str, Why]] = _table("""
  40003   bad-address     # openid
  40007   bad-template    # media id
  40008   bad-template    # kind of message
  44004   bad-template    # empty text
  45002   bad-template    # seen: text too long
  45015   no-consent      # the window is closed: the person said nothing for too long
  45047   no-consent      # the window is used up until the person says something again
  45009   limit-reached   # seen
  -1      busy            # WeChat asks for a later try
  48001   our-mistake     # seen: the mini-program may not use this call
""")
WECOM: Final[Mapping[str, Why]] = _table("""
  93000   our-mistake     # key
  45009   limit-reached   # seen
  -1      busy            # seen
  40007   bad-template    # media id, even with a new upload
  40006   bad-template    # the file's size
""")
DINGTALK: Final[Mapping[str, Why]] = _table("""
  310000  our-mistake     # signature, time, key word or address; errmsg says which
  300001  our-mistake     # seen: access_token
  130101  limit-reached   # unverified: more than 20 in a minute
  90030   limit-reached   # seen: more than the day's
  -1      busy            # system busy, try later
""")


def meaning(code: int, *tables: Mapping[str, Why]) -> Why:
    """By the first table that knows it."""
    return next((table[str(code)] for table in tables if str(code) in table), Why.OUR_MISTAKE)
