"""客服消息, the mini-program's customer service message: while the person's own word has opened a window for it.

Sources: developers.weixin.qq.com, customerServiceMessage.send and "Sending Customer Service Messages".
"""

from typing import Final
from urllib.parse import quote

from wendan.notify.codes import OK, SERVICE, meaning
from wendan.notify.credentials import SERVICE as NAME
from wendan.notify.credentials import WechatService
from wendan.notify.mini_program import MiniProgram
from wendan.notify.once import ToldOnce
from wendan.notify.port import Message, Refused, Sent, Why
from wendan.notify.texts import cut_bytes, filled
from wendan.platform.clock import Clock

PATH: Final = "/cgi-bin/message/custom/send"
MOST_BYTES: Final = 2048


class ServiceMessages(ToldOnce):
    """WeChat gives it no number; after Silence one message of the window counts as used up."""

    name = NAME

    def __init__(self, program: MiniProgram, service: WechatService, clock: Clock) -> None:
        super().__init__(program, clock)
        self._program, self._service = program, service

    async def say(self, message: Message) -> Sent:
        """To whoever's word has opened a window."""
        said = await self._program.say(PATH, self._written(message))
        if said.errcode == OK:
            return Sent("", is_final=True)
        why = meaning(said.errcode, self._program.settings.codes, SERVICE)
        raise Refused(why, str(said.errcode), said.errmsg)

    def _written(self, message: Message) -> dict[str, object]:
        text = self._service.templates.get(message.template)
        if text is None:
            raise Refused(Why.BAD_TEMPLATE, "unknown-template")
        said, variables = {"touser": message.recipient}, message.variables
        if not text.thumb_media_id:
            content = cut_bytes(filled(text.text, variables), MOST_BYTES)
            return {**said, "msgtype": "text", "text": {"content": content}}
        card = {
            "title": filled(text.text, variables),
            "pagepath": filled(text.page, {name: quote(value, safe="") for name, value in variables.items()}),
            "thumb_media_id": text.thumb_media_id,
        }
        return {**said, "msgtype": "miniprogrampage", "miniprogrampage": card}
