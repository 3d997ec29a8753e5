"""The rules for alerts over REST: which are in force, and what others would have done. Nobody switches any on here."""

from pydantic import BaseModel, Field

from cases.alerting.history import Replayed, replay
from cases.alerting.rules import read_rules
from cases.book import MAX_TEXT, BookNotValid
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.callers import limit_tries_of
from web.operation import Ask


class RulesInForce(BaseModel):
    """`text` is the TOML they were read from; empty as delivered."""

    name: str
    fingerprint: str
    text: str


class RulesTrial(BaseModel, extra="forbid"):
    """Rules to be tried over the last `days`."""

    text: str = Field(max_length=MAX_TEXT)
    days: int = Field(default=90, ge=1, le=730)


async def show_rules(ask: Ask[None, None]) -> RulesInForce:
    """By which alerts are raised now."""
    work = ask.parts.casework
    return RulesInForce(name=work.rules.name, fingerprint=work.rules.fingerprint, text=work.rules_text)


async def try_rules(ask: Ask[RulesTrial, None]) -> Replayed:
    """What these rules would have done over the journeys there are, beside those in force. Changes nothing."""
    await limit_tries_of(ask.http, "replay", ask.caller.actor, limit=10, per_s=60)
    try:
        others = read_rules(ask.body.text)
    except BookNotValid as error:
        raise SignalError(ErrorCode.INVALID_FIELD, "\n".join(error.problems)) from error
    return await replay(
        ask.parts.database, ask.parts.casework.rules, others, days=ask.body.days, now=ask.parts.clock()
    )  # fmt: skip
