"""Secrets of endpoints, and the signature of Standard Webhooks. While a secret is being changed, two of them sign."""

import base64
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from standardwebhooks import Webhook

OLD_ONE_SIGNS = timedelta(hours=24)
"""So long the secret before this one goes on signing: until then the receiver may learn the new one."""
_BYTES = 32

Kept = Sequence[Mapping[str, Any]]
"""As an endpoint's row has them, newest first: locked (`outgoing.secret_lock`), and `until` when each stops signing
(null: with the next one).
"""


def draw_secret() -> str:
    """A new one, in the form of the standard."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(_BYTES)).decode()}"


def rotated(kept: Kept, fresh: Mapping[str, Any], *, now: datetime) -> list[dict[str, Any]]:
    """The secrets from now on: the fresh one, and the newest of the old for a while. No third one ever signs."""
    old = [{**kept[0], "until": (now + OLD_ONE_SIGNS).isoformat()}] if kept else []
    return [{**fresh, "until": None}, *old]


def in_force(kept: Kept, *, now: datetime) -> list[Mapping[str, Any]]:
    """Those that sign now, still locked."""
    return [each for each in kept if each["until"] is None or datetime.fromisoformat(each["until"]) > now]


def old_one_signs_until(kept: Kept, *, now: datetime) -> datetime | None:
    """None when only one signs."""
    ends = [datetime.fromisoformat(each["until"]) for each in kept if each["until"] is not None]
    return next((end for end in ends if end > now), None)


def sign(texts: Iterable[str], event_id: str, body: str, *, now: datetime) -> str:
    """The value of `webhook-signature`: one signature for each secret, any of which the receiver may know."""
    return " ".join(Webhook(text).sign(event_id, now, body) for text in texts)
