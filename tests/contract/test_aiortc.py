"""The inner interfaces of aiortc and aioice that `media/transport.py` and `media/ice.py` lean on.

When one of these fails after an update, that file is the only one to be changed, and the failure says what in it.
"""

import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest
from aioice import stun
from aioice.ice import get_host_addresses
from aiortc import RTCCertificate, RTCDtlsTransport, RTCPeerConnection
from aiortc.rtcdtlstransport import State
from aiortc.rtcrtpparameters import RTCRtpDecodingParameters, RTCRtpReceiveParameters
from aiortc.rtp import (
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
)
from pylibsrtp import Error, Policy, Session

from media.description import read_offer
from media.ice import IceLite, Reach

_CERTIFICATE = RTCCertificate.generateCertificate()

CALLED: list[tuple[Callable[..., Any], list[str], str]] = [
    (RTCDtlsTransport._set_role, ["self", "role"], "we are the DTLS client: answering passive costs a round trip"),
    (Session.unprotect, ["self", "packet"], "how what comes is decrypted"),
    (Session.unprotect_rtcp, ["self", "packet"], "how a sender's reports are decrypted"),
    (RTCDtlsTransport._send_rtp, ["self", "data"], "how NACK, PLI and receiver reports are sent"),
    (RTCDtlsTransport.stop, ["self"], "how a leg is closed"),
    (RTCDtlsTransport.start, ["self", "remoteParameters"], "how a leg is opened"),
    (RTCCertificate._create_ssl_context, ["self", "srtp_profiles"], "one OpenSSL context for all legs"),
    (get_host_addresses, ["use_ipv4", "use_ipv6"], "the addresses a leg is offered at"),
    (stun.parse_message, ["data"], "how checks are read"),
    (stun.Message.add_message_integrity, ["self", "key"], "how our answers are signed"),
    (stun.message_integrity, ["data", "key"], "how checks are proven"),
]


@pytest.mark.parametrize(("function", "parameters", "why"), CALLED, ids=lambda value: getattr(value, "__name__", ""))
def test_what_we_call_is_called_as_before(function: Callable[..., Any], parameters: list[str], why: str) -> None:
    there = list(inspect.signature(function).parameters)
    assert there == parameters, f"media/transport.py calls {function.__qualname__} for this: {why}"


async def test_an_end_of_the_line_is_told() -> None:
    """`gone` hangs on it: by nothing else a leg learns at once that its browser has closed the line."""
    transport = RTCDtlsTransport(IceLite(Reach(), remote_username="", clock=lambda: 0.0), [_CERTIFICATE])  # type: ignore[arg-type]
    states: list[State] = []
    transport.on("statechange", lambda: states.append(transport._state))
    transport._set_state(State.CLOSED)
    transport.remove_all_listeners()
    transport._set_state(State.FAILED)
    assert states == [State.CLOSED]
    assert "State.CLOSED" in inspect.getsource(RTCDtlsTransport._RTCDtlsTransport__run)  # type: ignore[attr-defined]


async def test_what_we_read_is_there() -> None:
    ice = IceLite(Reach(), remote_username="them", clock=lambda: 0.0)
    transport = RTCDtlsTransport(ice, [_CERTIFICATE])  # type: ignore[arg-type]
    assert transport._state == State.NEW
    assert transport._rx_srtp is None, "made by the handshake; what comes is decrypted by it"
    assert {"NEW", "CONNECTED", "CLOSED", "FAILED"} <= {state.name for state in State}


def test_what_dtls_asks_of_its_ice_transport_is_what_ours_has() -> None:
    asked = set(re.findall(r"self\._?transport\.(\w+)", inspect.getsource(RTCDtlsTransport)))
    assert asked == {"role", "_recv", "_send"}, "media/ice.py stands in for aiortc's RTCIceTransport"


def test_what_is_not_authentic_or_longer_than_any_packet_raises_what_we_expect() -> None:
    """Anything else would be told to the loop for each forged datagram."""
    policy = Policy(key=bytes(30), ssrc_type=Policy.SSRC_ANY_INBOUND)
    for unprotect in (Session(policy).unprotect, Session(policy).unprotect_rtcp):
        for datagram in (b"\x80", bytes([128, 96]) + bytes(40), bytes([128, 200]) + bytes(40)):
            with pytest.raises(Error):
                unprotect(datagram)
        with pytest.raises(ValueError, match="too long"):
            unprotect(bytes(1501))


def test_reports_and_requests_are_written_as_the_specifications_have_them() -> None:
    """RFC 4585, section 6.2.1, and RFC 3550, section 6.4.2."""
    nack = bytes(RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=2, lost=sorted([65535, 1, 2])))
    assert nack.hex() == "81cd0004" + "00000001" + "00000002" + "00010001" + "ffff0000"
    assert bytes(RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=2)).hex() == "81ce0002" + "00000001" + "00000002", "a PLI"
    block = RtcpReceiverInfo(
        ssrc=2, fraction_lost=64, packets_lost=3, highest_sequence=70000, jitter=5, lsr=6, dlsr=7
    )  # fmt: skip
    report = bytes(RtcpRrPacket(ssrc=1, reports=[block]))
    assert (
        report.hex()
        == "81c90007" + "00000001" + "00000002" + "40000003" + "00011170" + "00000005" * 1 + "0000000600000007"
    )
    (parsed,) = RtcpPacket.parse(bytes.fromhex("80c80006" + "00000009" + "0000000100000002" + "00" * 12))
    assert isinstance(parsed, RtcpSrPacket)
    assert parsed.sender_info.ntp_timestamp == 0x0000000100000002


async def test_an_offer_of_aiortc_is_one_that_we_read() -> None:
    peer = RTCPeerConnection()
    peer.addTransceiver("audio", direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    offer = read_offer(peer.localDescription.sdp)
    await peer.close()
    assert offer.codec.mimeType == "audio/opus"
    encodings = [RTCRtpDecodingParameters(ssrc=ssrc, payloadType=offer.codec.payloadType or 0) for ssrc in offer.ssrcs]
    assert RTCRtpReceiveParameters(codecs=[offer.codec], encodings=encodings, muxId=offer.mid).codecs == [offer.codec]
