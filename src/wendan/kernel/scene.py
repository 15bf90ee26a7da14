"""Where and how the customer pays; every channel sorts its methods into these."""

from enum import StrEnum


class Scene(StrEnum):
    """What the customer's device, or the cashier's, does with a prepared payment."""

    IN_APP = "in-app"  # the payment app opens over our page
    LINK = "link"  # the browser goes to the channel's address
    QR = "qr"  # the customer scans our code
    BARCODE = "barcode"  # we scan the customer's code (付款码)
    COUNTER = "counter"  # a cashier takes it and says so
    AT_ONCE = "at-once"  # an account the channel holds itself: done or refused in the answer
