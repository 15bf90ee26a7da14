"""A merchant with nothing but cryptography: signs by hand, so that the sandbox is not judged by our adapter."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from wendan.platform.clock import Clock
from wendan.sandbox.wechat import Keys

HEADERS = {"Accept": "application/json", "User-Agent": "by hand"}


class Merchant:
    def __init__(self, url: str, keys: Keys, clock: Clock, notify_url: str = "http://127.0.0.1:9/x") -> None:
        self.keys, self._clock, self._notify_url = keys, clock, notify_url
        self._session = aiohttp.ClientSession(url)

    async def aclose(self) -> None:
        await self._session.close()

    def authorization(self, method: str, target: str, body: bytes, at: datetime | None = None) -> str:
        stamp = str(int((at or self._clock.now()).timestamp()))
        message = f"{method}\n{target}\n{stamp}\nNONCE\n".encode() + body + b"\n"
        signature = base64.b64encode(self.keys.merchant_key.sign(message, PKCS1v15(), SHA256())).decode()
        return (
            f'WECHATPAY2-SHA256-RSA2048 mchid="{self.keys.mchid}",nonce_str="NONCE",signature="{signature}",'
            f'timestamp="{stamp}",serial_no="{self.keys.merchant_serial}"'
        )

    async def send(
        self, method: str, target: str, content: Any = None, **headers: str
    ) -> tuple[int, Mapping[str, str], Any]:
        """Status, headers, JSON (None when empty)."""
        body = (
            b""
            if content is None
            else content
            if isinstance(content, bytes)
            else json.dumps(content).encode()
        )
        signed = HEADERS | {"Authorization": self.authorization(method, target, body)} | headers
        async with self._session.request(method, target, data=body or None, headers=signed) as answer:
            text = await answer.text()
            return answer.status, answer.headers, json.loads(text) if text else None

    def order(self, number: str, **change: Any) -> dict[str, Any]:
        told = {
            "appid": self.keys.appid,
            "mchid": self.keys.mchid,
            "description": "牛肉面",
            "out_trade_no": number,
            "notify_url": self._notify_url,
            "amount": {"total": 1250, "currency": "CNY"},
        } | change
        return {name: value for name, value in told.items() if value is not None}

    async def prepay(self, number: str, kind: str = "native", **change: Any) -> tuple[int, Any]:
        status, _, answer = await self.send(
            "POST", f"/v3/pay/transactions/{kind}", self.order(number, **change)
        )
        return status, answer

    async def query(self, number: str) -> tuple[int, Any]:
        target = f"/v3/pay/transactions/out-trade-no/{number}?mchid={self.keys.mchid}"
        status, _, answer = await self.send("GET", target)
        return status, answer

    async def close(self, number: str) -> tuple[int, Any]:
        target = f"/v3/pay/transactions/out-trade-no/{number}/close"
        status, _, answer = await self.send("POST", target, {"mchid": self.keys.mchid})
        return status, answer

    async def refund(self, number: str, payment: str, fen: int, **change: Any) -> tuple[int, Any]:
        told = {
            "out_trade_no": payment,
            "out_refund_no": number,
            "notify_url": self._notify_url,
            "amount": {"refund": fen, "total": 1250, "currency": "CNY"},
        } | change
        status, _, answer = await self.send("POST", "/v3/refund/domestic/refunds", told)
        return status, answer

    def opened(self, body: bytes) -> Any:
        """The resource of a callback, decrypted."""
        sealed = json.loads(body)["resource"]
        ciphertext = base64.b64decode(sealed["ciphertext"])
        cipher, associated = AESGCM(self.keys.apiv3_key.encode()), sealed["associated_data"].encode()
        return json.loads(cipher.decrypt(sealed["nonce"].encode(), ciphertext, associated))

    def is_signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the platform signed these bytes, by the key its serial names."""
        serial = headers["Wechatpay-Serial"]
        keys = {
            self.keys.certificate_serial: self.keys.certificate_key,
            self.keys.public_key_id: self.keys.public_key,
        }
        message = f"{headers['Wechatpay-Timestamp']}\n{headers['Wechatpay-Nonce']}\n".encode() + body + b"\n"
        try:
            signature = base64.b64decode(headers["Wechatpay-Signature"], validate=True)
            keys[serial].public_key().verify(signature, message, PKCS1v15(), SHA256())
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not signed
            return False
        return True
