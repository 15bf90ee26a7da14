"""短信: delivered when the phone has it."""

from wendan.notify.operator import OperatorMessages


class TextMessages(OperatorMessages):
    name = "sms"
    kind = "sms"
