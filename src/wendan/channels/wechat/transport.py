"""Asking WeChat Pay over HTTP: one session, no hidden retries, and nothing believed that is not signed."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import msgspec
from yarl import URL

from wendan.channels.wechat.credentials import Credentials
from wendan.channels.wechat.meaning import Answer
from wendan.channels.wechat.signatures import MerchantKey, NotBelieved, PlatformKeys, Sealed
from wendan.kernel.errors import Silence
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids

USER_AGENT = "wendan/0.1 (WeChat Pay API v3)"
MOST_ANSWER_BYTES = 1 << 20
KEYS_REFETCH_S = 60.0


@dataclass(frozen=True, slots=True)
class WechatOptions:
    """How we reach WeChat and how WeChat reaches us."""

    public_url: str  # without a closing slash; callbacks go to {public_url}/callbacks/wechat/{account}
    answer_timeout_s: float = 5.0  # real seconds for a whole answer
    connect_timeout_s: float = 2.0
    connections: int = 50


class Merchant:
    """One account: its keys loaded once, WeChat's keys as far as known."""

    def __init__(self, credentials: Credentials) -> None:
        assert credentials.private_key is not None, "load_credentials reads the key"
        self.credentials = credentials
        self.key = MerchantKey(credentials.mchid, credentials.certificate_serial, credentials.private_key)
        self.sealed = Sealed(credentials.apiv3_key)
        self.platform_keys = PlatformKeys()
        for serial, pem in credentials.platform_certificates.items():
            self.platform_keys.add_certificate(serial, pem)
        for serial, pem in credentials.platform_public_keys.items():
            self.platform_keys.add_public_key(serial, pem)
        self.base_urls = tuple(url.rstrip("/") for url in credentials.base_urls)
        self.preferred = 0
        self.keys_fetched_at: float | None = None


class _Interrupted(aiohttp.ClientError):
    """The connection ended before the answer did."""


async def _once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """aiohttp would repeat a GET by itself when a kept connection breaks; under this name it does not."""
    try:
        return await send(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as broken:
        raise _Interrupted(str(broken)) from broken


class _SealedCertificate(msgspec.Struct):
    nonce: str
    ciphertext: str
    associated_data: str = ""


class _Certificate(msgspec.Struct):
    serial_no: str
    encrypt_certificate: _SealedCertificate


class _Certificates(msgspec.Struct):
    certificates: list[_Certificate] = msgspec.field(name="data")


_read_certificates = msgspec.json.Decoder(_Certificates).decode


class Transport:
    """Signs, asks, and verifies every 2xx; what is not certainly WeChat's answer is Silence."""

    def __init__(self, options: WechatOptions, clock: Clock, ids: Ids) -> None:
        self._options, self._clock, self._ids = options, clock, ids
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, merchant: Merchant, method: str, target: str, body: bytes = b"") -> Answer:
        """One signed request; `target` is path and query exactly as sent. Raises Silence."""
        answer, headers = await self._exchange(merchant, method, target, body)
        if 200 <= answer.status < 300:
            await self._believe(merchant, answer, headers)
            if answer.status == 202:
                raise Silence("HTTP 202: accepted, outcome unknown")
        return answer

    async def fetch_certificates(self, merchant: Merchant) -> None:
        """Learn WeChat's current certificates; they prove themselves by opening with our APIv3 key.

        A merchant in pure public-key mode has none: RESOURCE_NOT_EXISTS is fine. Raises Silence.
        """
        merchant.keys_fetched_at = self._clock.now().timestamp()
        answer, headers = await self._exchange(merchant, "GET", "/v3/certificates", b"")
        if answer.status == 404 and len(merchant.platform_keys):
            return
        if answer.status != 200:
            raise Silence(f"HTTP {answer.status} instead of certificates")
        try:
            self._trust_certificates(merchant, answer.body)
            merchant.platform_keys.verify(headers, answer.body, self._clock.now())
        except (NotBelieved, msgspec.MsgspecError, ValueError, TypeError) as reason:
            raise Silence(f"certificates not believed: {reason}") from reason

    def _trust_certificates(self, merchant: Merchant, body: bytes) -> None:
        for certificate in _read_certificates(body).certificates:
            sealed = certificate.encrypt_certificate
            pem = merchant.sealed.open(sealed.ciphertext, sealed.nonce, sealed.associated_data)
            merchant.platform_keys.add_certificate(certificate.serial_no, pem)

    async def _believe(self, merchant: Merchant, answer: Answer, headers: Mapping[str, str]) -> None:
        """The answer is WeChat's; a serial we have not met makes us look for new certificates once."""
        try:
            merchant.platform_keys.verify(headers, answer.body, self._clock.now())
            return
        except NotBelieved as unbelieved:
            reason = unbelieved.reason
        if reason == "unknown-key" and self._may_fetch_keys(merchant):
            await self.fetch_certificates(merchant)
            try:
                merchant.platform_keys.verify(headers, answer.body, self._clock.now())
                return
            except NotBelieved as unbelieved:
                reason = unbelieved.reason
        raise Silence(f"HTTP {answer.status} not signed by WeChat: {reason}")

    def _may_fetch_keys(self, merchant: Merchant) -> bool:
        fetched_at = merchant.keys_fetched_at
        return fetched_at is None or self._clock.now().timestamp() - fetched_at >= KEYS_REFETCH_S

    async def _exchange(
        self, merchant: Merchant, method: str, target: str, body: bytes
    ) -> tuple[Answer, dict[str, str]]:
        request = (method, target, body)
        now, nonce = self._clock.now(), self._ids.nonce()
        headers = {"Authorization": merchant.key.authorization(request, now, nonce)}
        if body:
            headers["Content-Type"] = "application/json"
        if public_key_id := merchant.platform_keys.public_key_id:
            headers["Wechatpay-Serial"] = public_key_id
        # Main domain, then backup: only a connection that never came about goes straight to the other one.
        reasons = []
        for _ in merchant.base_urls:
            url = URL(merchant.base_urls[merchant.preferred] + target, encoded=True)
            try:
                return await self._send(method, url, headers, body)
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as interrupted:
                # It may have arrived. The next question goes to the other domain.
                merchant.preferred = (merchant.preferred + 1) % len(merchant.base_urls)
                reasons.append(type(interrupted).__name__)
                if not isinstance(interrupted, aiohttp.ClientConnectorError):
                    break
        raise Silence(f"{method} {target.partition('?')[0]}: {', '.join(reasons)}")

    async def _send(
        self, method: str, url: URL, headers: Mapping[str, str], body: bytes
    ) -> tuple[Answer, dict[str, str]]:
        session = self._open_session()
        async with session.request(
            method, url, headers=headers, data=body or None, allow_redirects=False
        ) as response:
            received = bytearray()
            async for part in response.content.iter_any():
                received += part
                if len(received) > MOST_ANSWER_BYTES:
                    raise ValueError("answer too long")
            answered = {name.lower(): value for name, value in response.headers.items()}
        diagnosis = answered.get("request-id", "").rpartition("-")[2]
        return Answer(response.status, bytes(received), diagnosis), answered

    def _open_session(self) -> aiohttp.ClientSession:
        """The one session, made inside the running loop."""
        if self._session is None:
            options = self._options
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=options.connections),
                timeout=aiohttp.ClientTimeout(
                    total=options.answer_timeout_s, sock_connect=options.connect_timeout_s
                ),
                headers={"Accept": "application/json", "User-Agent": USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
                middlewares=(_once,),
            )
        return self._session

    async def aclose(self) -> None:
        """Close connections and let their transports finish."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()
            await asyncio.sleep(0)
