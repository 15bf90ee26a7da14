"""Asking WeChat Pay over HTTP: nothing is believed that is not signed."""

from collections.abc import Mapping
from pathlib import Path
from ssl import SSLContext, create_default_context

import msgspec

from wendan.channels.bills import MOST_BILL_BYTES
from wendan.channels.http import ChannelHttp, ChannelOptions, Domains, Question, Received
from wendan.channels.wechat.credentials import Credentials
from wendan.channels.wechat.meaning import Answer
from wendan.channels.wechat.signatures import MerchantKey, NotBelieved, PlatformKeys, Sealed
from wendan.kernel.errors import Silence
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids

USER_AGENT = "wendan/0.1 (WeChat Pay API v3)"
KEYS_REFETCH_S = 60.0


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
        self.domains = Domains(credentials.base_urls)
        self.tls = _tls(credentials)
        self.keys_fetched_at: float | None = None


def _tls(credentials: Credentials) -> SSLContext | None:
    """With the merchant's own certificate, which v2 wants to see before it moves money back."""
    if credentials.client_certificate_file is None:
        return None
    context = create_default_context()
    context.load_cert_chain(credentials.client_certificate_file, credentials.client_key_file)
    return context


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

    def __init__(self, options: ChannelOptions, clock: Clock, ids: Ids) -> None:
        self.clock, self._ids = clock, ids
        self._http = ChannelHttp(options, USER_AGENT)

    async def ask(self, merchant: Merchant, method: str, target: str, body: bytes = b"") -> Answer:
        """One signed request; `target` is path and query exactly as sent. Raises Silence."""
        answer, headers = await self._exchange(merchant, method, target, body)
        if 200 <= answer.status < 300:
            await self._believe(merchant, answer, headers)
            if answer.status == 202:
                raise Silence("HTTP 202: accepted, outcome unknown")
        return answer

    async def download(self, merchant: Merchant, target: str, into: Path) -> None:
        """A file at an address that WeChat gave; unsigned, hence the hash beside the address. Raises Silence."""
        headers = {"Authorization": self._authorization(merchant, ("GET", target, b""))}
        question = Question("GET", target, headers, most_bytes=MOST_BILL_BYTES)
        received = await self._http.ask(merchant.domains, question, into)
        if received.status != 200:
            raise Silence(f"HTTP {received.status} instead of a bill")

    async def put(self, merchant: Merchant, question: Question) -> Received:
        """A question that carries its own proof, as v2's do; nothing of the answer is verified. Raises Silence."""
        return await self._http.ask(merchant.domains, question)

    async def fetch_certificates(self, merchant: Merchant) -> None:
        """Learn WeChat's current certificates; they prove themselves by opening with our APIv3 key.

        A merchant in pure public-key mode has none: RESOURCE_NOT_EXISTS is fine. Raises Silence.
        """
        merchant.keys_fetched_at = self.clock.now().timestamp()
        answer, headers = await self._exchange(merchant, "GET", "/v3/certificates", b"")
        if answer.status == 404 and len(merchant.platform_keys):
            return
        if answer.status != 200:
            raise Silence(f"HTTP {answer.status} instead of certificates")
        try:
            self._trust_certificates(merchant, answer.body)
            merchant.platform_keys.verify(headers, answer.body, self.clock.now())
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
            merchant.platform_keys.verify(headers, answer.body, self.clock.now())
            return
        except NotBelieved as unbelieved:
            reason = unbelieved.reason
        if reason == "unknown-key" and self._may_fetch_keys(merchant):
            await self.fetch_certificates(merchant)
            try:
                merchant.platform_keys.verify(headers, answer.body, self.clock.now())
                return
            except NotBelieved as unbelieved:
                reason = unbelieved.reason
        raise Silence(f"HTTP {answer.status} not signed by WeChat: {reason}")

    def _may_fetch_keys(self, merchant: Merchant) -> bool:
        fetched_at = merchant.keys_fetched_at
        return fetched_at is None or self.clock.now().timestamp() - fetched_at >= KEYS_REFETCH_S

    async def _exchange(
        self, merchant: Merchant, method: str, target: str, body: bytes
    ) -> tuple[Answer, Mapping[str, str]]:
        request = (method, target, body)
        headers = {"Authorization": self._authorization(merchant, request)}
        if body:
            headers["Content-Type"] = "application/json"
        if public_key_id := merchant.platform_keys.public_key_id:
            headers["Wechatpay-Serial"] = public_key_id
        received = await self._http.ask(merchant.domains, Question(method, target, headers, body))
        diagnosis = received.headers.get("request-id", "").rpartition("-")[2]
        return Answer(received.status, received.body, diagnosis), received.headers

    def _authorization(self, merchant: Merchant, request: tuple[str, str, bytes]) -> str:
        return merchant.key.authorization(request, self.clock.now(), self._ids.nonce())

    async def aclose(self) -> None:
        """Close connections."""
        await self._http.aclose()
