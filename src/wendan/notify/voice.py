"""语音电话: a call that reads out a script; delivered when somebody answered."""

from wendan.notify.operator import OperatorMessages


class VoiceCalls(OperatorMessages):
    """`Message.template` is the script; `Delivery.call` tells how it went and what was pressed."""

    name = "voice"
    kind = "call"
