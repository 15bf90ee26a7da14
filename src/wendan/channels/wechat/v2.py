"""WeChat Pay's v2 on the wire: flat XML, signed with a key that both sides hold (channels.md §1.8)."""

import hashlib
import hmac
from collections.abc import Mapping
from html import escape
from typing import Final

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

MD5: Final = "MD5"


class NotXml(Exception):
    """No flat XML, or not signed by who holds the key; `str()` says which."""


def signature(fields: Mapping[str, str], key: str, sign_type: str) -> str:
    """Of the sorted fields that are not empty, with the key behind them, in upper-case hex."""
    kept = [f"{name}={fields[name]}" for name in sorted(fields) if name != "sign" and fields[name]]
    text = "&".join([*kept, f"key={key}"]).encode()
    if sign_type == MD5:
        return hashlib.md5(text, usedforsecurity=False).hexdigest().upper()
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest().upper()


def written(fields: Mapping[str, str]) -> bytes:
    """As XML."""
    lines = "".join(f"<{name}>{escape(value, quote=False)}</{name}>" for name, value in fields.items())
    return f"<xml>{lines}</xml>".encode()


def read(body: bytes) -> dict[str, str]:
    """The fields of flat XML; no entity in it is ever followed. Raises NotXml."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise NotXml("malformed") from None
    fields = {child.tag: (child.text or "") for child in root}
    if root.tag != "xml" or len(fields) != len(root) or any(len(child) for child in root):
        raise NotXml("malformed")
    return fields


def verify(fields: Mapping[str, str], key: str, sign_type: str) -> None:
    """Believe that WeChat wrote these fields. Raises NotXml."""
    if not hmac.compare_digest(signature(fields, key, sign_type), fields.get("sign", "")):
        raise NotXml("signature")
