"""One part on disk: Opus packets as they come into WebM, clusters of a second, flushed. Never on the event loop."""

import hashlib
import os
import threading
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer

CLOCK = 1_000
"""WebM counts in milliseconds."""

_CLUSTER_MS = 1_000
_SAMPLES_PER_S = 48_000


@dataclass(frozen=True, slots=True)
class Written:
    """What a closed part is."""

    bytes_written: int
    seconds: float
    sha256: str


class PartFile:
    """Written by one thread at a time. While it grows it carries `.partial`; closing rewrites it with an index."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.growing = path.with_suffix(".partial.webm")
        self.seconds = 0.0
        self._lock = threading.Lock()
        self._container: OutputContainer | None = None
        self._stream: AudioStream | None = None
        self._closed = False

    def write(self, position_s: float, payload: bytes) -> None:
        """Append one Opus packet at `position_s`. Once closed, nothing: consent may end between two packets."""
        with self._lock:
            if self._closed:
                return
            stream = self._opened()
            packet = av.Packet(payload)
            packet.stream = stream
            packet.time_base = Fraction(1, CLOCK)
            packet.pts = packet.dts = round(position_s * CLOCK)
            packet.duration = round(packet_seconds(payload) * CLOCK)
            assert self._container is not None  # noqa: S101 (made by _opened)
            self._container.mux(packet)
            self.seconds = position_s + packet_seconds(payload)

    def size(self) -> int:
        """Bytes that have reached the file system."""
        try:
            return self.growing.stat().st_size
        except FileNotFoundError:
            return 0

    def close(self) -> Written | None:
        """Finish: index and duration are written, the file gets its final name. None if nothing ever came."""
        with self._lock:
            self._closed = True
            if self._container is None:
                return None
            self._container.close()
            self._container = self._stream = None
        return finish(self.growing, self.path)

    def discard(self) -> None:
        """Close and remove every trace."""
        with self._lock:
            self._closed = True
            if self._container is not None:
                self._container.close()
                self._container = self._stream = None
        for path in (self.growing, self.path, self.path.with_suffix(".remux.webm")):
            path.unlink(missing_ok=True)

    def _opened(self) -> AudioStream:
        if self._stream is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.growing, os.O_CREAT | os.O_WRONLY, 0o600))
            options = {"cluster_time_limit": str(_CLUSTER_MS), "flush_packets": "1"}
            self._container = av.open(str(self.growing), "w", format="webm", options=options)
            self._stream = self._container.add_stream("libopus", rate=_SAMPLES_PER_S, layout="mono")
            self._stream.time_base = Fraction(1, CLOCK)
        return self._stream


def finish(growing: Path, final: Path) -> Written:
    """Rewrite a file, also one whose writer was killed, with an index and its duration; packets are copied unchanged.

    Raises `av.FFmpegError` when nothing of it can be read.
    """
    remuxed = final.with_suffix(".remux.webm")
    seconds = _copy(growing, remuxed)
    os.chmod(remuxed, 0o600)  # noqa: PTH101 (beside os.open above: one way of speaking to the file system)
    digest = hashlib.sha256()
    with remuxed.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
        os.fsync(file.fileno())
    remuxed.replace(final)
    growing.unlink(missing_ok=True)
    return Written(final.stat().st_size, seconds, digest.hexdigest())


def _copy(source: Path, target: Path) -> float:
    end_s = 0.0
    with av.open(str(source)) as reading, av.open(str(target), "w", format="webm") as writing:
        incoming = reading.streams.audio[0]
        outgoing = writing.add_stream_from_template(incoming)
        for packet in reading.demux(incoming):
            if packet.pts is None or packet.size == 0:
                continue
            end_s = float(packet.pts * (incoming.time_base or Fraction(1, CLOCK))) + packet_seconds(bytes(packet))
            packet.stream = outgoing
            writing.mux(packet)
    return end_s


def packet_seconds(payload: bytes) -> float:
    """The duration of an Opus packet: RFC 6716 section 3.1, table 2 and the frame count code."""
    if not payload:
        return 0.0
    config, code = payload[0] >> 3, payload[0] & 3
    if config < 12:
        frame_ms = (10.0, 20.0, 40.0, 60.0)[config % 4]
    elif config < 16:
        frame_ms = (10.0, 20.0)[config % 2]
    else:
        frame_ms = (2.5, 5.0, 10.0, 20.0)[config % 4]
    frames = (1, 2, 2, payload[1] & 63 if len(payload) > 1 else 0)[code]
    return frame_ms * frames / 1000
