"""What is about to be said is one commit: the message, its consent, the day's count, the order's next version, the chain."""

from wendan.domains.evidence.model import Happening
from wendan.domains.members.service import use_consent, use_window
from wendan.domains.messages.model import IN_PAGE, Content, Message
from wendan.domains.messages.service import begin, show
from wendan.domains.ordering.service import touch
from wendan.flows.house import Stamp
from wendan.flows.ladder_file import SERVICE, WECHAT, LadderFile
from wendan.platform.changes import Changes


def say(
    file: LadderFile, rung: int, content: Content, stamp: Stamp, *given: Happening
) -> tuple[Message, Changes]:
    """SENDING, or on the page at once. Whoever learns meanwhile of a payment of this order makes the commit fail."""
    about, order = file.about(rung), file.order
    told = show if content.way == IN_PAGE else begin
    message, changes = told(about, content, stamp.id(), stamp.now)
    if content.way == WECHAT:
        consent = file.consent(content.template)
        assert consent is not None, "the decision asked for it"
        changes += use_consent(consent, message.id)
    if content.way == SERVICE:
        assert file.window is not None, "the decision asked for it"
        changes += use_window(file.window)
    words = {
        "kind": message.kind,
        "rung": rung,
        "way": message.way,
        "template": message.template,
        "message": message.id,
    }
    happening = Happening("reminder-sending", words)
    changes += touch(order, stamp.now) + file.count(rung, stamp.now)
    return message, changes + file.evidence(stamp, *given, happening)
