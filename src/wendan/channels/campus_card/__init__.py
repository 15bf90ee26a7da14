"""Campus cards (校园一卡通) by a protocol of our own: links and payment codes, refunds, notices, bills."""

from wendan.channels.campus_card.channel import CampusCard
from wendan.channels.campus_card.credentials import Credentials, load_credentials

__all__ = ["CampusCard", "Credentials", "load_credentials"]
