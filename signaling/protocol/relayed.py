"""What one page of a call says to another one: of it the server needs to know only that it is right, and for whom.

Browsers write it always alike, and then one pass of one expression checks all of it. What is written otherwise is read
the long way, by the models; the expression knows nothing that they would refuse (a property test holds it to that).
"""

import re
from typing import NamedTuple

from signaling.protocol.incoming import Incoming, SendCandidate, SendDescription

_LONGEST = 16_384
"""Characters, each of one byte; a description may have three times as many."""

_ID = r"[A-Za-z0-9_-]{1,64}"
_PLAIN = r"[ !#-\[\]-~]"
"""What JSON writes as it is."""
_END = r"(?:\\r)?\\n"
_SDP = rf"v=0{_END}o={_PLAIN}*+{_END}s={_PLAIN}*+(?:{_END}[a-z]={_PLAIN}*+)*+(?:{_END})?"
_TEXT = rf'"{_PLAIN}{{{{0,{{}}}}}}"'
_CANDIDATE = (
    rf'"candidate":{_TEXT.format(1024)}(?:,"sdpMid":(?:null|{_TEXT.format(64)}))?'
    rf'(?:,"sdpMLineIndex":(?:null|[0-9]|[1-5][0-9]))?(?:,"usernameFragment":(?:null|{_TEXT.format(256)}))?'
)
_RELAYED = re.compile(
    rf'\{{"type":"(description|candidate)","to_page":"({_ID})",'
    rf'"(?:description":(\{{"type":"(?:offer|answer)","sdp":"{_SDP}"\}})|candidate":(\{{{_CANDIDATE}\}}))'
    r'(?:,"id":(?:0|[1-9][0-9]{0,8}))?\}'
)


class Relayed(NamedTuple):
    """`body` is the JSON of what `type` names, checked."""

    type: str
    to_page: str
    body: str

    def passed_on(self, *, from_page: str) -> str:
        """As the other page hears it."""
        kind = self.type
        return f'{{"type":"{kind}","from_page":"{from_page}","to_page":"{self.to_page}","{kind}":{self.body}}}'


def glance(text: str) -> Relayed | None:
    """What is to be relayed, if it is written as browsers write it; None for all else, right or wrong."""
    if len(text) > _LONGEST or (found := _RELAYED.fullmatch(text)) is None:
        return None
    kind, to_page, description, candidate = found.groups()
    if (kind == "description") is not (description is not None):
        return None
    return Relayed(kind, to_page, description or candidate)


def relayed(message: Incoming) -> Relayed | None:
    """The same of a message that was read the long way; None when it is for the server itself."""
    match message:
        case SendDescription(to_page=to_page, description=description):
            return Relayed("description", to_page, description.model_dump_json())
        case SendCandidate(to_page=to_page, candidate=candidate):
            return Relayed("candidate", to_page, candidate.model_dump_json())
        case _:
            return None
