"""UnionPay's pen and eyes: both sign the hex string of a hash, never the text itself."""

import base64
import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from wendan.sandbox.unionpay.keys import MER_ID, Keys
from wendan.sandbox.unionpay.words import Complaint, Fields


class Crypto:
    """All signing and checking, with keys loaded once."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._merchants = {keys.merchant.serial: keys.merchant.key.public_key()}

    def signed(self, fields: Mapping[str, str]) -> Fields:
        """The fields with UnionPay's signature and the certificate to check it by."""
        return signed_by(fields, self._keys.signer.key, self._keys.signer.pem)

    def forged(self, fields: Mapping[str, str]) -> Fields:
        """As from an attacker: UnionPay's certificate, and a signature by somebody else."""
        return signed_by(fields, self._keys.merchant.key, self._keys.signer.pem)

    def check(self, fields: Mapping[str, str]) -> None:
        """The merchant whom certId names really signed these fields. Raises Complaint."""
        merchant = self._merchants.get(fields.get("certId", ""))
        if merchant is None or (fields.get("version"), fields.get("signMethod")) != ("5.1.0", "01"):
            raise Complaint("11")
        try:
            proof = base64.b64decode(fields.get("signature", ""), validate=True)
            merchant.verify(proof, _digest(fields), PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            raise Complaint("11") from None
        if fields.get("merId") != MER_ID:
            raise Complaint("31")


def _digest(fields: Mapping[str, str]) -> bytes:
    names = sorted(name for name, value in fields.items() if name != "signature" and value)
    text = "&".join(name + "=" + fields[name] for name in names)
    return hashlib.sha256(text.encode("utf-8")).hexdigest().encode("ascii")


def signed_by(fields: Mapping[str, str], key: RSAPrivateKey, certificate: str) -> Fields:
    """As UnionPay would sign, by anybody's key, naming anybody's certificate."""
    told = {**fields, "version": "5.1.0", "signMethod": "01", "encoding": "UTF-8"}
    told["signPubKeyCert"] = certificate
    proof = key.sign(_digest(told), PKCS1v15(), SHA256())
    return told | {"signature": base64.b64encode(proof).decode()}
