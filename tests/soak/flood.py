"""A million messages from fifty flooders against one real server process, beside one honest pair.

`python -m tests.soak.flood --messages 1000000 --flooders 50` prints what the pair measured without the flood and
with it, and the server's memory. The flooders run in a process of their own; each has an address of its own, a
sign-in and a call, since with less nobody could do as much harm. They come back as often as the server lets them.
Each sends its share of one kind. Sent is what TCP has taken, of which the server reads as much as it wants to.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from records.credentials import issue
from records.database import open_database
from records.tables import AgentRow, UserRow
from signaling.protocol.words import AgentState, Role
from tests.e2e.house import House, open_house
from tests.hardening.raw_socket import PING, TEXT, RawSocket

BATCH, LONGEST_S = 20, 300
KINDS: dict[str, tuple[int, bytes]] = {
    "nonsense": (TEXT, b"nonsense"),
    "deep": (TEXT, b"[" * 20_000),
    "unknown type": (TEXT, b'{"type": "reboot", "id": 7}'),
    "candidates": (TEXT, b'{"type": "candidate", "to_page": "x", "candidate": {"candidate": ""}}'),
    "chat": (TEXT, b'{"type": "chat", "client_id": "a", "text": "buy my watches"}'),
    "media": (TEXT, b'{"type": "media", "audio": true, "video": false}'),
    "pings": (PING, b""),
}


@dataclass(frozen=True, slots=True)
class Flooder:
    """What one of them needs to come in."""

    number: int
    token: str
    call_id: str


def flood(base: str, flooders: list[Flooder], messages: int, told: "multiprocessing.Queue[Any]") -> None:
    """In a process of its own; tells what it has sent, and what the server has said to it."""
    sent, words = Counter[str](), Counter[str]()
    share, end = messages // len(flooders), time.monotonic() + LONGEST_S

    async def one(flooder: Flooder) -> None:
        kind, (opcode, payload) = list(KINDS.items())[flooder.number % len(KINDS)]
        times = max(1, min(BATCH, 400_000 // max(1, len(payload))))
        own = 0
        while own < share and time.monotonic() < end:
            try:
                raw = await RawSocket.open(base, origin=base, address=f"10.9.0.{flooder.number}")
            except (ConnectionError, AssertionError):
                words["no handshake"] += 1
                await asyncio.sleep(0.2)
                continue
            hearing = asyncio.create_task(_hear(raw, words))
            with suppress(ConnectionError):
                await raw.say("hello", token=flooder.token, page_id=f"f{flooder.number}")
                await raw.say("enter", call_id=flooder.call_id)
                while own < share and time.monotonic() < end and not hearing.done():
                    await raw.send(opcode, payload, times=times)
                    own += times
                    sent[kind] += times
                    await asyncio.sleep(0)
            hearing.cancel()
            await asyncio.wait([hearing])
            raw.close()

    async def all_of_them() -> None:
        await asyncio.gather(*(one(flooder) for flooder in flooders))

    asyncio.run(all_of_them())
    told.put((dict(sent), dict(words)))


async def _hear(raw: RawSocket, words: Counter[str]) -> None:
    heard = await raw.swallow()
    words["inner words"] += sum(word in heard for word in (b"Traceback", b'File "', b"sqlalchemy", b"pydantic"))
    words["rate_limited"] += b'"bye","code":"rate_limited"' in heard
    words["connections"] += 1


async def _sign_ups(house: House, count: int) -> list[Flooder]:
    now, tokens = datetime.now(UTC), []
    url = f"sqlite+aiosqlite:///{house.folder}/reassure.db"
    async with open_database(url) as database, database.transaction() as session:
        for number in range(count):
            name = f"f{number}"
            user = UserRow(
                id=name, email=f"{name}@example.org", name=name, role=Role.AGENT, languages=["en"],
                password_hash="x", created_at=now,
            )  # fmt: skip
            session.add(user)
            await session.flush()
            session.add(AgentRow(user_id=name, state=AgentState.OFFLINE, since=now))
            how = {"role": Role.AGENT, "user_id": name, "now": now, "ttl": timedelta(hours=2)}
            tokens.append(await issue(session, kind="socket", name=name, **how))  # type: ignore[arg-type]
    found = []
    for number, token in enumerate(tokens):
        case = {"title": "a lamp", "customer": {"name": "Eve", "language": "en"}}
        await house.ask("PUT", f"/api/cases/LP-F{number}", body=case)
        call = await house.ask("POST", f"/api/cases/LP-F{number}/calls", body={"mode": "invite"})
        found.append(Flooder(number, token, call["call_id"]))
    return found


class Pair:
    """Two honest pages in one call: what one says, the other hears."""

    def __init__(self, agent: "aiohttp.ClientWebSocketResponse[bool]", customer: Any) -> None:
        self._agent, self._customer = agent, customer

    @classmethod
    async def meet(cls, house: House) -> "Pair":
        base, (email, password) = house.origin, house.sign_in("agent")
        http, origin = house.http, {"Origin": house.origin}
        async with http.post(f"{base}/api/session", json={"email": email, "password": password}, headers=origin) as got:
            token = (await got.json())["socket_token"]
        made = await house.ask("POST", "/api/cases/LP-1001/calls", body={"mode": "invite"})
        call_id, secret = made["call_id"], made["join_url"].partition("#")[2]
        join = {"call_id": call_id, "secret": secret}
        async with http.post(f"{base}/api/join", json=join, headers=origin) as got:
            joined = await got.json()
        ends = []
        for said, page in ((token, "a"), (joined["token"], "c")):
            socket = await http.ws_connect(f"{base}/ws", protocols=("reassure.v1",), headers=origin)
            await socket.send_json({"type": "hello", "token": said, "page_id": page})
            ends.append(socket)
        await ends[0].send_json({"type": "enter", "call_id": call_id})
        await asyncio.sleep(1)
        return cls(*ends)

    async def measure(self, until: Any) -> list[float]:
        """Ten messages a second, alternately a relay and, each twentieth, a line of chat; milliseconds of each."""
        taken, number = [], 0
        while not until():
            number += 1
            begun = time.perf_counter()
            if number % 20:
                said = {"type": "candidate", "to_page": "c", "candidate": {"candidate": f"n{number}"}}
            else:
                said = {"type": "chat", "client_id": f"n{number}", "text": f"n{number}"}
            await self._agent.send_json(said)
            async with asyncio.timeout(30):
                while f'"n{number}"' not in await self._customer.receive_str():
                    pass
            taken.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(0.1)
        return taken


def _memory_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _told(name: str, taken: list[float]) -> str:
    taken.sort()
    p50, p99 = statistics.median(taken), taken[int(len(taken) * 0.99)]
    return f"{name:16} {len(taken):5} messages   median {p50:7.1f} ms   p99 {p99:7.1f} ms   worst {taken[-1]:7.1f} ms"


async def run(messages: int, count: int, quiet_s: float) -> None:
    """The whole of it."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(Path(folder), trusted_proxies="1", media_workers="0", log_level="info") as house:
            flooders, pair = await _sign_ups(house, count), await Pair.meet(house)
            pid = house.program.process.pid
            end = time.monotonic() + quiet_s
            print(_told("without flood", await pair.measure(lambda: time.monotonic() > end)), flush=True)
            begin_mb = _memory_mb(pid)
            told: multiprocessing.Queue[Any] = multiprocessing.get_context("spawn").Queue()
            process = multiprocessing.get_context("spawn").Process(
                target=flood, args=(house.origin, flooders, messages, told)
            )
            begun = time.monotonic()
            process.start()
            memory: list[int] = []

            def over() -> bool:
                if time.monotonic() - begun > 10 * (len(memory) + 1):
                    memory.append(round(_memory_mb(pid)))
                return not told.empty()

            print(_told("with flood", await pair.measure(over)), flush=True)
            took_s = time.monotonic() - begun
            sent, words = told.get()
            process.join(10)
            await asyncio.sleep(10)
            print(f"memory           {begin_mb:.0f} MB before, {_memory_mb(pid):.0f} MB ten seconds after")
            print(f"each ten seconds {memory}")
            print(f"sent             {sum(sent.values())} messages in {took_s:.0f} s: {json.dumps(sent)}")
            print(f"heard            {json.dumps(words)}")
            print(f"log              {len(house.program.said)} characters")


def main() -> None:
    """Read the command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=1_000_000)
    options.add_argument("--flooders", type=int, default=50)
    options.add_argument("--quiet-s", type=float, default=20)
    chosen = options.parse_args()
    asyncio.run(run(chosen.messages, chosen.flooders, chosen.quiet_s))


if __name__ == "__main__":
    main()
