"""Asking Alipay over HTTP: one address for everything, nothing is believed that is not signed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec

from wendan.channels.alipay.credentials import Credentials
from wendan.channels.alipay.meaning import Verdict
from wendan.channels.alipay.news import time_text
from wendan.channels.alipay.signatures import (
    SIGN_TYPE,
    AlipayKeys,
    AppKey,
    NotBelieved,
    first_number,
    root_numbers,
)
from wendan.channels.bills import MOST_BILL_BYTES
from wendan.channels.http import ChannelHttp, ChannelOptions, Domains, Question, Received
from wendan.channels.reading import Heard
from wendan.kernel.errors import Silence
from wendan.kernel.news import Source
from wendan.platform.clock import Clock

USER_AGENT: Final = "wendan/0.1 (Alipay v2)"
FORM: Final = "application/x-www-form-urlencoded;charset=utf-8"
ERROR: Final = "error_response"

T = TypeVar("T", bound=msgspec.Struct)
_encode = msgspec.json.Encoder(order="deterministic").encode
_read_envelope = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_read_text = msgspec.json.Decoder(str).decode


class Merchant:
    """One account: its keys loaded once."""

    def __init__(self, credentials: Credentials) -> None:
        assert credentials.private_key is not None, "load_credentials reads the key"
        self.credentials = credentials
        self.key = AppKey(credentials.private_key)
        self.keys = AlipayKeys(credentials.alipay_public_key, credentials.alipay_certificate)
        self.numbers: dict[str, str] = {}
        if credentials.app_certificate and credentials.alipay_root_certificate:
            self.numbers = {
                "app_cert_sn": first_number(credentials.app_certificate),
                "alipay_root_cert_sn": root_numbers(credentials.alipay_root_certificate),
            }
        gateway = urlsplit(credentials.gateway_url)
        self.domains = Domains((f"{gateway.scheme}://{gateway.netloc}",))
        self.path = gateway.path


class _Said(msgspec.Struct):
    code: str
    sub_code: str = ""


class Reply:
    """One answer that Alipay gave: its verdict, and what else it says."""

    def __init__(self, verdict: Verdict, content: bytes, heard: Heard) -> None:
        self.verdict, self._content, self.heard = verdict, content, heard

    def read(self, kind: type[T]) -> T:
        """What it says, as this. Raises Silence when it is of another form."""
        try:
            return msgspec.json.decode(self._content, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Silence(f"the answer is no {kind.__name__}") from None


class Transport:
    """Signs, asks, and verifies; what is not certainly Alipay's answer is Silence."""

    def __init__(self, options: ChannelOptions, clock: Clock) -> None:
        self._options, self._clock = options, clock
        self._http = ChannelHttp(options, USER_AGENT)

    def signed(
        self,
        merchant: Merchant,
        method: str,
        content: Mapping[str, Any],
        more: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """Every parameter of a request, `sign` last; `more` are notify_url and return_url."""
        parameters = {
            "app_id": merchant.credentials.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": SIGN_TYPE,
            "timestamp": time_text(self._clock.now()),
            "version": "1.0",
            **merchant.numbers,
            **(more or {}),
            "biz_content": _encode(content).decode(),
        }
        return parameters | {"sign": merchant.key.sign(parameters)}

    async def ask(
        self, merchant: Merchant, method: str, content: Mapping[str, Any], *, tells: bool = False
    ) -> Reply:
        """One call; `tells`: with the address where notices about it go. Raises Silence."""
        account = merchant.credentials.seller_id
        more = {"notify_url": self._options.notify_url("alipay", account)} if tells else None
        parameters = self.signed(merchant, method, content, more)
        # What is of the business goes into the body, the rest into the address, as Alipay's own clients do.
        body = urlencode({"biz_content": parameters.pop("biz_content")}).encode()
        target = f"{merchant.path}?{urlencode(parameters)}"
        received = await self._http.ask(
            merchant.domains, Question("POST", target, {"Content-Type": FORM}, body)
        )
        if received.status != 200:
            raise Silence(f"HTTP {received.status}")
        name = method.replace(".", "_") + "_response"
        verdict, said = self._believed(merchant, name, received)
        return Reply(verdict, said, Heard(account, Source.QUERY, self._clock.now(), verdict.raw))

    async def fetch(self, url: str, into: Path) -> Received:
        """Write the file at an address that Alipay gave; unsigned. Raises Silence."""
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        domains = Domains((f"{parts.scheme}://{parts.netloc}",))
        return await self._http.ask(domains, Question("GET", target, most_bytes=MOST_BILL_BYTES), into)

    async def aclose(self) -> None:
        """Close connections."""
        await self._http.aclose()

    @staticmethod
    def _believed(merchant: Merchant, name: str, received: Received) -> tuple[Verdict, bytes]:
        """The answer's part of this name, exactly as its bytes were signed."""
        try:
            envelope = _read_envelope(received.body)
            said = bytes(envelope[name] if name in envelope else envelope[ERROR])
            spoken = msgspec.json.decode(said, type=_Said)
            signature = _read_text(envelope["sign"]) if "sign" in envelope else None
            number = _read_text(envelope["alipay_cert_sn"]) if "alipay_cert_sn" in envelope else ""
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError):
            raise Silence("no answer of Alipay's form") from None
        verdict = Verdict(spoken.code, spoken.sub_code, received.raw)
        # Who is asked by an application it does not know has no key to sign with; nothing happened then.
        if signature is None and verdict.is_of_gateway:
            return verdict, said
        try:
            merchant.keys.verify(said, signature or "", number)
        except NotBelieved as unbelieved:
            raise Silence(f"not signed by Alipay: {unbelieved.reason}") from None
        return verdict, said
