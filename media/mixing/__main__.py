"""The process that decodes: `python -m media.mixing mix` takes its order as JSON from stdin, and prints what came of
it; `python -m media.mixing mp3` takes WebM from stdin and gives MP3.

The recording's key comes with the order, never as an argument: arguments are for everybody to read.
"""

import base64
import errno
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from media.errors import Damaged
from media.mixing.mix import NothingReadable, mix
from media.mixing.mp3 import transcode
from media.mixing.plan import Track

_NICE = 10
"""Calls come first."""


def main(what: str) -> None:
    """Do what is asked."""
    os.nice(_NICE)
    if what == "mp3":
        transcode(sys.stdin.buffer, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        print(json.dumps(_mixed(json.load(sys.stdin))))


def _mixed(order: dict[str, Any]) -> dict[str, Any]:
    try:
        mixed = mix(
            Path(order["folder"]), order["recording_id"], base64.b64decode(order["key"]),
            [Track(**track) for track in order["tracks"]], attempt=order["attempt"],
        )  # fmt: skip
    except (NothingReadable, Damaged):
        return {"failed": "nothing_readable"}
    except OSError as error:
        return {"failed": "no_room" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "disk"}
    return asdict(mixed)


if __name__ == "__main__":
    main(sys.argv[1])
