"""Alipay's bills of a day, of business and of the account: an address good for half a minute, then the file."""

from pathlib import Path

import msgspec

from wendan.channels.alipay import meaning
from wendan.channels.alipay.speaker import Speaker
from wendan.channels.bill_reading.layouts import Layout
from wendan.channels.bills import NoBill
from wendan.kernel.bills import Asked, BillName, Funds
from wendan.kernel.errors import Silence

BUSINESS, ACCOUNT = "trade", "signcustomer"


class _Address(msgspec.Struct):
    bill_download_url: str


class Bills(Speaker):
    """A ZIP of two CSV files in GBK, amounts in yuan; there from the next morning at nine."""

    layout = Layout.ALIPAY

    async def bill(self, name: BillName, into: Path) -> Asked:
        """See channels/bills.py."""
        return await self._fetch(name, BUSINESS, into)

    async def funds(self, name: BillName, into: Path) -> Asked:
        """See channels/bills.py."""
        return await self._fetch(name, ACCOUNT, into)

    async def _fetch(self, name: BillName, kind: str, into: Path) -> Asked:
        """The address is used at once: it lives thirty seconds."""
        asked = {"bill_type": kind, "bill_date": name.day.isoformat()}
        reply = await self._ask(name.account, "alipay.data.dataservice.bill.downloadurl.query", asked)
        if reply.verdict.is_without_bill:
            raise NoBill(reply.verdict.sub_code)
        if reply.verdict.code != meaning.DONE:
            raise meaning.refusal_of(reply.verdict)
        file = await self._transport.fetch(reply.read(_Address).bill_download_url, into)
        if file.status != 200:
            raise Silence(f"HTTP {file.status} instead of a bill")
        return Asked(name, None, self._merchants[name.account].credentials.fee_rate_ppm)

    def read_funds(self, file: Path, asked: Asked) -> Funds:
        """See channels/bills.py."""
        from wendan.channels.bill_reading.alipay_account import read_account_bill  # noqa: PLC0415
        from wendan.channels.bill_reading.fund_kinds import FundKinds  # noqa: PLC0415

        own = self._merchants[asked.name.account].credentials
        kinds = FundKinds(own.payment_kinds, own.refund_kinds, own.fee_kinds, own.payout_kinds)
        return read_account_bill(file, asked, kinds)
