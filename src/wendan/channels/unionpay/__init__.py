"""UnionPay ACP 5.1.0 for direct merchants: browser form, QR code, refunds, back notices, settlement files."""

from wendan.channels.unionpay.channel import UnionPay
from wendan.channels.unionpay.credentials import Credentials, load_credentials

__all__ = ["Credentials", "UnionPay", "load_credentials"]
