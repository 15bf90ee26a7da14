"""Every message that was taken, what became of it, and who allows what. In memory only."""

from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from wendan.sandbox.core.times import rfc3339

ACCEPTED, DELIVERED = "accepted", "delivered"


class CallView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a call went: `end` is answered, busy or no-answer."""

    end: str
    duration_s: int = 0
    digits: str = ""


class MessageView(msgspec.Struct, frozen=True):
    """What a tester sees of one."""

    id: str
    way: str
    to: str
    template: str
    content: dict[str, Any]
    taken_at: str
    state: str
    reason: str
    call: CallView | None


@dataclass(slots=True)
class Post:
    """One message as it came; robots' and WeChat's are delivered the moment they are taken."""

    id: str
    way: str
    to: str
    template: str
    content: dict[str, Any]
    at: float
    state: str = DELIVERED
    reason: str = ""
    call: CallView | None = None
    report_url: str = ""
    not_after: float | None = None
    request: bytes = b""  # as it came: the same id with other words is refused

    @property
    def view(self) -> MessageView:
        """For a tester."""
        return MessageView(
            self.id,
            self.way,
            self.to,
            self.template,
            self.content,
            rfc3339(self.at),
            self.state,
            self.reason,
            self.call,
        )


class MediaView(msgspec.Struct, frozen=True):
    """What a tester sees of one."""

    media_id: str
    robot: str
    name: str
    bytes: int
    uploaded_at: str


@dataclass(frozen=True, slots=True)
class Media:
    """A file that was uploaded, for one robot alone."""

    id: str
    robot: str
    name: str
    content: bytes
    at: float

    @property
    def view(self) -> MediaView:
        """For a tester."""
        return MediaView(self.id, self.robot, self.name, len(self.content), rfc3339(self.at))


@dataclass(slots=True)
class PostBook:
    """Consents are counted by person and template."""

    most: int
    templates: dict[str, tuple[str, ...]]  # WeChat's, with their fields
    scripts: dict[str, tuple[str, ...]]  # the operator's, with their variables
    posts: dict[str, Post] = field(default_factory=dict)
    consents: dict[tuple[str, str], int] = field(default_factory=dict)
    files: dict[str, Media] = field(default_factory=dict)
    taken: int = 0

    def keep(self, post: Post) -> None:
        """It is there from now on."""
        self.posts[post.id] = post
        self.taken += 1
        while len(self.posts) > self.most:
            del self.posts[next(iter(self.posts))]

    def keep_file(self, media: Media) -> None:
        """It is there from now on; the oldest of many is forgotten."""
        self.files[media.id] = media
        while len(self.files) > MOST_FILES:
            del self.files[next(iter(self.files))]

    def next_id(self) -> str:
        """For ways that have no id of the sender's."""
        return f"{_FIRST + self.taken}"


_FIRST: Final = 1_000_000_000
MOST_FILES: Final = 20
