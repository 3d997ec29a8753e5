"""What of an offer its parser is given: the lines that are read, and no more of them than any browser writes.

aiortc's parser looks at every codec for each feedback, and at every source for each source: one offer of 59 KB stood
still all legs of a worker for ten seconds. What is let through takes it a few milliseconds at most.
"""

from collections import Counter

from media.errors import OfferRefused

_MOST_LINES = 2_000
"""Chromium writes 165, four of them for its addresses; who has many addresses writes some hundreds more."""
_MOST_OF_A_KIND = 128
"""So many payload types there are (RFC 3551, section 3); Chromium names 31."""
_LONGEST = 16 * 1024
"""Of what is read; of Chromium's offer that is 3 KiB."""
_READ = frozenset(
    {
        "v=", "o=", "s=", "t=", "c=", "m=",
        "a=fingerprint", "a=fmtp", "a=group", "a=ice-pwd", "a=ice-ufrag", "a=inactive", "a=mid", "a=recvonly",
        "a=rtcp-mux", "a=rtpmap", "a=sendonly", "a=sendrecv", "a=setup", "a=ssrc", "a=ssrc-group",
    }
)  # fmt: skip


def sifted(offer: str) -> str:
    """The offer without what is not read of it (RFC 8866, section 5.13). Raises OfferRefused where that is too much."""
    lines = offer.splitlines()
    if len(lines) > _MOST_LINES:
        raise OfferRefused
    kept = [line for line in lines if _kind(line) in _READ]
    most = max(Counter(map(_kind, kept)).values(), default=0)
    if most > _MOST_OF_A_KIND or sum(map(len, kept)) > _LONGEST:
        raise OfferRefused
    return "\r\n".join(kept)


def _kind(line: str) -> str:
    """As the parser tells lines apart: an attribute by its name, all else by its letter."""
    return line.partition(":")[0] if line.startswith("a=") else line[:2]
