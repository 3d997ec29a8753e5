"""A statement of non-receipt tells where it, the case or its successor have become something else since."""

from datetime import UTC, datetime, timedelta

from cases.claims.stated import stated
from cases.claims.statement_words import Named, shown
from records.statements import FIRST, digest
from records.tables import StatementRow

NAMED = Named("LP-1", "a lamp", "RR123456785CN", "UPS")
BEGAN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def _row(sequence: int, previous: str, *, named: Named = NAMED) -> StatementRow:
    words = shown("es", named)
    row = StatementRow(
        id=f"s{sequence}", case_id="c", sequence=sequence, request_id=f"r{sequence}", call_id=None, participant_id=None,
        way="link", locale="es", wording_version=words.version, text=words.text, text_sha256=words.sha256,
        own_words="Estuve en casa.", signed_name="Lucía", build="b", at=BEGAN + timedelta(days=sequence),
        previous_sha256=previous,
    )  # fmt: skip
    row.sha256 = digest(row)
    return row


def _two() -> list[StatementRow]:
    first = _row(1, FIRST)
    return [first, _row(2, first.sha256)]


def test_of_two_each_tells_the_time_of_the_other() -> None:
    first, second = stated(_two(), None, NAMED)
    assert (first.replaces_at, first.replaced_at) == (None, second.row.at)
    assert (second.replaces_at, second.replaced_at) == (first.row.at, None)
    assert first.whole
    assert second.whole


def test_one_that_was_taken_back_is_replaced_by_nothing() -> None:
    rows = _two()
    (only,) = stated(rows, rows[0].at + timedelta(hours=1), NAMED)
    assert (only.row.id, only.replaces_at, only.replaced_at) == ("s2", None, None)


def test_words_that_were_changed_afterwards_are_not_whole_and_neither_is_what_follows() -> None:
    rows = _two()
    rows[0].own_words = "No estuve en casa."
    assert [each.whole for each in stated(rows, None, NAMED)] == [False, False]


def test_a_corrected_number_is_what_the_customer_would_read_today() -> None:
    (same,) = stated([_row(1, FIRST)], None, NAMED)
    assert same.reads_now == ()
    (other,) = stated([_row(1, FIRST)], None, Named("LP-1", "a lamp", "RR473124829CN", "UPS"))
    assert "RR473124829CN" in " ".join(other.reads_now)
