"""A diner reads what they were told; what stood on their page is delivered by that."""

from uuid import UUID

from wendan.domains.messages.errors import MessageIsUnknown
from wendan.domains.messages.model import IN_PAGE, Heard, Message, MessageSignal
from wendan.domains.messages.store import MESSAGE_BY_ID, MESSAGES_OF_DINER
from wendan.flows.house import House
from wendan.flows.tell import learn


async def messages_of(house: House, store_id: UUID, diner_id: UUID) -> list[Message]:
    """Everything this diner was told in this store, the newest first."""
    return await house.database.read(MESSAGES_OF_DINER, store_id=store_id, diner_id=diner_id)


async def seen(house: House, store_id: UUID, message_id: UUID, diner_id: UUID) -> None:
    """The page has shown it. Of what went another way only that way can tell. Raises MessageIsUnknown."""
    message = await house.database.read(MESSAGE_BY_ID, store_id=store_id, message_id=message_id)
    if message is None or message.diner_id != diner_id or message.sending_at is None:
        raise MessageIsUnknown
    if message.way == IN_PAGE:
        await learn(house, message, Heard(MessageSignal.DELIVERED))
