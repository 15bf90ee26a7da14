"""Every way to pay that can be offered, as data: by which channel, where it makes sense, within which limits.

Amounts in fen, both ends included. The order of the rows is the order where nothing else is known.
Limits, costs (1/100 of a percent of the amount) and guesses (how many of a hundred customers pay when shown this way
first) are what the product assumes: an account's own limits are its channel's word, what it costs is in its
contract, and after a few tries the customers' own doing counts instead of the guess.
"""

from typing import Final

from wendan.domains.routing.model import Client, Method
from wendan.kernel.scene import Scene

_CLIENTS: Final = {
    "H": Client.H5,
    "W": Client.WECHAT,
    "M": Client.MINI_PROGRAM,
    "A": Client.ALIPAY,
    "K": Client.KIOSK,
    "P": Client.POS,
}
"""The letters of the table's fourth column."""


def _methods(text: str) -> dict[tuple[str, str], Method]:
    """The table as rows; a square that is missing or unknown fails at import."""
    _, *rows = (line.split(maxsplit=10) for line in text.strip().splitlines())
    found = {}
    for channel, method, scene, clients, least, most, place, parts, cost, guess, names in rows:
        name, name_en = names.split("|")
        found[channel, method] = Method(
            channel=channel,
            method=method,
            scene=Scene(scene),
            clients=frozenset(_CLIENTS[letter] for letter in clients),
            least_fen=int(least),
            most_fen=int(most),
            place=None if place == "." else place,
            instalments=int(parts),
            cost_bp=int(cost),
            guess=int(guess) / 100,
            name=name.strip(),
            name_en=name_en.strip(),
        )
    assert len(found) == len(rows), "each method once"
    return found


METHODS: Final = _methods("""
  channel      method        scene    clients  least  most      place   parts  cost  guess  names
  wechat       jsapi         in-app   WM       1      5000000   .       0      60    80     微信支付 | WeChat Pay
  wechat       h5            link     H        1      5000000   .       0      60    60     微信支付 | WeChat Pay
  wechat       native        qr       HWMKP    1      5000000   .       0      60    45     微信扫码支付 | WeChat Pay by QR code
  wechat       barcode       barcode  KP       1      5000000   .       0      60    50     微信付款码 | WeChat payment code
  wechat       payscore      in-app    WM       1      5000000   .       0      60    50     微信支付分 | WeChat PayScore
  alipay       jsapi         in-app   A        1      5000000   .       0      60    80     支付宝 | Alipay
  alipay       wap           link     H        1      5000000   .       0      60    50     支付宝 | Alipay
  alipay       qr            qr       HKP      1      5000000   .       0      60    35     支付宝扫码支付 | Alipay by QR code
  alipay       barcode       barcode  KP       1      5000000   .       0      60    45     支付宝付款码 | Alipay payment code
  alipay       huabei-3      link     HA       10000  2000000   .       3      230   8      花呗分期 3 期 | Huabei, 3 instalments
  alipay       huabei-6      link     HA       10000  2000000   .       6      450   6      花呗分期 6 期 | Huabei, 6 instalments
  alipay       huabei-12     link     HA       10000  2000000   .       12     750   5      花呗分期 12 期 | Huabei, 12 instalments
  alipay       ecny          link     HA       1      500000    .       0      0     3      数字人民币（支付宝） | e-CNY through Alipay
  alipay       preauth       qr        HA       1      5000000   .       0      60    50     支付宝预授权 | Alipay pre-authorisation
  unionpay     wap           link     H        1      5000000   .       0      55    25     银联云闪付 | UnionPay
  unionpay     qr            qr       HKP      1      5000000   .       0      55    15     银联二维码 | UnionPay by QR code
  unionpay     credit        link     H        1      5000000   .       0      55    12     信用卡 | Credit card
  unionpay     debit         link     H        1      5000000   .       0      50    11     储蓄卡 | Debit card
  unionpay     ecny          link     H        1      500000    .       0      0     3      数字人民币（银联） | e-CNY through UnionPay
  campus-card  link          link     HWMA     1      50000     campus  0      0     40     校园一卡通 | Campus card
  campus-card  barcode       barcode  KP       1      50000     campus  0      0     35     校园卡付款码 | Campus card code
  balance      account       at-once  HWMAK    1      500000    .       0      0     70     储值余额 | Stored value
  pay-later    account       at-once  HWMA     1      10000     campus  0      100   20     先吃后付（学分应急付） | Eat now, pay later
  cash         cash          counter  P        1      5000000   .       0      0     40     现金 | Cash
  bank-card    terminal      counter  P        1      5000000   .       0      60    15     刷卡（POS 机） | Bank card by terminal
  bank-card    contactless   counter  P        1      100000    .       0      38    10     闪付（挥卡） | Contactless card
""")


def method_of(channel: str, method: str) -> Method | None:
    """The row of this way to pay, None when there is none."""
    return METHODS.get((channel, method))
