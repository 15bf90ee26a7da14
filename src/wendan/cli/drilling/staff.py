"""The store's staff, as far as a customer meets them: the meal is handed over, or the order called off."""

from dataclasses import dataclass

from wendan.cli.drilling.wire import Refused, Wire


@dataclass(frozen=True, slots=True)
class Staff:
    """Everything goes over the wire, as from a till."""

    wire: Wire
    store_id: str
    token: str

    async def hand_over(self, credential: str) -> str:
        """The customer's code is scanned; what came of it."""
        return await self._say("pickups", {"credential": credential})

    async def call_off(self, order_id: str) -> str:
        """A confirmed order is cancelled before it is cooked; what came of it."""
        return await self._say(f"orders/{order_id}/cancel", None)

    async def _say(self, what: str, wish: dict[str, str] | None) -> str:
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            await self.wire.say("POST", f"/api/store/{self.store_id}/{what}", headers, wish)
        except Refused as refused:
            return refused.code
        return "done"
