"""The floor of a recorder: each datagram is appended to its port's file, as it came. No DTLS, no consent, no seal.

`python -m bench.rivals.datagrams FOLDER PORTS` prints the first of its ports; the others follow it.
"""

import asyncio
import socket
import sys
from functools import partial
from pathlib import Path
from typing import BinaryIO


class Writer(asyncio.DatagramProtocol):
    """One voice."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def datagram_received(self, data: bytes, _: object) -> None:
        """Write it."""
        self._file.write(data)


async def serve(folder: Path, count: int) -> None:
    """Until killed."""
    first = _row_of_ports(count)
    loop = asyncio.get_running_loop()
    for number, port in enumerate(first):
        file = (folder / f"{number}.rtp").open("wb", buffering=0)
        await loop.create_datagram_endpoint(partial(Writer, file), sock=port)
    sys.stdout.write(f"port {first[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def _row_of_ports(count: int) -> list[socket.socket]:
    """Free ones, one after the other."""
    for begin in range(20_000, 30_000, count):
        row: list[socket.socket] = []
        try:
            for port in range(begin, begin + count):
                row.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                row[-1].bind(("127.0.0.1", port))
        except OSError:
            for each in row:
                each.close()
        else:
            return row
    raise SystemExit("bench: no free ports")


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
