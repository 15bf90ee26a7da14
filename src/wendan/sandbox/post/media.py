"""Files for a group of WeCom: uploaded by its robot, good for three days and for this robot alone."""

import re
import secrets
from typing import Any, Final

import msgspec

from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.post.book import Media
from wendan.sandbox.post.desk import PostDesk
from wendan.sandbox.post.words import No

UPLOAD: Final = "/cgi-bin/webhook/upload_media"
LEAST_BYTES, MOST_BYTES = 5, 20 << 20
LIVES_S: Final = 3 * 86400.0
NO_MEDIA: Final = "media data missing"
_BOUNDARY: Final = re.compile(r'multipart/form-data;\s*boundary="?([^";\s]+)"?', re.IGNORECASE)
_NAME: Final = re.compile(r'[;\s]name="([^"]*)"')
_FILE_NAME: Final = re.compile(r'[;\s]filename="([^"]*)"')


class MediaShelf:
    """What was uploaded, and the noes of whoever uploads it wrong."""

    def __init__(self, desk: PostDesk) -> None:
        self._desk = desk

    def upload(self, request: Request, robot: str, kind: str) -> Answer:
        """Keeps a file for this robot. Raises No."""
        if kind != "file":
            raise No(40005, "invalid file type")
        name, content = _media_part(request)
        if not content:
            raise No(44001, "empty media data")
        if not LEAST_BYTES <= len(content) <= MOST_BYTES:
            raise No(40006, "invalid media size")
        now = self._desk.now()
        media = Media(secrets.token_urlsafe(48), robot, name, content, now)
        self._desk.post.keep_file(media)
        told = {
            "errcode": 0,
            "errmsg": "ok",
            "type": "file",
            "media_id": media.id,
            "created_at": str(int(now)),
        }
        return Answer(200, msgspec.json.encode(told))

    def demand(self, told: dict[str, Any], robot: str) -> None:
        """A message of this robot names a file of its own that has not gone yet. Raises No."""
        media = self._desk.post.files.get(str(told.get("media_id", "")))
        if media is None or media.robot != robot or self._desk.now() >= media.at + LIVES_S:
            raise No(40007, "invalid media_id")


def _media_part(request: Request) -> tuple[str, bytes]:
    """File name and content of the part `media`. Raises No."""
    found = _BOUNDARY.match(request.headers.get("content-type", ""))
    if found is None:
        raise No(41005, NO_MEDIA)
    fence = b"--" + found[1].encode("latin-1")
    # What stands before the first fence is no part, and neither is what closes the form.
    parts = (b"\r\n" + request.body).split(b"\r\n" + fence)
    if not parts[-1].startswith(b"--"):
        raise No(41005, NO_MEDIA)
    for part in parts[1:-1]:
        head, has_head, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        said = head.decode(errors="replace")
        name = _NAME.search(said)
        if not has_head or name is None or name[1] != "media":
            continue
        shown = _FILE_NAME.search(said)
        # Seen (weworkapi_python, issue 1): behind a `filename*` WeCom finds no file at all.
        return (shown[1], content) if shown else ("", b"")
    raise No(41005, NO_MEDIA)
