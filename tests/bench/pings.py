"""`python tests/bench/pings.py HOST PORT COUNT`: UDP packets there and back, one by one; their round trips in ms.

With `echo` for COUNT it gives every packet back instead, until killed. Prints JSON, a lost one as null.
"""

import json
import socket
import sys
import time

_LOST_AFTER_S = 1.0
_APART_S = 0.01


def echo(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind((host, port))
        print("listening", flush=True)
        while True:
            packet, sender = door.recvfrom(2048)
            door.sendto(packet, sender)


def pings(host: str, port: int, count: int) -> list[float | None]:
    found: list[float | None] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.connect((host, port))
        line.settimeout(_LOST_AFTER_S)
        for number in range(count):
            sent = time.monotonic()
            line.send(number.to_bytes(4).ljust(172))  # as long as a packet of speech
            try:
                while int.from_bytes(line.recv(2048)[:4]) != number:
                    continue  # one that was given up comes after all
            except TimeoutError:
                found.append(None)
            else:
                found.append(1000 * (time.monotonic() - sent))
            time.sleep(_APART_S)
    return found


if __name__ == "__main__":
    if sys.argv[3] == "echo":
        echo(sys.argv[1], int(sys.argv[2]))
    else:
        print(json.dumps(pings(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
