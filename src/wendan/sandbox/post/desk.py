"""The desk with the post's keys and book on it."""

from dataclasses import dataclass

from wendan.sandbox.core.desk import Desk
from wendan.sandbox.post.book import PostBook
from wendan.sandbox.post.keys import Keys
from wendan.sandbox.post.options import SandboxOptions


@dataclass(frozen=True, slots=True)
class PostDesk(Desk):
    """`account` is the appid."""

    options: SandboxOptions
    keys: Keys
    post: PostBook
