"""Files to keep, as answers."""

from litestar import Response


def file_answer(content: bytes, media_type: str, name: str) -> Response[bytes]:
    """A file to keep, named after what it holds."""
    headers = {"Content-Disposition": f'attachment; filename="wendan-{name}"'}
    return Response(content, media_type=media_type, headers=headers)
