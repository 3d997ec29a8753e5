"""Any OpenAI-compatible endpoint as the engine: what it is asked, and what it may answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from summary.transcribing.ear import Ear
from summary.transcribing.errors import EngineFailed
from summary.transcribing.wire import EngineChoice
from tests.integration.summary.endpoint import (
    KEY,
    Behaves,
    Endpoint,
    drips,
    hangs,
    open_endpoint,
    plain,
    refuses_verbose,
    says,
    verbose,
)
from tests.integration.summary.spoken import spoken
from tests.integration.summary.test_listening import hear

GOOD = verbose((0.0, 1.5, " Hola, mi paquete "), (1.5, 2.0, "no ha llegado."))


@pytest.fixture
async def voice(tmp_path: Path) -> bytes:
    """One sentence, after five seconds of silence."""
    return await spoken(tmp_path, 5.0, ("es", "Hola, mi paquete no ha llegado"), 3.0)


@asynccontextmanager
async def _ear(*behaviours: Behaves, timeout_s: float = 10.0) -> AsyncIterator[tuple[Ear, Endpoint]]:
    async with open_endpoint(*behaviours) as endpoint:
        choice = EngineChoice(name="http", model="whisper-1", url=endpoint.base, key=KEY, timeout_s=timeout_s)
        yield Ear(choice), endpoint


async def test_it_is_asked_as_documented_for_speech_only_and_heard_where_it_was_said(voice: bytes) -> None:
    async with _ear(GOOD) as (ear, endpoint):
        listened = await hear(voice, "es-MX", ear=ear)
    (asked,) = endpoint.asked
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.fields == {
        "model": "whisper-1", "response_format": "verbose_json", "language": "es", "temperature": "0"
    }  # fmt: skip
    assert asked.seconds < 4
    first, second = listened.said
    assert [first.text, second.text] == ["Hola, mi paquete", "no ha llegado."]
    assert 4.4 < first.start_s < 5.6
    assert second.start_s == pytest.approx(first.start_s + 1.5, abs=0.01)
    assert first.confidence == pytest.approx(0.819, abs=0.001)
    assert (first.language, second.language) == ("es-MX", "es-MX")


async def test_a_model_that_knows_only_text_is_asked_for_text(voice: bytes) -> None:
    async with _ear(refuses_verbose) as (ear, endpoint):
        listened = await hear(voice, "es", ear=ear)
    (only,) = listened.said
    assert (only.text, only.confidence) == ("Solo el texto.", None)
    assert only.end_s - only.start_s > 1
    assert [asked.fields["response_format"] for asked in endpoint.asked] == ["verbose_json", "json"]


async def test_an_answer_of_the_short_form_is_taken_as_it_is(voice: bytes) -> None:
    async with _ear(plain) as (ear, _):
        assert [one.text for one in (await hear(voice, "es", ear=ear)).said] == ["Solo el texto."]


@pytest.mark.parametrize("segments", ["[]", "null"])
async def test_an_answer_without_segments_still_has_its_text(voice: bytes, segments: str) -> None:
    body = f'{{"text": "Solo el texto.", "language": "spanish", "segments": {segments}}}'
    async with _ear(says(200, body)) as (ear, _):
        assert [one.text for one in (await hear(voice, "es", ear=ear)).said] == ["Solo el texto."]


async def test_a_server_that_does_not_know_how_sure_it_is_is_heard(voice: bytes) -> None:
    unsure = verbose((0.0, 1.0, "Hola."), avg_logprob=None, no_speech_prob=None, compression_ratio=None)
    async with _ear(unsure) as (ear, endpoint):
        (only,) = (await hear(voice, "es", ear=ear)).said
    assert (only.text, only.confidence, len(endpoint.asked)) == ("Hola.", None, 1)


async def test_a_server_that_validates_a_form_says_422_and_is_asked_for_text(voice: bytes) -> None:
    async with _ear(says(422, '{"detail": []}'), plain) as (ear, endpoint):
        assert [one.text for one in (await hear(voice, "es", ear=ear)).said] == ["Solo el texto."]
    assert [asked.fields["response_format"] for asked in endpoint.asked] == ["verbose_json", "json"]


async def test_retry_after_may_be_a_date(voice: bytes) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(minutes=15), usegmt=True)
    async with _ear(says(429, Retry_After=at)) as (ear, endpoint):
        with pytest.raises(EngineFailed) as failed:
            await hear(voice, "es", ear=ear)
    assert 840 < failed.value.again_after_s <= 900
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize("trouble", [says(500), says(502, "<html>"), says(429, Retry_After="0"), says(200, "{")])
async def test_one_bad_answer_is_asked_again_at_once(voice: bytes, trouble: Behaves) -> None:
    async with _ear(trouble, GOOD) as (ear, endpoint):
        assert len((await hear(voice, "es", ear=ear)).said) == 2
    assert len(endpoint.asked) == 2


@pytest.mark.parametrize(
    ("behaves", "code", "times"),
    [
        (says(401), "refused", 1),
        (says(403), "refused", 1),
        (says(404), "not_understood", 1),
        (says(302, Location="http://127.0.0.1:1/"), "not_understood", 1),
        (says(500), "http_500", 3),
        (says(200, ""), "nonsense", 3),
        (says(200, "[]"), "nonsense", 3),
        (says(200, '{"segments": 7}'), "nonsense", 3),
        (says(200, '{"text": "x", "segments": [{"start": "now"}]}'), "nonsense", 3),
        (says(200, '{"text": "x", "segments": [{"start": NaN, "end": 1, "text": "x"}]}'), "nonsense", 3),
        (says(200, b"\xff\xfe"), "nonsense", 3),
        (drips, "nonsense", 3),
    ],
)
async def test_what_goes_wrong_for_good_has_its_code(voice: bytes, behaves: Behaves, code: str, times: int) -> None:
    async with _ear(behaves) as (ear, endpoint):
        with pytest.raises(EngineFailed) as failed:
            await hear(voice, "es", ear=ear)
    assert failed.value.code == code
    assert len(endpoint.asked) == times


async def test_who_wants_to_be_asked_much_later_is_asked_then_and_not_now(voice: bytes) -> None:
    async with _ear(says(429, Retry_After="900")) as (ear, endpoint):
        with pytest.raises(EngineFailed) as failed:
            await hear(voice, "es", ear=ear)
    assert (failed.value.code, failed.value.again_after_s) == ("http_429", 900.0)
    assert len(endpoint.asked) == 1


async def test_who_says_nothing_is_not_waited_for(voice: bytes) -> None:
    async with _ear(hangs, timeout_s=0.3) as (ear, _):
        with pytest.raises(EngineFailed, match="timed_out"):
            await hear(voice, "es", ear=ear)


async def test_who_is_not_there_is_not_there(voice: bytes) -> None:
    choice = EngineChoice(name="http", model="m", url="http://127.0.0.1:9/v1", timeout_s=5)
    with pytest.raises(EngineFailed, match="unreachable"):
        await hear(voice, "es", ear=Ear(choice))


async def test_times_that_cannot_be_stay_within_what_was_spoken(voice: bytes) -> None:
    wild = verbose((-5.0, 900.0, "a"), (700.0, 3.0, "b"))
    async with _ear(wild) as (ear, _):
        listened = await hear(voice, "es", ear=ear)
    assert [one.text for one in listened.said] == ["a", "b"]
    for one in listened.said:
        assert 4.0 < one.start_s <= one.end_s < 10.0


async def test_words_over_silence_are_left_out_by_the_engines_own_sign(voice: bytes) -> None:
    made_up = verbose((0.0, 1.0, "Thanks for watching!"), avg_logprob=-1.4, no_speech_prob=0.9)
    async with _ear(made_up) as (ear, _):
        assert (await hear(voice, "es", ear=ear)).said == ()


async def test_words_that_go_round_in_a_circle_are_left_out_by_the_engines_own_sign(voice: bytes) -> None:
    circle = verbose((0.0, 1.0, "no ha llegado " * 40), compression_ratio=17.3)
    async with _ear(circle) as (ear, _):
        assert (await hear(voice, "es", ear=ear)).said == ()


async def test_where_nobody_speaks_nothing_leaves_the_house(tmp_path: Path) -> None:
    async with _ear(GOOD) as (ear, endpoint):
        assert (await hear(await spoken(tmp_path, 30.0), "es", ear=ear)).said == ()
    assert endpoint.asked == []
