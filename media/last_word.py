"""Our last word of a DTLS handshake, `Finished`, said once more in a record that is new.

A browser drops records that it has had (RFC 6347, section 4.1.2.6). So when its own last word was lost on the way, our
flight may be sent again as often as we like: it never learns that we are still waiting, and OpenSSL writes a new flight
only after a second. A `Finished` with a number of its own makes the browser repeat its last word at once (section
4.2.4). Nothing is taken for granted by it: the handshake is done when the browser's `Finished` has come and OpenSSL has
found it right.

Only of the one cipher suite that browsers take of ours, in DTLS 1.2. With any other it stays at OpenSSL's second.
"""

import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from OpenSSL import SSL

_CIPHER = "ECDHE-ECDSA-AES128-GCM-SHA256"
_VERSION, _VERSION_BYTES = "DTLSv1.2", bytes.fromhex("fefd")
_RECORD = struct.Struct(">B2sH6sH")
"""Type, version, epoch, number, length (RFC 6347, section 4.1)."""
_MESSAGE = struct.Struct(">B3sH3s3s")
"""Type, length, number, where the fragment begins and how long it is (section 4.2.2)."""
_HANDSHAKE, _FINISHED = 22, 20
_KEY_BYTES, _IV_BYTES = 16, 4

_FIRST_NUMBER = 16
"""Of our records. The few that OpenSSL numbers itself lie before them, and still within the 32 that whoever receives
them must not have forgotten (section 4.1.2.6): its alerts are heard after ours.
"""


class LastWord:
    """Of one handshake in which we are the client."""

    def __init__(self, ssl: SSL.Connection) -> None:
        self._ssl = ssl
        self._number = _FIRST_NUMBER

    def again(self, flight: bytes) -> bytes:
        """What to send in place of a flight that has been sent before: the same, and behind our last one the new
        record. It decides nothing: whoever has not had the flight begins with that.
        """
        before = _number_before_finished(flight)
        verify_data = self._ssl.get_finished()
        if before is None or verify_data is None or not self._is_known():
            return flight
        length = len(verify_data).to_bytes(3, "big")
        message = _MESSAGE.pack(_FINISHED, length, before + 1, bytes(3), length) + verify_data
        return flight + self._sealed(message)

    def _is_known(self) -> bool:
        return (self._ssl.get_cipher_name(), self._ssl.get_protocol_version_name()) == (_CIPHER, _VERSION)

    def _sealed(self, message: bytes) -> bytes:
        """A record of the second epoch: AES-GCM, RFC 5288, section 3. Its nonce is drawn, as OpenSSL draws its own."""
        number, self._number = self._number.to_bytes(6, "big"), self._number + 1
        key, iv = self._key_and_iv()
        explicit = secrets.token_bytes(8)
        epoch = (1).to_bytes(2, "big")
        beside = epoch + number + bytes([_HANDSHAKE]) + _VERSION_BYTES + len(message).to_bytes(2, "big")
        body = explicit + AESGCM(key).encrypt(iv + explicit, message, beside)
        return _RECORD.pack(_HANDSHAKE, _VERSION_BYTES, 1, number, len(body)) + body

    def _key_and_iv(self) -> tuple[bytes, bytes]:
        """What a client writes with (RFC 5246, section 6.3): the first key and the first IV of the key block."""
        master, ours, theirs = self._ssl.master_key(), self._ssl.client_random(), self._ssl.server_random()
        assert master and ours and theirs  # noqa: S101 (a flight that ends in Finished is sealed by them)
        block = _expanded(master, b"key expansion" + theirs + ours, 2 * _KEY_BYTES + _IV_BYTES)
        return block[:_KEY_BYTES], block[2 * _KEY_BYTES :]


def _number_before_finished(flight: bytes) -> int | None:
    """The number of the message before the encrypted one; None where none is encrypted, which is our last alone."""
    number, at = None, 0
    while at + _RECORD.size <= len(flight):
        kind, _, epoch, _, length = _RECORD.unpack_from(flight, at)
        at += _RECORD.size
        if kind == _HANDSHAKE and epoch == 1:
            return number
        if kind == _HANDSHAKE and at + _MESSAGE.size <= len(flight):
            number = _MESSAGE.unpack_from(flight, at)[2]
        at += length
    return None


def _expanded(secret: bytes, seed: bytes, length: int) -> bytes:
    """P_SHA256 (RFC 5246, section 5)."""
    step, found = seed, b""
    while len(found) < length:
        step = hmac.digest(secret, step, "sha256")
        found += hmac.digest(secret, step + seed, "sha256")
    return found[:length]
