"""Signatures of helpdesks' webhooks: an HMAC over the time and the body, and a time that is not long ago."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from cases.connectors.port import SignatureWrong

TOLERANCE = timedelta(minutes=5)


def hmac_sha256(secret: str, message: bytes) -> bytes:
    """The digest."""
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()


def check(expected: str, given: str | None) -> None:
    """In constant time. Raises SignatureWrong."""
    if not hmac.compare_digest(expected.encode(), (given or "").encode("utf-8", "replace")):
        raise SignatureWrong("the signature does not fit")


def check_time(at: datetime, *, now: datetime) -> None:
    """Raises SignatureWrong for what was sent long ago: it may be sent again by somebody else."""
    if abs(now - at) > TOLERANCE:
        raise SignatureWrong("the signature is too old")


def unix_time(text: str | None) -> datetime:
    """Seconds since 1970 as a header has them. Raises SignatureWrong."""
    try:
        return datetime.fromtimestamp(int(text or ""), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise SignatureWrong("the signature has no time") from error


def iso_time(text: str | None) -> datetime:
    """ISO 8601 with a zone. Raises SignatureWrong."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError as error:
        raise SignatureWrong("the signature has no time") from error
    if at.tzinfo is None:
        raise SignatureWrong("the signature has no time")
    return at
