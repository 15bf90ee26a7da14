"""订阅消息, WeChat's subscription message: one consent, one message (channels.md §5)."""

import re
from typing import Final
from urllib.parse import quote
from uuid import UUID

from wendan.kernel.errors import Silence
from wendan.notify.codes import OK, SUBSCRIBE, meaning
from wendan.notify.mini_program import MiniProgram
from wendan.notify.once import Once
from wendan.notify.port import Delivery, Message, Refused, Sent, Why
from wendan.notify.texts import filled
from wendan.notify.values import fitted
from wendan.platform.clock import Clock

PATH: Final = "/cgi-bin/message/subscribe/send"
# How WeChat names the field that it did not like.
_FIELD: Final = re.compile(r"data\.(\w+?)\.value")


class SubscribeMessages:
    """WeChat says once whether it took the message, and never again; it has no id of ours and knows no repeat."""

    name: Final = "wechat"
    repeats_safely: Final = False

    def __init__(self, program: MiniProgram, clock: Clock) -> None:
        self._program, self._settings, self._clock = program, program.settings, clock
        self._once = Once()

    async def send(self, message: Message) -> Sent:
        """After Silence the consent counts as used up. Raises Refused, Silence."""
        return await self._once.tell(message.id, lambda: self._tell(message))

    async def status(self, message_id: UUID) -> Delivery:
        """WeChat has no such question."""
        raise Silence(f"WeChat does not say what became of {message_id}")

    async def aclose(self) -> None:
        """Close connections."""
        await self._program.aclose()

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

    async def _tell(self, message: Message) -> Sent:
        message.refuse_late(self._clock.now())
        said = await self._program.say(PATH, self._written(message))
        if said.errcode == OK:
            return Sent(str(said.msgid), is_final=True)
        field = _FIELD.search(said.errmsg)
        code = f"{said.errcode}:{field[1]}" if field else str(said.errcode)
        raise Refused(meaning(said.errcode, self._settings.codes, SUBSCRIBE), code, said.errmsg)
