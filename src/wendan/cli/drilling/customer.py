"""What every customer can do: sign in, order, press 支付, pay at the cashier, wait until certain."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from wendan.cli.drilling.cashier import PAID
from wendan.cli.drilling.gifts import NOT_WITH_IT
from wendan.cli.drilling.menu import wanted
from wendan.cli.drilling.page import ENDED, OrderPage
from wendan.cli.drilling.plan import Kind, Way
from wendan.cli.drilling.reminders import number_of
from wendan.cli.drilling.street import Street
from wendan.cli.drilling.wire import Refused, Said

ASK_GAPS_S: Final = (2.5, 3.0, 4.0, 5.0, 8.0, 12.0, 20.0)
MOST_TRIES: Final = 6
# After so many questions a customer waits outside, for others to come in.
PATIENCE: Final = 6
SOLD_OUT: Final = ("item-is-sold-out", "menu-changed-meanwhile")


@dataclass
class Customer:
    """One customer with one order; what they did is read by the oracle afterwards."""

    street: Street
    n: int
    kind: Kind
    order_id: str | None = None
    total_fen: int = 0
    expires_at: str = ""
    numbers: list[str] = field(default_factory=list)
    has_paid: bool = False
    gave_up: str = ""
    page: OrderPage | None = None
    seen_failures: set[str] = field(default_factory=set)
    leave: Callable[[], None] = lambda: None
    coupon_id: str = ""
    _token: str = ""
    _key: int = 0

    def chance(self, *names: str | int) -> float:
        """This customer's own dice."""
        return self.street.plan.chance(self.n, *names)

    async def nap(self, least_s: float, most_s: float, name: str) -> None:
        """Think for a while of own time."""
        await self.street.diary.nap(self.street.plan.between(least_s, most_s, self.n, name))

    async def sign_in(self) -> None:
        """An anonymous session; some find a coupon in it."""
        session = (await self.street.wire.say("POST", "/api/diner/sessions", {}, {})).body
        self._token = session["token"]
        if self.street.gifts is not None:
            phone = await self.street.gifts.welcome(self.n, session)
            self._token, self.coupon_id = phone.token, phone.coupon_id

    async def order(self) -> bool:
        """Read the menu and order; False when nothing could be had."""
        store_id = str(self.street.store_id)
        menu = (await self.street.wire.say("GET", f"/api/diner/stores/{store_id}/menu", {})).body
        dishes = [item for category in menu["categories"] for item in category["items"]]
        await self.nap(1, 6, "read the menu")
        for attempt in range(MOST_TRIES):
            wish = {
                "store_id": store_id,
                "entry": "h5",
                "remark": f"#{self.n}",
                "lines": self._basket(dishes, attempt),
            }
            try:
                placed = await self._tell("/api/diner/orders", wish)
            except Refused as refused:
                self.street.measures.happened[refused.code] += 1
                if refused.code not in SOLD_OUT:
                    self.gave_up = str(refused)
                    return False
                continue
            self.order_id, self.total_fen = placed.body["id"], placed.body["total_fen"]
            self.expires_at = placed.body["expires_at"]
            await self._leave_number()
            return True
        self.gave_up = "sold out"
        return False

    async def _leave_number(self) -> None:
        """Where reminders may reach them."""
        phone = number_of(self.street.plan, self.n)
        if phone is not None:
            contact = {"store_id": str(self.street.store_id), "phone": phone}
            allowed = {"allows_sms": True, "allows_calls": self.chance("calls") < 0.8}
            await self.street.wire.say("PUT", "/api/diner/contact", self._headers(), contact | allowed)

    def _basket(self, dishes: list[dict[str, Any]], attempt: int) -> list[dict[str, Any]]:
        """One to three dishes; the first on the menu is the one everybody wants, and there is too little of it."""
        count = 1 + int(self.chance("dishes") * 3)
        first = 0 if attempt == 0 and self.chance("hot") < 0.3 else 1
        chosen = {first + int(self.chance("dish", k, attempt) * (len(dishes) - first)) for k in range(count)}
        if first == 0:
            chosen.add(0)
        return [
            {
                "item_id": dishes[i]["id"],
                "quantity": 1 + int(self.chance("quantity", i) * 2),
                "choices": wanted(dishes[i]),
            }
            for i in sorted(chosen)
        ]

    async def press_pay(self, way: Way) -> dict[str, Any] | None:
        """Until the page has something to pay with; None when the shop takes no money for this order any more."""
        path = f"{self._path()}/payments"
        for attempt in range(MOST_TRIES):
            key, wish = self._new_key(), self._pay_wish(way)
            try:
                said = await self._tell(path, wish, key)
                waits = 0
                while said.status == 202:
                    await self.street.diary.nap(ASK_GAPS_S[min(waits, len(ASK_GAPS_S) - 1)])
                    waits += 1
                    if waits == PATIENCE:
                        self.leave()
                    said = await self._tell(path, wish, key)
            except Refused as refused:
                if refused.code in NOT_WITH_IT:
                    self.street.measures.happened[refused.code] += 1
                    self.coupon_id = ""
                    continue
                self.gave_up = refused.code
                return None
            payment: dict[str, Any] = said.body
            if payment["number"] not in self.numbers:
                self.numbers.append(payment["number"])
            if payment["state"] == "PENDING":
                return payment
            if payment["state"] == "SUCCEEDED":
                return None
            self.street.measures.happened[
                f"pressed pay again after {payment['state']} {payment['cause']}"
            ] += 1
            await self.nap(1, 3, f"again {attempt}")
        self.gave_up = "every attempt was refused"
        return None

    def _pay_wish(self, way: Way) -> dict[str, str]:
        """With the coupon, mostly: some try once in full and once with it."""
        wish = {"channel": way[0], "method": way[1]}
        if self.coupon_id and self.chance("with coupon", self._key) < 0.75:
            wish["coupon_id"] = self.coupon_id
        return wish

    async def say_late_wish(self, wish: str | None) -> None:
        """The page of a closed order is open, or says what money that still comes is for."""
        path, headers = f"{self._path()}/late-wish", self._headers()
        await self.street.wire.say("POST", path, headers, {"wish": wish})

    async def offered(self) -> list[Way]:
        """What the shop offers to pay by, in its order."""
        said = await self.street.wire.say("GET", f"{self._path()}/methods?client=h5", self._headers())
        return [(each["channel"], each["method"]) for each in said.body["methods"]]

    async def press_once(self, way: Way) -> dict[str, Any]:
        """Press 支付 and look twice more when nothing is certain yet. Raises Refused."""
        path, wish, key = f"{self._path()}/payments", {"channel": way[0], "method": way[1]}, self._new_key()
        said = await self._tell(path, wish, key)
        for look in range(2):
            if said.status != 202:
                break
            await self.nap(2, 3, f"waits {look}")
            said = await self._tell(path, wish, key)
        payment: dict[str, Any] = said.body
        self.numbers.append(payment["number"])
        return payment

    async def pay(self, way: Way) -> bool:
        """Press 支付 and really pay, some by another way when it takes too long; whether the money moved."""
        for attempt in range(MOST_TRIES):
            payment = await self.press_pay(way)
            if payment is None:
                return self.has_paid
            if attempt > 1:
                self.leave()
            await self.nap(2, 9, f"type the password {attempt}")
            if self.street.counter is not None:
                await self.street.counter.slow_down(self.n, self.order_id or "")
            outcome = await self.street.cashier.pay(payment)
            self.street.measures.happened[f"cashier: {outcome}"] += 1
            if outcome in (PAID, "already-paid"):
                self.has_paid = True
                return True
            self.gave_up = f"cashier: {outcome}"
            way = self.street.plan.another_way(self.n, way, attempt)
        return False

    async def until_certain(self) -> None:
        """The page is open: ask until the order has ended, unless the socket was quicker."""
        page = self.open_page()
        asked = 0
        while page.state not in ENDED:
            try:
                known = await self.ask()
                page.learn(known["order"]["state"])
                await self.see_failures(known["payments"])
            except Refused as refused:
                self.street.measures.strange(f"#{self.n} asked and was refused: {refused}")
                return
            await self.street.diary.nap(ASK_GAPS_S[min(asked, len(ASK_GAPS_S) - 1)], page.bell)
            asked += 1
            if asked == PATIENCE:
                self.leave()

    async def ask(self) -> dict[str, Any]:
        """Have the channel asked now."""
        body: dict[str, Any] = (
            await self.street.wire.say("POST", f"{self._path()}/ask", self._headers())
        ).body
        return body

    async def ask_for_pass(self) -> dict[str, Any]:
        """What is shown at the counter until the order is there. Raises Refused where no money is known."""
        said = await self.street.wire.say("GET", f"{self._path()}/pass", self._headers())
        return dict(said.body)

    async def see_failures(self, payments: list[dict[str, Any]]) -> None:
        """The open page shows what failed and says so, each once."""
        failed = {payment["id"] for payment in payments if payment["state"] == "FAILED"}
        for payment_id in failed - self.seen_failures:
            self.seen_failures.add(payment_id)
            await self.street.wire.say("POST", f"{self._path()}/payments/{payment_id}/shown", self._headers())

    async def cancel(self) -> None:
        """Give the order up; that it was paid meanwhile is a fair answer."""
        try:
            await self.street.wire.say("POST", f"{self._path()}/cancel", self._headers())
        except Refused as refused:
            self.street.measures.happened[refused.code] += 1

    async def get(self, path: str) -> Said:
        """Read something as this diner."""
        return await self.street.wire.say("GET", path, self._headers())

    async def post(self, what: str, wish: dict[str, Any]) -> Said:
        """Something about their order, under a new key. Raises Refused."""
        return await self._tell(f"{self._path()}/{what}", wish)

    def open_page(self) -> OrderPage:
        """Follow the order on the socket."""
        if self.page is None:
            place = {
                "token": self._token,
                "store_id": str(self.street.store_id),
                "order_id": self.order_id or "",
            }
            self.page = OrderPage(self.street.wire, self.street.measures, place)
        self.page.open()
        return self.page

    async def close_page(self) -> None:
        """Go away."""
        if self.page is not None:
            await self.page.close()

    def _path(self) -> str:
        return f"/api/diner/orders/{self.street.store_id}/{self.order_id}"

    def _headers(self, key: str | None = None) -> dict[str, str]:
        own = {"Authorization": f"Bearer {self._token}"}
        return own if key is None else own | {"Idempotency-Key": key}

    def _new_key(self) -> str:
        self._key += 1
        return f"customer-{self.n}-{self._key}"

    async def _tell(self, path: str, wish: dict[str, Any], key: str | None = None) -> Said:
        """POST under a key; on a flaky network some tries are abandoned first and some answers get lost."""
        headers = self._headers(key or self._new_key())
        request = ("POST", path, headers, wish)
        lost: list[Said] = []
        if self.kind is Kind.FLAKY:
            for slip in range(int(self.chance("slips", self._key) * 3)):
                after_s = self.street.plan.between(0.0, 0.08, self.n, "slip", self._key, slip)
                said = await self.street.wire.abandon(request, after_s)
                lost += [said] if said is not None and said.status in (200, 201) else []
        said = await self.street.wire.say(*request)
        if any(earlier.body["id"] != said.body["id"] for earlier in lost):
            self.street.measures.strange(f"#{self.n} got two things for one key at {path}")
        if lost and said.status == 201 and path.endswith("/orders"):
            self.street.measures.strange(f"#{self.n} was not told that the order is a repeat")
        return said
