"""企业微信 group robots: no signature, the key is in the address (channels.md §6)."""

from datetime import timedelta
from typing import Any, Final

import msgspec

from wendan.notify.codes import WECOM
from wendan.notify.robots import GroupRobots, Speech
from wendan.notify.texts import cut_bytes

MOST_TEXT_BYTES: Final = 2048
MOST_MARKDOWN_BYTES: Final = 4096


class WeComRobots(GroupRobots):
    name = "wecom"
    codes = WECOM
    rest = timedelta(minutes=1)

    def body(self, speech: Speech) -> bytes:
        """Only text calls people by their mobile number."""
        if speech.is_markdown:
            markdown = {"content": cut_bytes(speech.text, MOST_MARKDOWN_BYTES)}
            return msgspec.json.encode({"msgtype": "markdown", "markdown": markdown})
        text: dict[str, Any] = {"content": cut_bytes(speech.text, MOST_TEXT_BYTES)}
        if speech.mobiles:
            text["mentioned_mobile_list"] = speech.mobiles
        return msgspec.json.encode({"msgtype": "text", "text": text})
