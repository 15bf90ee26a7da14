import base64
import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate
from standing import Standing, opened

from wendan.platform.clock import Clock, ManualClock
from wendan.sandbox.unionpay import FaultPlan, Keys, SandboxOptions, SandboxServer, create

BEIJING = timedelta(hours=8)


def digest(fields: dict[str, str]) -> bytes:
    text = "&".join(f"{k}={fields[k]}" for k in sorted(fields) if fields[k] and k != "signature")
    return hashlib.sha256(text.encode()).hexdigest().encode()


class Merchant:
    """A merchant with nothing but cryptography: signs by hand, so that the sandbox is not judged by our adapter."""

    def __init__(self, url: str, keys: Keys, clock: Clock, door_url: str) -> None:
        self.keys, self._clock, self._door_url = keys, clock, door_url
        self.session = aiohttp.ClientSession(url)

    def stamp(self) -> str:
        return (self._clock.now() + BEIJING).strftime("%Y%m%d%H%M%S")

    def signed(self, fields: dict[str, str]) -> dict[str, str]:
        told = {
            "version": "5.1.0",
            "encoding": "UTF-8",
            "signMethod": "01",
            "certId": self.keys.merchant.serial,
            "accessType": "0",
            "merId": "777290058110048",
            "txnTime": self.stamp(),
        } | fields
        proof = self.keys.merchant.key.sign(digest(told), PKCS1v15(), SHA256())
        return told | {"signature": base64.b64encode(proof).decode()}

    async def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with self.session.post(path, data=urlencode(fields), headers=headers) as answer:
            return answer.status, await answer.text()

    async def ask(self, path: str, fields: dict[str, str]) -> dict[str, str]:
        """Fields of an answer whose signature holds."""
        status, text = await self.post(path, self.signed(fields))
        assert status == 200, text
        told = dict(part.split("=", 1) for part in text.split("&"))
        self.check(told)
        return told

    def check(self, told: dict[str, str]) -> None:
        certificate = load_pem_x509_certificate(told["signPubKeyCert"].encode())
        certificate.verify_directly_issued_by(self.keys.middle.certificate)
        assert "@中国银联股份有限公司@" in certificate.subject.rfc4514_string()
        key: Any = certificate.public_key()
        key.verify(base64.b64decode(told["signature"]), digest(told), PKCS1v15(), SHA256())

    def order(self, number: str, **change: str) -> dict[str, str]:
        return {
            "txnType": "01",
            "txnSubType": "01",
            "bizType": "000201",
            "channelType": "08",
            "orderId": number,
            "txnAmt": "1250",
            "currencyCode": "156",
            "backUrl": f"{self._door_url}/notify",
        } | change

    async def qr(self, number: str, **change: str) -> dict[str, str]:
        return await self.ask("/gateway/api/backTransReq.do", self.order(number, txnSubType="07", **change))

    async def query(self, number: str, txn_time: str) -> dict[str, str]:
        fields = {"txnType": "00", "txnSubType": "00", "bizType": "000000", "orderId": number}
        return await self.ask("/gateway/api/queryTrans.do", fields | {"txnTime": txn_time})

    async def back(self, number: str, query_id: str, fen: int, txn_type: str = "04") -> dict[str, str]:
        change = {"txnType": txn_type, "txnSubType": "00", "txnAmt": str(fen), "origQryId": query_id}
        return await self.ask("/gateway/api/backTransReq.do", self.order(number, **change))


@pytest.fixture(scope="session")
def unionpay_keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return create(tmp_path_factory.mktemp("unionpay"))


@pytest.fixture
def options(unionpay_keys: Keys) -> SandboxOptions:
    return SandboxOptions(unionpay_keys.directory, faults=FaultPlan(hold_s=0.05, slow_s=0.05))


@pytest.fixture
async def sandbox(options: SandboxOptions, clock: ManualClock) -> AsyncIterator[Standing]:
    async with opened(SandboxServer(options, clock)) as stands:
        yield stands


@pytest.fixture
async def merchant_of(clock: ManualClock, door: Any) -> AsyncIterator[Callable[[Standing], Merchant]]:
    """A merchant for any sandbox that stands."""
    came: list[Merchant] = []

    def introduce(stands: Standing) -> Merchant:
        came.append(Merchant(stands.url, stands.bench.desk.keys, clock, door.url))
        return came[-1]

    yield introduce
    for each in came:
        await each.session.close()


@pytest.fixture
async def merchant(sandbox: Standing, merchant_of: Callable[[Standing], Merchant]) -> Merchant:
    return merchant_of(sandbox)
