"""All that stands in a WebM file before its first cluster: what kind it is, its tracks, and the index of its clusters.

Of parts and of whole recordings alike. Pure. Element ids: RFC 9559; the header of Opus in it: RFC 7845, section 5.1.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from media.ebml import bytes_of, element, head, number
from media.opus import SAMPLES_PER_S
from media.picture import Codec, Size

SOUND, PICTURE = 1, 2
"""The numbers of the tracks."""

MediaType = Literal["audio/webm", "video/webm", "video/x-matroska"]

_PREROLL_NS = 80_000_000
"""What a decoder needs to hear before it is right again."""
_APP = b"Reassure"
_CODEC_IDS = {Codec.VP8: b"V_VP8", Codec.VP9: b"V_VP9", Codec.H264: b"V_MPEG4/ISO/AVC"}


@dataclass(frozen=True, slots=True)
class PictureTrack:
    """What a track header says. Players follow the frames when their size changes; the header keeps the first one."""

    codec: Codec
    size: Size
    private: bytes


@dataclass(frozen=True, slots=True)
class Tracks:
    """What is in a file; `channels` of the sound, None without any. `delay_samples`: what an encoder says first, and is
    not to be heard.
    """

    channels: int | None
    picture: PictureTrack | None = None
    delay_samples: int = 0

    @property
    def media_type(self) -> MediaType:
        """H.264 is no codec of WebM; the same file is Matroska then, and says so."""
        if self.picture is None:
            return "audio/webm"
        return "video/x-matroska" if self.picture.codec is Codec.H264 else "video/webm"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster begins and how many bytes it has, its own head among them; `cue` is the track that can be played
    from there.
    """

    start_ms: int
    size: int
    cue: int = SOUND


def file_head(tracks: Tracks, clusters: Sequence[Cluster], *, seconds: float) -> bytes:
    """Of a file in which these clusters follow, in this order and without anything in between."""
    info, described = _info(seconds), _tracks(tracks)
    info_at = len(_seek(0, 0, 0))
    tracks_at = info_at + len(info)
    cues_at = tracks_at + len(described)
    first = cues_at + len(_cues(clusters, 0))
    segment = first + sum(cluster.size for cluster in clusters)
    seek = _seek(info_at, tracks_at, cues_at)
    return _ebml(tracks) + head(0x18538067, segment) + seek + info + described + _cues(clusters, first)


def _ebml(tracks: Tracks) -> bytes:
    kind = b"matroska" if tracks.media_type == "video/x-matroska" else b"webm"
    return element(
        0x1A45DFA3,
        number(0x4286, 1) + number(0x42F7, 1) + number(0x42F2, 4) + number(0x42F3, 8)
        + element(0x4282, kind) + number(0x4287, 4) + number(0x4285, 2),
    )  # fmt: skip


def _seek(info_at: int, tracks_at: int, cues_at: int) -> bytes:
    entries = ((0x1549A966, info_at), (0x1654AE6B, tracks_at), (0x1C53BB6B, cues_at))
    places = (element(0x53AB, bytes_of(kind)) + number(0x53AC, at, width=8) for kind, at in entries)
    return element(0x114D9B74, b"".join(element(0x4DBB, place) for place in places))


def _info(seconds: float) -> bytes:
    duration = element(0x4489, struct.pack(">d", seconds * 1000))
    return element(0x1549A966, number(0x2AD7B1, 1_000_000) + duration + element(0x4D80, _APP) + element(0x5741, _APP))


def _tracks(tracks: Tracks) -> bytes:
    sound = _sound(tracks.channels, tracks.delay_samples) if tracks.channels is not None else b""
    return element(0x1654AE6B, sound + (_picture(tracks.picture) if tracks.picture else b""))


def _sound(channels: int, delay_samples: int) -> bytes:
    opus_head = b"OpusHead" + struct.pack("<BBHIhB", 1, channels, delay_samples, SAMPLES_PER_S, 0, 0)
    audio = element(0xB5, struct.pack(">d", float(SAMPLES_PER_S))) + number(0x9F, channels)
    delay_ns = delay_samples * 1_000_000_000 // SAMPLES_PER_S
    return element(
        0xAE,
        number(0xD7, SOUND) + number(0x73C5, SOUND) + number(0x83, 2) + number(0x9C, 0)
        + element(0x86, b"A_OPUS") + number(0x56AA, delay_ns) + number(0x56BB, _PREROLL_NS)
        + element(0x63A2, opus_head) + element(0xE1, audio),
    )  # fmt: skip


def _picture(track: PictureTrack) -> bytes:
    private = element(0x63A2, track.private) if track.private else b""
    video = number(0xB0, track.size.width) + number(0xBA, track.size.height)
    return element(
        0xAE,
        number(0xD7, PICTURE) + number(0x73C5, PICTURE) + number(0x83, 1) + number(0x9C, 0)
        + element(0x86, _CODEC_IDS[track.codec]) + private + element(0xE0, video),
    )  # fmt: skip


def _cues(clusters: Sequence[Cluster], position: int) -> bytes:
    """The first cluster begins at `position`; it takes no other number of bytes wherever that is."""
    points: list[bytes] = []
    for cluster in clusters:
        place = element(0xB7, number(0xF7, cluster.cue) + number(0xF1, position, width=8))
        points.append(element(0xBB, number(0xB3, cluster.start_ms, width=8) + place))
        position += cluster.size
    return element(0x1C53BB6B, b"".join(points))
