"""Which module knows the packets of which codec."""

from collections.abc import Mapping

from media import h264, vp8, vp9
from media.picture import Codec, Depacketiser

DEPACKETISERS: Mapping[Codec, Depacketiser] = {Codec.VP8: vp8, Codec.VP9: vp9, Codec.H264: h264}
