"""Redis' language, whatever pieces it arrives in."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.cluster.resp import Answers, ErrorAnswer, Push, command

SAID = (
    b">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$6\r\na\r\nb\xff!\r\n:1\r\n"
    b"*3\r\n+OK\r\n_\r\n#t\r\n-NOSCRIPT no\r\n%1\r\n+a\r\n,1.5\r\n$-1\r\n"
)


@given(cuts=st.sets(st.integers(1, len(SAID) - 1)))
def test_values_are_the_same_in_whatever_pieces_they_arrive(cuts: set[int]) -> None:
    answers, edges = Answers(), [0, *sorted(cuts), len(SAID)]
    pieces = [SAID[start:end] for start, end in itertools.pairwise(edges)]
    found = [value for piece in pieces for value in answers.feed(piece)]
    assert isinstance(found[0], Push)
    assert isinstance(found[3], ErrorAnswer)
    assert str(found.pop(3)) == "NOSCRIPT no"
    assert found == [[b"message", b"news", b"a\r\nb\xff!"], 1, [b"OK", None, True], [b"a", 1.5], None]


def test_what_is_not_redis_is_refused() -> None:
    with pytest.raises(ValueError, match="not RESP3"):
        list(Answers().feed(b"HTTP/1.1 400 Bad Request\r\n"))


def test_a_command_is_an_array_of_byte_strings() -> None:
    assert command("SET", b"\x00", 12) == b"*3\r\n$3\r\nSET\r\n$1\r\n\x00\r\n$2\r\n12\r\n"
