"""WeChat Pay's trade bill of a day: an address good for minutes, a hash, then the file (channels.md §1.16)."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from wendan.channels.bill_reading.layouts import Layout
from wendan.channels.bills import NoBill
from wendan.channels.wechat import meaning
from wendan.channels.wechat.transport import Merchant, Transport
from wendan.kernel.bills import Asked, BillName, BillProof, Funds
from wendan.kernel.errors import Silence

# Said from ten in the morning on, when every bill is made (channels.md §1.15).
EMPTY: Final = "NO_STATEMENT_EXIST"
NOT_READY: Final = "STATEMENT_CREATING"


class _Address(msgspec.Struct):
    hash_type: str
    hash_value: str
    download_url: str


_read_address = msgspec.json.Decoder(_Address).decode


class WechatBills:
    """The bill of type ALL, with payments and refunds; and the flow of funds on the basic account."""

    layout = Layout.WECHAT

    def __init__(self, merchants: dict[str, Merchant], transport: Transport) -> None:
        self._merchants, self._transport = merchants, transport

    async def bill(self, name: BillName, into: Path) -> Asked:
        """See channels/bills.py."""
        return await self._fetch(name, f"tradebill?bill_date={name.day.isoformat()}&bill_type=ALL", into)

    async def funds(self, name: BillName, into: Path) -> Asked:
        """See channels/bills.py."""
        kind = f"fundflowbill?bill_date={name.day.isoformat()}&account_type=BASIC"
        return await self._fetch(name, kind, into)

    async def _fetch(self, name: BillName, kind: str, into: Path) -> Asked:
        """The address is used at once: it lives minutes."""
        merchant = self._merchants[name.account]
        answer = await self._transport.ask(merchant, "GET", f"/v3/bill/{kind}&tar_type=GZIP")
        if answer.status != 200:
            refused = meaning.refusal_of(answer)
            if refused.code in (EMPTY, NOT_READY):
                raise NoBill(refused.code, is_empty=refused.code == EMPTY)
            raise refused
        try:
            address = _read_address(answer.body)
        except msgspec.MsgspecError:
            raise Silence("no address of a bill in the answer") from None
        parts = urlsplit(address.download_url)
        await self._transport.download(merchant, f"{parts.path}?{parts.query}", into)
        proof = BillProof(address.hash_type.lower(), address.hash_value)
        return Asked(name, proof, merchant.credentials.fee_rate_ppm)

    def read_funds(self, file: Path, asked: Asked) -> Funds:
        """See channels/bills.py."""
        from wendan.channels.bill_reading.wechat_funds import read_fund_bill  # noqa: PLC0415

        kinds = self._merchants[asked.name.account].credentials.payout_kinds
        return read_fund_bill(file, asked, kinds)
