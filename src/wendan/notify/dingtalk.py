"""钉钉 group robots, signed where the robot has a secret (channels.md §6)."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Final
from urllib.parse import quote_plus

import msgspec

from wendan.notify.codes import DINGTALK
from wendan.notify.credentials import Robot
from wendan.notify.robots import GroupRobots, Speech
from wendan.notify.texts import cut_bytes

MOST_BYTES: Final = 15_000  # the limit is 20 KB for a whole body; markup and names need some of it
DEFAULT_TITLE: Final = "通知"


def signature(secret: str, timestamp_ms: int) -> str:
    r"""HMAC-SHA256 of `<ms>\n<secret>` by the secret, in base64."""
    told = hmac.new(secret.encode(), f"{timestamp_ms}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(told.digest()).decode()


class DingTalkRobots(GroupRobots):
    name = "dingtalk"
    codes = DINGTALK
    rest = timedelta(minutes=10)

    def target(self, robot: Robot, path: str) -> str:
        """Signed for this moment; DingTalk takes it for an hour."""
        if robot.secret is None:
            return path
        now_ms = int(self._clock.now().timestamp() * 1000)
        return f"{path}&timestamp={now_ms}&sign={quote_plus(signature(robot.secret, now_ms))}"

    def body(self, speech: Speech) -> bytes:
        """Whoever is called by name must stand in the text as well."""
        called = "".join(f" @{mobile}" for mobile in speech.mobiles)
        text = cut_bytes(speech.text, MOST_BYTES) + called
        said: dict[str, object] = {"msgtype": "text", "text": {"content": text}}
        if speech.is_markdown:
            markdown = {"title": speech.title or DEFAULT_TITLE, "text": text}
            said = {"msgtype": "markdown", "markdown": markdown}
        if speech.mobiles:
            said["at"] = {"atMobiles": speech.mobiles, "isAtAll": False}
        return msgspec.json.encode(said)
