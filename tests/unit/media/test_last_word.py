"""A browser's last word of the handshake is lost: it says it again as soon as it is asked, and nobody waits a second.

Against OpenSSL as the other side, which follows RFC 6347 in this as browsers do.
"""

import contextlib
from collections.abc import Iterator

import pytest
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import SRTP_PROFILES
from OpenSSL import SSL

from media.last_word import LastWord, _expanded

_ALERT = 21


def _end() -> SSL.Connection:
    return SSL.Connection(RTCCertificate.generateCertificate()._create_ssl_context(srtp_profiles=SRTP_PROFILES))


@pytest.fixture
def ends() -> Iterator[tuple[SSL.Connection, SSL.Connection]]:
    """We, and a browser."""
    ours, theirs = _end(), _end()
    ours.set_connect_state()
    theirs.set_accept_state()
    yield ours, theirs


def _tell(end: SSL.Connection, datagram: bytes = b"") -> bytes:
    """Give it a datagram, as aiortc does; what it has to say then."""
    if datagram:
        end.bio_write(datagram)
    with contextlib.suppress(SSL.Error):
        end.recv(1500)
    try:
        return end.bio_read(4096)
    except SSL.Error:
        return b""


def _is_done(end: SSL.Connection) -> bool:
    try:
        end.do_handshake()
    except SSL.WantReadError:
        return False
    return True


def _until_their_last_word(ours: SSL.Connection, theirs: SSL.Connection) -> tuple[bytes, bytes]:
    """Our last flight, and theirs, which is not given to anybody yet."""
    flight = _tell(ours, _tell(theirs, _tell(ours)))
    return flight, _tell(theirs, flight)


def test_their_last_word_was_lost_and_is_said_again(ends: tuple[SSL.Connection, SSL.Connection]) -> None:
    ours, theirs = ends
    flight, lost = _until_their_last_word(ours, theirs)
    assert lost
    assert _tell(theirs, flight) == b"", "records that they have had tell them nothing"
    said_again = _tell(theirs, LastWord(ours).again(flight))
    assert said_again
    assert not _is_done(ours)
    _tell(ours, said_again)
    assert _is_done(ours)
    assert ours.export_keying_material(b"EXTRACTOR-dtls_srtp", 60) == theirs.export_keying_material(
        b"EXTRACTOR-dtls_srtp", 60
    )


def test_it_can_be_asked_for_again_and_again(ends: tuple[SSL.Connection, SSL.Connection]) -> None:
    ours, theirs = ends
    flight, _ = _until_their_last_word(ours, theirs)
    word = LastWord(ours)
    said = [_tell(theirs, word.again(flight)) for _ in range(3)]
    assert all(said)
    assert len(set(said)) == 3
    _tell(ours, said[2])
    assert _is_done(ours)


def test_who_has_not_had_our_flight_begins_with_it(ends: tuple[SSL.Connection, SSL.Connection]) -> None:
    ours, theirs = ends
    flight = _tell(ours, _tell(theirs, _tell(ours)))
    said = _tell(theirs, LastWord(ours).again(flight))
    _tell(ours, said)
    assert _is_done(ours)
    assert _is_done(theirs)


def test_a_last_word_too_many_begins_no_conversation(ends: tuple[SSL.Connection, SSL.Connection]) -> None:
    ours, theirs = ends
    flight, theirs_last = _until_their_last_word(ours, theirs)
    _tell(ours, theirs_last)
    assert _is_done(ours)
    late = _tell(theirs, LastWord(ours).again(flight))
    assert _tell(ours, late) == b""


def test_our_goodbye_is_heard_after_it(ends: tuple[SSL.Connection, SSL.Connection]) -> None:
    """OpenSSL numbers it from where it has stopped, which is before ours."""
    ours, theirs = ends
    flight, _ = _until_their_last_word(ours, theirs)
    _tell(ours, _tell(theirs, LastWord(ours).again(flight)))
    assert _is_done(ours)
    ours.shutdown()
    goodbye = ours.bio_read(4096)
    assert goodbye[0] == _ALERT
    theirs.bio_write(goodbye)
    with pytest.raises(SSL.ZeroReturnError):
        theirs.recv(1500)


def test_every_other_flight_and_whatever_is_none_stays_as_it_is(ends: tuple[SSL.Connection, SSL.Connection]) -> None:
    ours, theirs = ends
    hello = _tell(ours)
    word = LastWord(ours)
    for flight in (hello, _tell(theirs, hello), b"", b"\x16", bytes(40), hello[:20]):
        assert word.again(flight) == flight


def test_keys_are_drawn_as_tls_draws_them() -> None:
    """A vector for P_SHA256 that was published on the TLS list of the IETF: 100 bytes."""
    secret = bytes.fromhex("9bbe436ba940f017b17652849a71db35")
    seed = b"test label" + bytes.fromhex("a0ba9f936cda311827a6f796ffd5198c")
    assert _expanded(secret, seed, 100).hex() == (
        "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af"
        "0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
        "87347b66"
    )
