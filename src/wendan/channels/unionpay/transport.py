"""Asking UnionPay over HTTP: forms out, unencoded `k=v` back; nothing is believed that is not signed."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from wendan.channels.http import MOST_ANSWER_BYTES, ChannelHttp, ChannelOptions, Domains, Question
from wendan.channels.unionpay.credentials import Credentials
from wendan.channels.unionpay.meaning import Heard
from wendan.channels.unionpay.signatures import MerchantKey, NotBelieved, Signers
from wendan.kernel.errors import Silence
from wendan.kernel.news import Source
from wendan.platform.clock import Clock

USER_AGENT: Final = "wendan/0.1 (UnionPay ACP 5.1.0)"
HEADERS: Final = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", "Accept": "*/*"}
FRONT, BACK, QUERY = "/frontTransReq.do", "/backTransReq.do", "/queryTrans.do"
FILE = "/"
MOST_FILE_BYTES: Final = 32 << 20


class Merchant:
    """One account: its keys and UnionPay's certificates, loaded once."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.key = MerchantKey(credentials.cert_id, credentials.private_key)
        self.signers = Signers(
            credentials.root_certificate, credentials.middle_certificates, credentials.signer_names
        )
        self.gateway = Domains((credentials.gateway_url,))
        self.files = Domains((credentials.file_url,))


class Transport:
    """Signs, asks and verifies every answer; what is not certainly UnionPay's is Silence."""

    def __init__(self, options: ChannelOptions, clock: Clock) -> None:
        self._clock, self._http = clock, ChannelHttp(options, USER_AGENT)

    async def ask(
        self, merchant: Merchant, target: str, fields: Mapping[str, str], source: Source = Source.REQUEST
    ) -> Heard:
        """One signed question. Raises Silence."""
        body = urlencode(merchant.key.signed(fields)).encode()
        is_file = target == FILE
        question = Question("POST", target, HEADERS, body, MOST_FILE_BYTES if is_file else MOST_ANSWER_BYTES)
        received = await self._http.ask(merchant.files if is_file else merchant.gateway, question)
        if received.status != 200:
            raise Silence(f"HTTP {received.status}")
        now = self._clock.now()
        try:
            text = received.body.decode()
            told = answered(text)
            merchant.signers.verify(told, now)
        except (UnicodeDecodeError, NotBelieved) as reason:
            raise Silence(f"{target} was not answered by UnionPay: {reason}") from None
        return Heard(told, source, now, text)

    async def aclose(self) -> None:
        """Close connections."""
        await self._http.aclose()


def answered(text: str) -> dict[str, str]:
    """The fields of an answer: not url-encoded, so a value may hold `=` itself. Raises NotBelieved."""
    pairs = [part.partition("=") for part in text.split("&")]
    fields = {name: value for name, equals, value in pairs if equals}
    if len(fields) != len(pairs):
        raise NotBelieved("malformed")
    return fields
