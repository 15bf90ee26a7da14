"""What a diner agrees to when an order is pre-authorised. A text never changes: a new wording is a new version."""

from typing import Final

CONSENTS: Final = {
    "2026-11": (
        "为保证取餐，本单将先冻结订单金额，完成后按实际金额扣款，取消则立即解冻。评分依据您过去的付款记录，可随时查询和申诉。",
        (
            "To keep your meal for you, the amount of this order is held first, taken when it is done, and freed at once "
            "if it is cancelled. The score rests on your own payment record; you can see it and appeal at any time."
        ),
    ),
}
CONSENT_IN_FORCE: Final = "2026-11"
