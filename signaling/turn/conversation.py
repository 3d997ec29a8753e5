"""What is said to a TURN server and what its answers mean, with long-term credentials (RFC 8489, 9.2). No I/O."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from signaling.turn.credential import TurnCredential
from signaling.turn.message import Attribute, Attributes, Kind, Message, Method, decode, encode

_UNAUTHENTICATED = 401
_STALE_NONCE = 438


@dataclass(frozen=True, slots=True)
class Answer:
    """`error` is None when what was asked is done. `ask_again`: now with the nonce that came with this answer."""

    message: Message
    error: int | None
    ask_again: bool = False


class Conversation:
    """One for each connection. Whoever answers without the password is not heard, but for being told how to sign."""

    def __init__(self, credential: TurnCredential) -> None:
        self._credential = credential
        self._realm = self._nonce = b""
        self._key: bytes | None = None
        self._asked: dict[bytes, bytes | None] = {}

    def ask(self, method: Method, attributes: Callable[[bytes], Attributes]) -> tuple[bytes, bytes]:
        """The number of the transaction, and the request. `attributes` are made from that number."""
        transaction = secrets.token_bytes(12)
        self._asked[transaction] = self._key
        signed = [*attributes(transaction), *self._signature()]
        return transaction, encode(method | Kind.REQUEST, transaction, signed, key=self._key)

    def knock(self) -> tuple[bytes, bytes]:
        """A request that says nothing of who we are: the answer is how to sign, and nothing is done."""
        transaction = secrets.token_bytes(12)
        self._asked[transaction] = None
        return transaction, encode(Method.ALLOCATE | Kind.REQUEST, transaction, ())

    def forget(self, transaction: bytes) -> None:
        """No answer to it is waited for any more."""
        self._asked.pop(transaction, None)

    def hear(self, data: bytes) -> Answer | None:
        """The answer to one of our requests; None for anything else, and for what nobody with the password has said."""
        try:
            message = decode(data)
        except ValueError:
            return None
        kind = message.type & Kind.ERROR
        if message.transaction not in self._asked or kind not in (Kind.SUCCESS, Kind.ERROR):
            return None
        key = self._asked[message.transaction]
        error = message.error or 0 if kind == Kind.ERROR else None
        if error in (_UNAUTHENTICATED, _STALE_NONCE):
            return Answer(message, error, ask_again=self._learn(message, had_key=key is not None))
        if key is None or not message.signed_with(key):
            return None
        return Answer(message, error)

    def _learn(self, message: Message, *, had_key: bool) -> bool:
        """Take over realm and nonce; False when we are told no for good."""
        if Attribute.NONCE not in message.attributes or (had_key and message.error == _UNAUTHENTICATED):
            return False
        self._nonce = message.attributes[Attribute.NONCE]
        self._realm = message.attributes.get(Attribute.REALM, self._realm)
        name = self._credential.username.encode()
        words = b":".join((name, self._realm, self._credential.password.encode()))
        self._key = hashlib.md5(words, usedforsecurity=False).digest()  # RFC 8489, 9.2.2; nothing else is common
        return True

    def _signature(self) -> Attributes:
        if self._key is None:
            return ()
        username = self._credential.username.encode()
        return (Attribute.USERNAME, username), (Attribute.REALM, self._realm), (Attribute.NONCE, self._nonce)
