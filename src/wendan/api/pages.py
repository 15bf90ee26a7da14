"""The pages that ship with us: built files out of memory, compressed once, each with its rules for caching."""

import asyncio
import gzip
import hashlib
import mimetypes
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

import wendan
from wendan.api.refusals import AddressIsUnknown

FOLDER: Final = Path(wendan.__file__).parent / "web"
AREAS: Final = ("diner", "console", "pictures")
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_FIRST: Final = "no-cache"
_TEXT: Final = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "image/svg+xml",
)
_TYPES: Final = {
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
}
# Pages talk to nobody but us; inline styles are what component libraries write.
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One file as it is sent."""

    content: bytes
    compressed: bytes | None
    media_type: str
    etag: str
    caching: str


@dataclass(slots=True)
class Built:
    """Every built file by its address; nothing else on the disk can be asked for."""

    files: dict[str, Path]
    loaded: dict[str, Page] = field(default_factory=dict)

    async def page(self, address: str) -> Page:
        """Raises AddressIsUnknown."""
        page = self.loaded.get(address)
        if page is None:
            path = self.files.get(address)
            if path is None:
                raise AddressIsUnknown
            page = self.loaded[address] = await asyncio.to_thread(load, path)
        return page


def find_pages(folder: Path = FOLDER) -> Built:
    """The files below the areas, `diner/` standing for its index."""
    files: dict[str, Path] = {}
    for area in AREAS:
        for path in sorted((folder / area).rglob("*")):
            if path.is_file():
                address = path.relative_to(folder).as_posix()
                files[address] = path
                if path.name == "index.html":
                    files[address.removesuffix("index.html")] = path
    return Built(files)


def load(path: Path) -> Page:
    """Read and compress one file."""
    content = path.read_bytes()
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_text = media_type.startswith(_TEXT)
    compressed = gzip.compress(content, mtime=0) if is_text and len(content) > 1000 else None
    # Names under assets/ carry a hash of what is in them; everything else may change under its name.
    caching = _FOR_EVER if "assets" in path.parts else _ASK_FIRST
    return Page(content, compressed, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"', caching)


def pages_router() -> list[ControllerRouterHandler]:
    """The way in, the way back, and the three areas."""
    return [to_the_diner, back_to_the_diner, *(_area(area, find_pages()) for area in AREAS)]


@get("/", is_hidden=True)
async def to_the_diner() -> Redirect:
    """A visitor without an address is a guest."""
    return Redirect("/diner/")


@post("/diner", is_hidden=True)
async def back_to_the_diner() -> Redirect:
    """Some channels' pages come back by a form; what it says proves nothing, and browsers keep what stands after #."""
    return Redirect("/diner/", status_code=303)


def _area(area: str, pages: Built) -> ControllerRouterHandler:
    @get([f"/{area}", f"/{area}/", f"/{area}/{{place:path}}"], is_hidden=True, name=area)
    async def read_page_of_area(
        request: Request[Any, Any, Any], place: FromPath[str] = ""
    ) -> Response[bytes] | Redirect:
        # Litestar takes the last slash off `path`; relative addresses in the page need it.
        if not place and not request.scope["raw_path"].endswith(b"/"):
            return Redirect(f"/{area}/")
        return _sent(request, await pages.page(f"{area}/{place.lstrip('/')}"))

    return read_page_of_area


def _sent(request: Request[Any, Any, Any], page: Page) -> Response[bytes]:
    headers = _HEADERS | {"ETag": page.etag, "Cache-Control": page.caching, "Vary": "Accept-Encoding"}
    if request.headers.get("If-None-Match") == page.etag:
        return Response(b"", status_code=304, headers=headers, media_type=page.media_type)
    if page.compressed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(page.compressed, headers=headers, media_type=page.media_type)
    return Response(page.content, headers=headers, media_type=page.media_type)
