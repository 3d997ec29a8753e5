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
from aiortc.rtcdtlstransport import RtpRouter, State
from aiortc.rtcrtpparameters import RTCRtpDecodingParameters, RTCRtpReceiveParameters
from aiortc.rtp import (
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    RtpPacket,
)

from media.description import read_offer
from media.ice import IceLite, Reach
from media.transport import _Receiving, _ReceivingPicture

CALLED: list[tuple[Callable[..., Any], list[str], str]] = [
    (RTCDtlsTransport._set_role, ["self", "role"], "we are the DTLS client: answering passive costs a round trip"),
    (RTCDtlsTransport._register_rtp_receiver, ["self", "receiver", "parameters"], "how our receiver gets its packets"),
    (RTCDtlsTransport._send_rtp, ["self", "data"], "how NACK, PLI and receiver reports are sent"),
    (RTCDtlsTransport.stop, ["self"], "how a leg is closed"),
    (RTCDtlsTransport.start, ["self", "remoteParameters"], "how a leg is opened"),
    (RTCCertificate._create_ssl_context, ["self", "srtp_profiles"], "one OpenSSL context for all legs"),
    (get_host_addresses, ["use_ipv4", "use_ipv6"], "the addresses a leg is offered at"),
    (stun.parse_message, ["data"], "how checks are read"),
    (stun.Message.add_message_integrity, ["self", "key"], "how our answers are signed"),
    (stun.Message.check_message_integrity, ["self", "key"], "how checks are proven"),
]


@pytest.mark.parametrize(("function", "parameters", "why"), CALLED, ids=lambda value: getattr(value, "__name__", ""))
def test_what_we_call_is_called_as_before(function: Callable[..., Any], parameters: list[str], why: str) -> None:
    there = list(inspect.signature(function).parameters)
    assert there == parameters, f"media/transport.py calls {function.__qualname__} for this: {why}"


def test_what_aiortc_calls_on_a_receiver_is_what_ours_has() -> None:
    """`RtpReceiver` in aiortc/rtcdtlstransport.py: its methods are all that the transport asks of a receiver."""
    from aiortc.rtcdtlstransport import RtpReceiver

    wanted = {name for name in vars(RtpReceiver) if name.startswith("_handle")}
    assert wanted == {"_handle_disconnect", "_handle_rtcp_packet", "_handle_rtp_packet"}
    for name in wanted:
        there, ours = (list(inspect.signature(getattr(kind, name)).parameters) for kind in (RtpReceiver, _Receiving))
        assert ours == there, f"media.transport._Receiving.{name} has other parameters than aiortc gives"


async def test_what_we_read_is_there() -> None:
    ice = IceLite(Reach(), remote_username="them", clock=lambda: 0.0)
    transport = RTCDtlsTransport(ice, [RTCCertificate.generateCertificate()])  # type: ignore[arg-type]
    assert transport._state == State.NEW
    assert transport._rtp_router.ssrc_table == {}, "the sources that have sent: they are counted"
    assert {"NEW", "CONNECTED", "CLOSED", "FAILED"} <= {state.name for state in State}


def test_what_dtls_asks_of_its_ice_transport_is_what_ours_has() -> None:
    asked = set(re.findall(r"self\._?transport\.(\w+)", inspect.getsource(RTCDtlsTransport)))
    assert asked == {"role", "_recv", "_send"}, "media/ice.py stands in for aiortc's RTCIceTransport"


def test_a_packet_of_our_payload_type_finds_us_whatever_its_ssrc() -> None:
    class Packet:
        ssrc, payload_type = 77, 111

    router, ours = RtpRouter(), _Receiving(None, None, lambda: 0.0)  # type: ignore[arg-type]
    router.register_receiver(ours, ssrcs=[5], payload_types=[111], mid="0")
    assert router.route_rtp(Packet()) is ours  # type: ignore[arg-type]


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


async def test_a_padding_packet_and_the_end_of_a_frame_are_told_as_such() -> None:
    """What frames are made of: without the marker none ends, and padding that went unnoticed would be a loss."""
    heard: list[tuple[int, bytes, int, bool]] = []

    class Hears:
        def picture(
            self, ssrc: int, sequence: int, timestamp: int, payload: bytes, *, payload_type: int, ends_frame: bool,
            arrival_s: float,
        ) -> None:  # fmt: skip
            heard.append((sequence, payload, payload_type, ends_frame))

    ice = IceLite(Reach(), remote_username="", clock=lambda: 0.0)
    ours = _ReceivingPicture(ice, Hears(), lambda: 0.0)  # type: ignore[arg-type]  # it hears pictures only
    marked = RtpPacket(payload_type=96, marker=1, sequence_number=7, payload=b"frame")
    padding = RtpPacket(payload_type=96, sequence_number=8)
    padding.padding_size = 200
    for packet in (marked, padding):
        await ours._handle_rtp_packet(RtpPacket.parse(packet.serialize()), 0)
    assert heard == [(7, b"frame", 96, True), (8, b"", 96, False)]
