"""Bank cards: paid at the store's own terminal, confirmed by a cashier with the slip's numbers (see `channels/counter`)."""

from wendan.channels.bank_card.channel import CardTerminal

__all__ = ["CardTerminal"]
