"""Alipay's v2 gateway for direct merchants: mini program, wap, QR, payment codes, Huabei, holds, refunds, bills."""

from wendan.channels.alipay.channel import Alipay
from wendan.channels.alipay.credentials import Credentials, load_credentials

__all__ = ["Alipay", "Credentials", "load_credentials"]
