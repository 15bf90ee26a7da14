"""企业微信 group robots: no signature, the key is in the address (channels.md §6); they take files too."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from wendan.kernel.errors import Silence
from wendan.notify.codes import OLD_MEDIA, WECOM
from wendan.notify.credentials import Robots
from wendan.notify.media import MEDIA_LIVES, fits, form_of
from wendan.notify.platforms import USER_AGENT, HttpOptions, ask, read_said
from wendan.notify.port import FileMessage, Refused, Sent, Why
from wendan.notify.robots import GroupRobots, RobotLine, Speech
from wendan.notify.texts import cut_bytes
from wendan.platform.clock import Clock
from wendan.platform.http import HttpClient, Question

MOST_TEXT_BYTES: Final = 2048
MOST_MARKDOWN_BYTES: Final = 4096


class WeComRobots(GroupRobots):
    name = "wecom"
    codes = WECOM
    rest = timedelta(minutes=1)

    def __init__(self, settings: Robots, options: HttpOptions, clock: Clock) -> None:
        super().__init__(settings, options, clock)
        # Twenty megabytes take longer than words.
        self._uploads = HttpClient(replace(options, answer_timeout_s=options.upload_timeout_s), USER_AGENT)
        self._held: dict[UUID, tuple[str, datetime]] = {}  # by file: its media id, and until when it is good

    def body(self, speech: Speech) -> bytes:
        """Only text calls people by their mobile number."""
        if speech.is_markdown:
            markdown = {"content": cut_bytes(speech.text, MOST_MARKDOWN_BYTES)}
            return msgspec.json.encode({"msgtype": "markdown", "markdown": markdown})
        text: dict[str, Any] = {"content": cut_bytes(speech.text, MOST_TEXT_BYTES)}
        if speech.mobiles:
            text["mentioned_mobile_list"] = speech.mobiles
        return msgspec.json.encode({"msgtype": "text", "text": text})

    async def send_file(self, file: FileMessage) -> Sent:
        """Upload, then tell; an upload that is good still is used again. Raises Refused, Silence."""
        line = self.line_of(file.recipient)
        try:
            sent = await self._tell(line, file)
        except Refused as refused:
            if refused.code != str(OLD_MEDIA):
                raise
            self._held.pop(file.id, None)
            sent = await self._tell(line, file)
        self._held.pop(file.id, None)
        return sent

    async def _tell(self, line: RobotLine, file: FileMessage) -> Sent:
        media_id = await self._media_id(line, file)
        return await self.put(line, msgspec.json.encode({"msgtype": "file", "file": {"media_id": media_id}}))

    async def _media_id(self, line: RobotLine, file: FileMessage) -> str:
        now = self._clock.now()
        self._held = {key: held for key, held in self._held.items() if now < held[1]}
        if file.id not in self._held:
            self._held[file.id] = (await self._upload(line, file), now + MEDIA_LIVES)
        return self._held[file.id][0]

    async def _upload(self, line: RobotLine, file: FileMessage) -> str:
        """Nobody sees an upload, so after Silence it is simply done again. Raises Refused, Silence."""
        if not fits(len(file.content)):
            raise Refused(Why.BAD_TEMPLATE, "file-size")
        self.demand_rested(line)
        content_type, body = form_of(file.name, file.content)
        target = line.path.replace("/send?", "/upload_media?", 1) + "&type=file"
        question = Question("POST", target, {"Content-Type": content_type}, body)
        said = read_said(await ask(self._uploads, line.domains, question))
        self.demand_ok(line, said)
        if not said.media_id:
            raise Silence("an upload without a media id")
        return said.media_id

    async def aclose(self) -> None:
        """Close connections."""
        await super().aclose()
        await self._uploads.aclose()
