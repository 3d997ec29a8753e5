"""The inner interfaces of aiortc and aioice that `media/transport.py` leans on.

When one of these fails after an update, that file is the only one to be changed, and the failure says what in it.
"""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from aioice.ice import Connection, StunProtocol
from aiortc import RTCCertificate, RTCDtlsTransport, RTCIceGatherer, RTCIceTransport, RTCPeerConnection
from aiortc.rtcdtlstransport import RtpRouter, State
from aiortc.rtcrtpparameters import RTCRtpDecodingParameters, RTCRtpReceiveParameters
from aiortc.rtp import RtcpPacket, RtcpReceiverInfo, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket

from media.description import read_offer
from media.transport import _keep_strangers_out, _Receiving

CALLED: list[tuple[Callable[..., Any], list[str], str]] = [
    (RTCDtlsTransport._set_role, ["self", "role"], "we are the DTLS client: answering passive costs a round trip"),
    (RTCDtlsTransport._register_rtp_receiver, ["self", "receiver", "parameters"], "how our receiver gets its packets"),
    (RTCDtlsTransport._send_rtp, ["self", "data"], "how NACK and receiver reports are sent"),
    (RTCDtlsTransport.stop, ["self"], "how a leg is closed"),
    (RTCDtlsTransport.start, ["self", "remoteParameters"], "how a leg is opened"),
    (RTCIceTransport.start, ["self", "remoteParameters"], "how a leg is opened"),
    (RTCIceTransport.addRemoteCandidate, ["self", "candidate"], "whom a leg talks to"),
    (Connection.get_component_candidates, ["self", "component", "addresses", "timeout"], "REASSURE_MEDIA_ADDRESSES"),
    (StunProtocol.datagram_received, ["self", "data", "addr"], "where strangers' datagrams are dropped"),
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
    gatherer = RTCIceGatherer(iceServers=[])
    await gatherer.gather()
    connection = gatherer._connection
    try:
        assert isinstance(connection, Connection)
        assert connection._protocols, "the sockets of a gathered connection, where strangers are kept out"
        assert connection._check_list == [], "pairs with a state: who has been checked"
        assert connection._nominated == {}, "pairs in use, by component"
        transport = RTCDtlsTransport(RTCIceTransport(gatherer), [RTCCertificate.generateCertificate()])
        assert transport._state == State.NEW
        assert {"NEW", "CONNECTED", "CLOSED", "FAILED"} <= {state.name for state in State}
    finally:
        await connection.close()


def test_a_packet_of_our_payload_type_finds_us_whatever_its_ssrc() -> None:
    class Packet:
        ssrc, payload_type = 77, 111

    router, ours = RtpRouter(), _Receiving(None, lambda: 0.0)  # type: ignore[arg-type]
    router.register_receiver(ours, ssrcs=[5], payload_types=[111], mid="0")
    assert router.route_rtp(Packet()) is ours  # type: ignore[arg-type]


def test_reports_and_requests_are_written_as_the_specifications_have_them() -> None:
    """RFC 4585, section 6.2.1, and RFC 3550, section 6.4.2."""
    nack = bytes(RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=2, lost=sorted([65535, 1, 2])))
    assert nack.hex() == "81cd0004" + "00000001" + "00000002" + "00010001" + "ffff0000"
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
    offer = read_offer(peer.localDescription.sdp, private_candidates=True)
    await peer.close()
    assert offer.codec.mimeType == "audio/opus"
    encodings = [RTCRtpDecodingParameters(ssrc=ssrc, payloadType=offer.codec.payloadType or 0) for ssrc in offer.ssrcs]
    assert RTCRtpReceiveParameters(codecs=[offer.codec], encodings=encodings, muxId=offer.mid).codecs == [offer.codec]


async def test_only_stun_passes_from_addresses_that_nobody_has_checked() -> None:
    """An empty datagram would end aiortc's data pump: it reads the first byte of each."""
    gatherer = RTCIceGatherer(iceServers=[])
    await gatherer.gather()
    connection = gatherer._connection
    passed: list[bytes | str] = []
    for protocol in connection._protocols:
        protocol.datagram_received = lambda data, _: passed.append(data)  # type: ignore[method-assign,assignment]
    _keep_strangers_out(gatherer)
    stun = bytes.fromhex("000100002112a442") + bytes(12)
    hello, alert, rtp, empty = bytes([22]) + bytes(60), bytes([21]) + bytes(14), bytes([128]) + bytes(40), b""
    for datagram in (stun, hello, alert, rtp, empty, stun[:10], b"\x01nonsense that is no STUN at all"):
        connection._protocols[0].datagram_received(datagram, ("192.0.2.1", 4000))
    assert passed == [stun]
    await connection.close()
    await asyncio.sleep(0)
