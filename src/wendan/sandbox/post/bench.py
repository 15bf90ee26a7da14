"""What a tester has at hand of the post."""

from dataclasses import dataclass

from wendan.sandbox.core.bench import Bench
from wendan.sandbox.post.desk import PostDesk
from wendan.sandbox.post.push import Pushes
from wendan.sandbox.post.wechat import Platform


@dataclass(frozen=True, slots=True)
class PostBench(Bench):
    """With the platform that gives tokens."""

    desk: PostDesk
    platform: Platform

    @property
    def pushes(self) -> Pushes:
        """What people write to the customer service, pushed to the merchant."""
        return Pushes(self.desk, self.platform.chat, self.courier)

    def grant(self, openid: str, template: str, count: int = 1) -> int:
        """The person allows so many more messages of this template; how many are allowed now."""
        consents = self.desk.post.consents
        consents[openid, template] = consents.get((openid, template), 0) + count
        return consents[openid, template]
