"""The list and the board of cases over REST: filters that are kept, and who looks after a case."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from cases.board import Owner
from cases.case_list import CaseFilter, KeptFilter
from cases.ownership import give_to
from cases.stage_board import StageBoard, read_stage_board
from records.case_choices import CaseChoices, read_choices
from records.cases import find_case
from records.saved_filters import count_filters, forget_filter, list_filters, put_in_order, save_filter
from records.tables import SavedFilterRow
from records.users import find_user
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode, Role
from web.callers import Caller
from web.operation import Ask
from web.parts import Parts

MOST_FILTERS = 30
_Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class BoardSearch(CaseFilter):
    """The board has every stage, and an order of its own: `stage` and `sort` count for nothing here."""


class NewOwner(BaseModel, extra="forbid"):
    """Who looks after the case from now on; null: nobody."""

    user_id: _Id | None


class CaseOwner(BaseModel):
    """Who looks after it now."""

    owner: Owner | None


class FilterToSave(BaseModel, extra="forbid"):
    """A filter and its name. Words that were searched for are not kept: they may be somebody's name."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    filter: CaseFilter
    shared: bool = Field(default=False, description="everybody sees it; for supervisors")


class SavedFilter(BaseModel):
    """A filter that somebody keeps. `own`: it is the caller's."""

    model_config = ConfigDict(frozen=True)
    id: str
    name: str
    filter: KeptFilter
    shared: bool
    own: bool
    by_name: str


class SavedFilters(BaseModel):
    """The caller's own in their order, then those that are shared."""

    filters: tuple[SavedFilter, ...]


class FilterOrder(BaseModel, extra="forbid"):
    """The caller's own filters in their order."""

    ids: Annotated[tuple[_Id, ...], Field(max_length=MOST_FILTERS)]


async def show_case_board(ask: Ask[None, BoardSearch]) -> StageBoard:
    """Each stage's cases that fit, with the soonest deadline on top, and how many there are."""
    return await read_stage_board(
        ask.parts.database, ask.query, user_id=ask.caller.user_id, now=ask.parts.clock(),
        rules=ask.parts.casework.rules,
    )  # fmt: skip


async def show_case_choices(ask: Ask[None, None]) -> CaseChoices:
    """The values that occur, for whoever makes a filter."""
    async with ask.parts.database.reading() as session:
        return await read_choices(session)


async def set_case_owner(ask: Ask[NewOwner, None]) -> CaseOwner:
    """An agent takes a case, from a colleague too, or gives their own back; a supervisor gives it to anybody."""
    caller, wanted, now = ask.caller, ask.body.user_id, ask.parts.clock()
    async with ask.parts.database.transaction() as session:
        row = await find_case(session, ask.path("reference"), for_update=True)
        if row is None:
            raise SignalError(ErrorCode.CASE_NOT_FOUND, "There is no case with this reference.")
        own = wanted == caller.user_id or (wanted is None and row.owner_id in {None, caller.user_id})
        if caller.role is not Role.SUPERVISOR and not own:
            raise SignalError(ErrorCode.FORBIDDEN, "Only a supervisor gives cases to others.")
        owner = await find_user(session, wanted) if wanted else None
        if wanted and owner is None:
            raise SignalError(ErrorCode.NOT_FOUND, "There is nobody of this id.")
        await give_to(session, row, owner, actor=caller.actor, now=now)
        return CaseOwner(owner=Owner(id=owner.id, name=owner.name) if owner else None)


async def list_saved_filters(ask: Ask[None, None]) -> SavedFilters:
    """The caller's own, and those that supervisors share."""
    return await _seen_by(ask.caller, ask.parts)


async def keep_filter(ask: Ask[FilterToSave, None]) -> SavedFilters:
    """Under its name; what was kept under the same name gives way."""
    caller, wish = ask.caller, ask.body
    if wish.shared and caller.role is not Role.SUPERVISOR:
        raise SignalError(ErrorCode.FORBIDDEN, "Only a supervisor shares filters.")
    kept = wish.filter.model_dump(mode="json", exclude_defaults=True)
    async with ask.parts.database.transaction() as session:
        new = await save_filter(
            session, caller.user_id or "", wish.name, kept, shared=wish.shared, now=ask.parts.clock()
        )
        if new and await count_filters(session, caller.user_id or "") > MOST_FILTERS:
            raise SignalError(ErrorCode.INVALID_FIELD, f"Nobody keeps more than {MOST_FILTERS} filters.")
    return await _seen_by(ask.caller, ask.parts)


async def order_filters(ask: Ask[FilterOrder, None]) -> SavedFilters:
    """Those not named stay behind those that are."""
    async with ask.parts.database.transaction() as session:
        await put_in_order(session, ask.caller.user_id or "", ask.body.ids)
    return await _seen_by(ask.caller, ask.parts)


async def forget_saved_filter(ask: Ask[None, None]) -> SavedFilters:
    """The caller's own."""
    async with ask.parts.database.transaction() as session:
        if not await forget_filter(session, ask.caller.user_id or "", ask.path("filter_id")):
            raise SignalError(ErrorCode.NOT_FOUND, "You keep no such filter.")
    return await _seen_by(ask.caller, ask.parts)


async def _seen_by(caller: Caller, parts: Parts) -> SavedFilters:
    user_id = caller.user_id or ""
    async with parts.database.reading() as session:
        rows = await list_filters(session, user_id)
    return SavedFilters(filters=tuple(kept for row, name in rows if (kept := _saved(row, name, user_id))))


def _saved(row: SavedFilterRow, by_name: str, user_id: str) -> SavedFilter | None:
    """None for a filter that holds a word of a newer release than ours."""
    try:
        said = KeptFilter.model_validate(CaseFilter.model_validate(row.filter).model_dump(mode="json"))
    except ValidationError:
        return None
    return SavedFilter(
        id=row.id, name=row.name, filter=said, shared=row.shared, own=row.user_id == user_id, by_name=by_name
    )  # fmt: skip
