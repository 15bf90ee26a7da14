"""订阅消息, WeChat's subscription message: one consent, one message (channels.md §5)."""

import re
from typing import Final
from urllib.parse import quote

from wendan.notify.codes import OK, SUBSCRIBE, meaning
from wendan.notify.mini_program import MiniProgram
from wendan.notify.once import ToldOnce
from wendan.notify.port import Message, Refused, Sent, Why
from wendan.notify.texts import filled
from wendan.notify.values import fitted
from wendan.platform.clock import Clock

PATH: Final = "/cgi-bin/message/subscribe/send"
# How WeChat names the field that it did not like.
_FIELD: Final = re.compile(r"data\.(\w+?)\.value")


class SubscribeMessages(ToldOnce):
    """WeChat has no id of ours; after Silence the consent counts as used up."""

    name = "wechat"

    def __init__(self, program: MiniProgram, clock: Clock) -> None:
        super().__init__(program, clock)
        self._program, self._settings = program, program.settings

    async def say(self, message: Message) -> Sent:
        """To whoever has given a consent."""
        said = await self._program.say(PATH, self._written(message))
        if said.errcode == OK:
            return Sent(str(said.msgid), is_final=True)
        field = _FIELD.search(said.errmsg)
        code = f"{said.errcode}:{field[1]}" if field else str(said.errcode)
        raise Refused(meaning(said.errcode, self._settings.codes, SUBSCRIBE), code, said.errmsg)

    def _written(self, message: Message) -> dict[str, object]:
        template = self._settings.templates.get(message.template)
        if template is None:
            raise Refused(Why.BAD_TEMPLATE, "unknown-template")
        variables = message.variables
        fields = {
            field: {"value": fitted(field, filled(pattern, variables), self._settings.limits)}
            for field, pattern in template.fields.items()
        }
        content = {
            "touser": message.recipient,
            "template_id": message.template,
            "page": filled(template.page, {name: quote(value, safe="") for name, value in variables.items()}),
            "data": fields,
            "miniprogram_state": self._settings.state,
            "lang": self._settings.lang,
        }
        return {name: value for name, value in content.items() if value}
