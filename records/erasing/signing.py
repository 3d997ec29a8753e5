"""The key that signs certificates of deletion (Ed25519): a small file, the same for all nodes."""

import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key


class SigningKeyUnusable(Exception):  # noqa: N818 (as the other one is called, KeyFileUnusable)
    """What lies there is no such key."""


class SigningKey:
    """One private key. `key_id` begins the SHA-256 of the public one."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw().hex()
        self.key_id = key_id_of(self.public)

    @classmethod
    def at(cls, path: Path) -> "SigningKey":
        """The key in this file, drawn if there is no file. Blocking. Raises OSError or SigningKeyUnusable."""
        if not path.exists():
            _make(path)
        try:
            private = load_pem_private_key(path.read_bytes(), password=None)
        except (ValueError, TypeError) as error:
            raise SigningKeyUnusable(f"There is no key in {path}.") from error
        if not isinstance(private, Ed25519PrivateKey):
            raise SigningKeyUnusable(f"The key in {path} is of another kind than Ed25519.")
        return cls(private)

    def sign(self, text: str) -> str:
        """In hexadecimal."""
        return self._private.sign(text.encode()).hex()


def key_id_of(public: str) -> str:
    """The name of a public key that is given in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]


def is_signed(text: str, signature: str, *, public: str) -> bool:
    """Whether the holder of this key has signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _make(path: Path) -> None:
    """Of two who make it at once one wins; nobody ever reads half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    drawn = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(drawn, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(drawn, path)
    except FileExistsError:
        pass
    finally:
        drawn.unlink()
