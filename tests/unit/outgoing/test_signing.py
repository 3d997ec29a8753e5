"""While a secret is being changed the receiver may know either one, and never a third."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from outgoing.signing import OLD_ONE_SIGNS, Kept, draw_secret, in_force, old_one_signs_until, rotated, sign

NOW = datetime.now(UTC)
BODY = '{"type":"call.ended"}'


def _accepts(secret: str, signature: str, now: datetime) -> bool:
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
    try:
        Webhook(secret).verify(BODY, headers)
    except WebhookVerificationError:
        return False
    return True


def _texts(kept: Kept, now: datetime) -> list[str]:
    return [each["text"] for each in in_force(kept, now=now)]


def test_both_secrets_sign_for_a_day_and_then_the_new_one_alone() -> None:
    now = datetime.now(UTC)  # whoever verifies looks at the clock: five minutes later all of it is too old
    first, second, third = draw_secret(), draw_secret(), draw_secret()
    kept = rotated(rotated((), {"text": first}, now=now), {"text": second}, now=now)
    signature = sign(_texts(kept, now), "msg_1", BODY, now=now)
    assert _accepts(first, signature, now)
    assert _accepts(second, signature, now)
    assert not _accepts(third, signature, now)
    later = now + OLD_ONE_SIGNS
    assert _texts(kept, later) == [second]
    assert old_one_signs_until(kept, now=now) == later
    assert old_one_signs_until(kept, now=later) is None


def test_changed_twice_in_a_day_the_first_one_signs_no_more() -> None:
    first, second, third = draw_secret(), draw_secret(), draw_secret()
    kept = rotated(rotated((), {"text": first}, now=NOW), {"text": second}, now=NOW)
    kept = rotated(kept, {"text": third}, now=NOW + timedelta(hours=1))
    assert _texts(kept, NOW + timedelta(hours=2)) == [third, second]


def test_secrets_are_drawn_anew_and_long_enough() -> None:
    assert draw_secret() != draw_secret()
    with pytest.raises(WebhookVerificationError):
        Webhook(draw_secret()).verify(BODY, {})
