"""Asking the operator over HTTP: nothing is believed that is not signed for this very question."""

from wendan.channels.campus_card.credentials import Credentials
from wendan.channels.campus_card.meaning import Answer
from wendan.channels.campus_card.signatures import Keyring, Message, NotBelieved
from wendan.channels.http import MOST_ANSWER_BYTES, ChannelHttp, ChannelOptions, Domains, Question
from wendan.kernel.errors import Silence
from wendan.platform.clock import Clock
from wendan.platform.ids import Ids

USER_AGENT = "wendan/0.1 (campus card 1)"
SIGNATURE = "campus-signature"


class Merchant:
    """One account with its keys."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.keys = Keyring(credentials.merchant, credentials.keys, credentials.signing_key)
        self.domains = Domains(credentials.base_urls)


class Transport:
    """Signs, asks and verifies; what is not certainly the operator's answer is Silence."""

    def __init__(self, options: ChannelOptions, clock: Clock, ids: Ids) -> None:
        self.clock, self._ids = clock, ids
        self._http = ChannelHttp(options, USER_AGENT)

    async def ask(
        self,
        merchant: Merchant,
        asked: Message,
        most_bytes: int = MOST_ANSWER_BYTES,
    ) -> Answer:
        """One signed question. Raises Silence."""
        nonce = self._ids.nonce()
        headers = merchant.keys.signed(asked, self.clock.now(), nonce)
        if asked.body:
            headers["Content-Type"] = "application/json"
        question = Question(asked.first, asked.target, headers, asked.body, most_bytes)
        received = await self._http.ask(merchant.domains, question)
        answer = Answer(received.status, received.body)
        if not (answer.status == 200 or 400 <= answer.status < 500) or answer.status == 408:
            raise Silence(f"HTTP {answer.status}")
        # Who does not know our key has none to sign with; nothing happened then.
        if answer.status == 401 and SIGNATURE not in received.headers:
            return answer
        told = Message(str(answer.status), asked.target, answer.body)
        try:
            merchant.keys.verify(told, received.headers, self.clock.now(), nonce)
        except NotBelieved as unbelieved:
            raise Silence(
                f"HTTP {answer.status} not signed by the card's operator: {unbelieved.reason}"
            ) from None
        return answer

    async def aclose(self) -> None:
        """Close connections."""
        await self._http.aclose()
