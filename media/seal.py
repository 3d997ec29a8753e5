"""How bytes are sealed for the disk: chunks of AES-256-GCM, each bound to its file, its place, and being the last.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015), as age and Tink use it: each file has a
key of its own, drawn from the recording's key and a random salt, so that a nonce, the chunk's number, comes once.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from media.errors import Damaged

KEY_BYTES = 32
SALT_BYTES = 16
TAG_BYTES = 16
_INFO = b"reassure part 1 "


def new_salt() -> bytes:
    """For a new file; it stands in the open at its head."""
    return secrets.token_bytes(SALT_BYTES)


class Seal:
    """Of one file. `kind` keeps files of different form apart."""

    def __init__(self, key: bytes, *, salt: bytes, kind: bytes) -> None:
        drawn = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=_INFO + kind).derive(key)
        self._cipher = AESGCM(drawn)

    def close(self, number: int, plain: bytes, *, last: bool = False) -> bytes:
        """Seal a chunk; it grows by `TAG_BYTES`. Never twice the same number with other bytes."""
        return self._cipher.encrypt(_nonce(number, last=last), plain, None)

    def open(self, number: int, sealed: bytes, *, last: bool = False) -> bytes:
        """What was sealed. Raises Damaged when a bit is another one, or the chunk is not this one of this file."""
        try:
            return self._cipher.decrypt(_nonce(number, last=last), sealed, None)
        except InvalidTag as error:
            raise Damaged from error


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")
