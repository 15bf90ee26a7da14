"""Small, complete values that tests change with `dataclasses.replace`."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from wendan.domains.catalog.model import Choice, Item, OpeningHours, Specification, Store
from wendan.domains.ordering.model import Entry, Order, OrderState
from wendan.domains.payments.model import Fate, Payment, PaymentState
from wendan.domains.refunds.model import Reason, Refund, RefundState
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # noon in Shanghai, a Saturday
STORE_ID, ORDER_ID, PAYMENT_ID = UUID(int=1), UUID(int=2), UUID(int=3)

STORE = Store(
    STORE_ID,
    1,
    UUID(int=8),
    UUID(int=9),
    "稳单小馆",
    "Wendan Kitchen",
    "Asia/Shanghai",
    [OpeningHours(day, time(10), time(22)) for day in range(7)],
    {"wechat": "1900000001"},
    is_taking_orders=True,
    version=1,
)
NOODLES = Item(
    STORE_ID,
    UUID(int=4),
    UUID(int=5),
    "牛肉面",
    "Beef noodles",
    Fen(1800),
    [
        Specification("辣度", "Spiciness", [Choice("不辣", "mild"), Choice("特辣", "hot", Fen(100))]),
        Specification(
            "加料", "Extras", [Choice("加蛋", "egg", Fen(200)), Choice("加肉", "meat", Fen(600))], 0, 2
        ),
    ],
    is_listed=True,
    position=1,
    version=1,
)
ORDER = Order(
    STORE_ID,
    ORDER_ID,
    UUID(int=6),
    "order-key-1",
    "hash",
    Entry.H5,
    None,
    "",
    OrderState.AWAITING_PAYMENT,
    1,
    Fen(1800),
    NOON,
    NOON + timedelta(minutes=30),
    None,
    None,
    NOON,
)
PAYMENT = Payment(
    store_id=STORE_ID,
    id=PAYMENT_ID,
    order_id=ORDER_ID,
    attempt=1,
    number="P01000010000000000000000000000201",
    client_key="pay-key-1",
    channel="wechat",
    account="1900000001",
    method="native",
    amount_fen=Fen(1800),
    payer=None,
    client_ip=None,
    state=PaymentState.PENDING,
    fate=Fate.NONE,
    version=2,
    parameters={"code_url": "weixin://"},
    prepared_at=NOON,
    expires_at=NOON + timedelta(minutes=30),
    requested_at=NOON,
    asked_times=0,
    asked_at=None,
    reference=None,
    received_fen=None,
    paid_at=None,
    known_at=None,
    cause=None,
    proof_id=None,
)
PAID_NEWS = ChannelNews(
    "wechat",
    "1900000001",
    Subject.PAYMENT,
    PAYMENT.number,
    Word.SUCCEEDED,
    Source.CALLBACK,
    NOON,
    "{}",
    reference="4200000001",
    amount_fen=Fen(1800),
    currency="CNY",
    happened_at=NOON,
)
REFUND = Refund(
    STORE_ID,
    UUID(int=7),
    ORDER_ID,
    PAYMENT_ID,
    1,
    "R01000010000000000000000000000201",
    "refund-key-1",
    "wechat",
    "1900000001",
    Fen(1000),
    Reason.CUSTOMER_REQUEST,
    RefundState.PROCESSING,
    2,
    NOON,
    1,
    None,
    None,
    None,
    None,
)
