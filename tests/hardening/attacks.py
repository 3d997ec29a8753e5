"""A house with a call in it, and what must hold of every refusal: its code, nothing changed, nothing told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.integration.web.stage import AGENT, INTEGRATOR, PASSWORD, Answered, Browser, Stage

INNER_WORDS = (
    b"Traceback", b'File "', b".py", b"sqlalchemy", b"sqlite", b"psycopg", b"pydantic", b"aiohttp", b"SELECT", b"/work",
    b"0x", b"Error(",
)  # fmt: skip


@dataclass
class House:
    """A stage, one open call, and people who are already there."""

    stage: Stage
    call: dict[str, Any]
    nobody: Browser
    people: dict[str, Browser]

    @property
    def link(self) -> dict[str, str]:
        return {"call_id": self.call["call_id"], "secret": self.call["secret"]}

    def who(self, name: str | None) -> Browser:
        return self.people[name] if name else self.nobody

    async def refused(  # the whole of what "refused" means, in one place
        self, who: Browser, method: str, path: str, *, status: int, code: str,
        headers: Mapping[str, str | None] | None = None, **how: Any,
    ) -> Answered:  # fmt: skip
        """Ask, and see that it is refused as it should be."""
        await self.forget_tries()
        before, heard = await self.stage.dump(), len(self.stage.log)
        answer = await who.ask(method, _filled(path, self.call["call_id"]), headers=headers, **how)
        assert (answer.status, answer.code) == (status, code), answer.raw[:500]
        assert answer.json["status"] == status
        assert answer.json["detail"]
        assert not [word for word in INNER_WORDS if word in answer.raw]
        assert await self.stage.dump() == before
        self.noted(code, since=heard)
        return answer

    def noted(self, code: str, *, since: int = 0) -> None:
        """The log has the refusal, and nothing that opens anything."""
        lines = self.stage.log[since:]
        assert code in [line.get("code") for line in lines], lines
        self.keeps_secrets()

    def keeps_secrets(self) -> None:
        """Nothing in the log opens anything, even before it is redacted."""
        told = repr(self.stage.log)
        secrets = [*self.stage.tokens.values(), PASSWORD, self.call["secret"], self.call["code"]]
        assert not [secret for secret in secrets if secret in told]

    async def forget_tries(self) -> None:
        """Nobody has tried anything yet."""
        keys = [key async for key in self.stage.redis.scan_iter("reassure:limit:*")]
        if keys:
            await self.stage.redis.delete(*keys)


async def open_house(stage: Stage) -> House:
    call = await stage.opened(by=INTEGRATOR)
    people = {name: await stage.browser(name) for name in (AGENT, "ana", "sam")}
    return House(stage, call, await stage.browser(), people | {INTEGRATOR: await stage.program()})


def _filled(path: str, call_id: str) -> str:
    """A real call, and other things that never were."""
    return re.sub(r"\{(?!reference)\w+\}", "none-such", path.replace("{call_id}", call_id))
