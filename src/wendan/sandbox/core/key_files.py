"""Keys as files: a merchant's are made once in a directory and reused ever after."""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

# Wide on purpose: drills run on clocks of their own, while strangers' SDKs look at the wall.
VALID_FROM: Final = datetime(2020, 1, 1, tzinfo=UTC)
VALID_TO: Final = datetime(2055, 1, 1, tzinfo=UTC)


def new_key() -> rsa.RSAPrivateKey:
    """RSA with 2,048 bits."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@lru_cache(maxsize=64)
def private_key(pem: bytes) -> rsa.RSAPrivateKey:
    """The key in an unencrypted PEM; that its numbers make a key is proved once, and takes its time."""
    key = load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def private_pem(key: rsa.RSAPrivateKey) -> bytes:
    """PKCS#8, unencrypted."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def put(path: Path, content: bytes) -> None:
    """Appears whole or not at all, readable by its owner only."""
    new = path.with_suffix(path.suffix + ".new")
    new.touch(mode=0o600)
    new.write_bytes(content)
    new.replace(path)
