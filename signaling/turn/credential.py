"""Time-limited credentials of coturn's `use-auth-secret`, good for one person in one call."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TurnCredential:
    """What a TURN server takes until the time in `username`; what was allocated with it lives on beyond."""

    username: str
    password: str


def turn_credential(secret: str, owner: str, *, now: datetime, ttl_s: int) -> TurnCredential:
    """`owner` is the user part of coturn's `timestamp:user`, which its `user-quota` counts by.

    The password is base64(HMAC-SHA1(secret, username)): draft-uberti-behave-turn-rest-00, section 2.2.
    """
    username = f"{int(now.timestamp()) + ttl_s}:{owner}"
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return TurnCredential(username, base64.b64encode(digest).decode())
