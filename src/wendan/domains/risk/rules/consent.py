"""What a diner agrees to when an order is pre-authorised. A text never changes: a new wording is a new version."""

from hashlib import sha256
from typing import Final

CONSENTS: Final = {
    "2026-11": (
        "为保证取餐，本单将先冻结订单金额，完成后按实际金额扣款，取消则立即解冻。评分依据您过去的付款记录，可随时查询和申诉。",
        (
            "To keep your meal for you, the amount of this order is held first, taken when it is done, and freed at once "
            "if it is cancelled. The score rests on your own payment record; you can see it and appeal at any time."
        ),
    ),
    "2026-12": (
        (
            "本单先冻结订单金额（冻结不是扣款）。取餐时只按实际应付金额扣款；餐做好后未取的，在次日营业日结束时扣款。订单取消或改用其他方式付款，"
            "立即全额解冻，不收任何费用。是否需要冻结只依据您自己的下单和付款记录，原因显示在付款页；如有异议，请告诉门店，由工作人员答复。"
        ),
        (
            "The amount of this order is held first; held is not charged. When you take your meal, only what you owe is "
            "charged; a meal that is ready and not fetched is charged when the next business day ends. If the order is "
            "cancelled or you pay another way, all of it is freed at once, at no cost. Whether we ask for this rests on "
            "your own orders and payments alone; the reasons stand on the pay page, and the store answers if you disagree."
        ),
    ),
}
CONSENT_IN_FORCE: Final = "2026-12"


def fingerprint_of(version: str) -> str:
    """SHA-256 of the text in both languages: what exactly was agreed to."""
    return sha256("\n".join(CONSENTS[version]).encode()).hexdigest()
