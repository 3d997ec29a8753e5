"""The claim pack as a page: HTML without one address in it. Every word of a stranger is escaped. Pure."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Final
from unicodedata import bidirectional

from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_decimal

from cases.claims.pack.content import ClaimantPart, ConsentPart, FilePart, LetterPart, PackContent, StatementPart
from cases.claims.pack.left_out import TEXTS_ON_PAGE
from cases.journeys.tracking_event import TrackingEvent

_FOLDER: Final = Path(__file__).parent / "words"
_STYLE: Final = (Path(__file__).parent / "sheet.css").read_text("utf-8")
_FALLBACK: Final = "en"
_RIGHT_TO_LEFT: Final = frozenset({"ar"})
_LEFT_TO_RIGHT, _FROM_RIGHT_TO_LEFT, _END = "\u2066", "\u2067", "\u2069"
_TURNING: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that turn what stands after them: in a stranger's words they would turn ours."""


def languages() -> frozenset[str]:
    """Those a pack can be written in."""
    return frozenset(file.stem for file in _FOLDER.glob("*.json"))


@cache
def _words(language: str) -> Mapping[str, str]:
    file = _FOLDER / f"{language}.json"
    found: Mapping[str, str] = json.loads(
        (file if file.is_file() else _FOLDER / f"{_FALLBACK}.json").read_text("utf-8")
    )
    return found


def sheet(content: PackContent, previews: Mapping[str, str]) -> str:
    """The whole page; `previews` are small pictures as data: URLs, by the id of their file."""
    return _Sheet(content, previews).html()


class _Sheet:
    def __init__(self, content: PackContent, previews: Mapping[str, str]) -> None:
        self._content = content
        self._previews = previews
        self._say = _words(content.language)
        self._locale = Locale.parse(content.language, sep="-")

    def html(self) -> str:
        """Everything in its order."""
        content, direction = self._content, "rtl" if self._content.language in _RIGHT_TO_LEFT else "ltr"
        parts = (
            self._head(), self._facts(), self._point(), self._trajectory(), *map(self._statement, content.statements),
            self._files(), self._correspondence(), self._summaries(), f"<p class='soft'>{self._word('files')}</p>",
        )  # fmt: skip
        title = f"{self._word('title')} {escape(content.reference)}"
        return (
            f"<!doctype html><html lang='{escape(content.language)}' dir='{direction}'><head><meta charset='utf-8'>"
            f"<title>{title}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
        )

    def _word(self, key: str) -> str:
        return escape(self._say[key])

    def _say_or(self, key: str) -> str:
        """A code of a newer release than ours is shown as it is."""
        return self._say.get(key) or key.partition(".")[2].replace("_", " ")

    def _when(self, at: datetime) -> str:
        return escape(format_datetime(at, "medium", locale=self._locale)) + " UTC"

    def _head(self) -> str:
        content = self._content
        to = f"<p>{self._word('to')}: {_own(content.addressee)}</p>" if content.addressee else ""
        by = self._claimant(content.claimant) if content.claimant else ""
        theirs = f"<p>{self._word('their_number')}: {_own(content.their_number)}</p>" if content.their_number else ""
        arrived = ""
        if content.arrived_at is not None:
            arrived = f"<p class='mark'>{self._filled('arrived', at=content.arrived_at)}</p>"
        claimed = ""
        if content.claimed is not None:
            claimed = f"<p class='sum'>{self._word('claimed')}: {content.claimed.text} {content.claimed.currency}</p>"
        return (
            f"<h1>{self._word('title')}</h1><p class='lead'>{_own(content.title)}</p>{by}{to}{theirs}"
            f"<p>{self._word('as_of')}: {self._when(content.as_of)}</p>"
            f"<p>{self._word(f'loss.{content.loss}')}</p>{arrived}{claimed}"
        )

    def _claimant(self, who: ClaimantPart) -> str:
        told = "".join(f"<br>{_own(line)}" for line in (who.name, *who.address))
        for key, value in (("contact", who.contact), ("customer_number", who.customer_number)):
            told += f"<br>{self._word(key)}: {_own(value)}" if value else ""
        return f"<p>{self._word('claimant')}{told}</p>"

    def _facts(self) -> str:
        parcel = self._content.parcel
        told = {
            "reference": self._content.reference, "order": parcel.order, "number": parcel.number,
            "carrier": parcel.carrier, "posted": _day(parcel.posted_on), "due": _day(parcel.due_on),
            "from": parcel.origin, "destination": parcel.destination, "recipient": parcel.recipient,
            "value": parcel.value, "freight": parcel.freight, "insurance": parcel.insurance,
            "contents": parcel.contents, "weight": f"{parcel.weight_g} g" if parcel.weight_g else None,
        }  # fmt: skip
        return self._section("facts", _rows((self._word(key), _own(value)) for key, value in told.items() if value))

    def _point(self) -> str:
        seen = self._content.seen_last
        if seen is None:
            return ""
        silent = f"<p>{self._word('silent')}: {self._content.silent_days}</p>"
        return self._section("point", f"<p class='point'>{self._event(seen)}</p>{silent}")

    def _trajectory(self) -> str:
        seen = self._content.seen_last
        lines = "".join(
            f"<li{' class=here' if event == seen else ''}>{self._event(event)}</li>" for event in self._content.events
        )
        told = self._left_out("events") + f"<ol>{lines}</ol>" if lines else self._none()
        return self._section("trajectory", told + self._wrong_numbers())

    def _wrong_numbers(self) -> str:
        return "".join(
            f"<p class='soft'>{self._word('wrong_number').format(number=_own(each.number), lines=each.lines)}</p>"
            for each in self._content.wrong_numbers
        )

    def _event(self, event: TrackingEvent) -> str:
        where = ", ".join(part for part in (event.location, event.country) if part)
        return f"<b>{self._when(event.at)}</b> {_own(where) if where else ''} {_own(event.description)}"

    def _statement(self, one: StatementPart) -> str:
        own = (
            f"<h3>{self._word('own_words')}</h3><blockquote>{_own(one.own_words)}</blockquote>" if one.own_words else ""
        )
        lines = "".join(f"<p>{_own(line)}</p>" for line in one.lines)
        signed = f"{self._word('signed')} {_own(one.signed_name)}, {self._when(one.at)}, {self._word(f'way.{one.way}')}"
        return self._section(
            "statement",
            f"<blockquote lang='{escape(one.locale)}'><p><b>{_own(one.title)}</b></p>{lines}</blockquote>{own}"
            f"<p>{signed}</p><p class='hash'>SHA-256 {one.text_sha256}</p>{self._marks(one)}",
        )

    def _marks(self, one: StatementPart) -> str:
        """What is not as it was when it was confirmed, with both times."""
        marks = []
        if not one.whole:
            marks.append(self._filled("statement.touched", at=one.at, now=self._content.as_of))
        if one.replaces_at is not None:
            marks.append(self._filled("statement.replaces", at=one.at, earlier=one.replaces_at))
        if one.replaced_at is not None:
            marks.append(self._filled("statement.replaced", at=one.at, later=one.replaced_at))
        if one.reads_now:
            marks.append(self._filled("statement.reads_now", at=one.at, now=self._content.as_of))
        now = "".join(f"<p>{_own(line)}</p>" for line in one.reads_now)
        said = "".join(f"<p class='mark'>{mark}</p>" for mark in marks)
        return said + (f"<blockquote lang='{escape(one.locale)}'>{now}</blockquote>" if now else "")

    def _filled(self, key: str, **times: datetime) -> str:
        """One of our sentences with its times."""
        said = self._word(key)
        for gap, at in times.items():
            said = said.replace(f"{{{gap}}}", self._when(at))
        return said

    def _files(self) -> str:
        files = "".join(self._file(each) for each in self._content.files)
        return self._section("photos", files or self._none())

    def _file(self, each: FilePart) -> str:
        preview = self._previews.get(each.id)
        picture = f"<img src='{escape(preview)}' alt=''>" if preview else ""
        by = self._word("sent.customer") if each.by_customer else f"{self._word('sent.other')} {_own(each.by_name)}"
        told = [by, self._when(each.at)]
        told += [self._word("in_call")] if each.in_call else []
        told += [self._word("place_kept" if each.keeps_place else "place_left_out")] if each.consent else []
        again = f"<p class='mark'>{self._word('place_taken_back')}</p>" if each.stands_for else ""
        names = ", ".join(self._say_or(f"voucher.{item}") for item in each.vouchers)
        serves = f"<p>{self._word('serves')}: {_own(names)}</p>" if names else ""
        consents = self._consent(each.consent, "consent") if each.consent else ""
        consents += "".join(self._consent(one, "consent.again") for one in each.consents_again)
        return (
            f"<div class='file'>{picture}<p><b>{_own(each.in_archive)}</b><br>{' · '.join(told)}</p>{again}{serves}"
            f"<p class='hash'>SHA-256 {each.sha256}</p>{consents}</div>"
        )

    def _consent(self, given: ConsentPart, key: str) -> str:
        """Who has agreed when, and to which words: whether or not the place was kept."""
        who = f"{self._word(key)}: {_own(given.by_name)}, {self._when(given.at)}"
        if not given.words:
            return f"<p>{who}; {self._word('consent.no_words')}</p>"
        lines = "".join(f"<p>{_own(line)}</p>" for line in given.words)
        return (
            f"<p>{who}; {self._word('consent.read')}:</p><blockquote lang='{escape(given.locale or '')}'>{lines}"
            f"</blockquote><p class='hash'>SHA-256 {given.sha256}</p>"
        )

    def _correspondence(self) -> str:
        content = self._content
        letters = "".join(map(self._letter, content.letters))
        texts = "".join(
            f"<p><b>{self._when(each.at)} {_own(each.name)}</b> {_own(each.text)}</p>"
            for each in content.texts[:TEXTS_ON_PAGE]
        )
        heads = f"<h3>{self._word('texts')}</h3>" if letters and texts else ""
        return self._section("correspondence", letters + heads + self._left_out("texts") + texts or self._none())

    def _letter(self, each: LetterPart) -> str:
        told = [self._word("letter.in" if each.from_carrier else "letter.out")]
        told += [_own(text) for text in (each.carrier, self._say_or(f"channel.{each.channel}"), each.address) if text]
        subject = f"<p><b>{_own(each.subject)}</b></p>" if each.subject else ""
        says = f"<p>{_own(self._say_or(f'outcome.{each.outcome}'))}</p>" if each.outcome else ""
        lines = "".join(f"<p>{_own(line)}</p>" for line in each.text.splitlines() if line.strip())
        files = f"<p class='soft'>{self._word('letter.files')}: {_own(', '.join(each.files))}</p>" if each.files else ""
        return (
            f"<h3>{self._when(each.at)}</h3><p class='soft'>{' · '.join(told)}</p>"
            f"{subject}{says}<blockquote>{lines}</blockquote>{files}"
        )

    def _summaries(self) -> str:
        told = "".join(
            f"<h3>{self._when(each.approved_at)}</h3><ul>"
            + "".join(f"<li>{_own(text)}</li>" for _, text in each.statements) + "</ul>"
            for each in self._content.summaries
        )  # fmt: skip
        return self._section("summary", told or self._none())

    def _left_out(self, what: str) -> str:
        """Said before the lines of which there are more: at their end it looks like the end of them all."""
        said = ""
        for each in self._content.left_out:
            if each.what == what:
                said = self._word(f"left_out.{what}")
                for gap, number in (("total", each.total), ("here", each.on_page), ("archive", each.in_archive)):
                    said = said.replace(f"{{{gap}}}", format_decimal(number, locale=self._locale))
        return f"<p class='mark'>{said}</p>" if said else ""

    def _section(self, key: str, inside: str) -> str:
        return f"<section><h2>{self._word(key)}</h2>{inside}</section>"

    def _none(self) -> str:
        return f"<p class='soft'>{self._word('none')}</p>"


def _rows(pairs: Iterable[tuple[str, str]]) -> str:
    return "<table>" + "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in pairs) + "</table>"


def _own(text: str) -> str:
    """Somebody's own words keep their own direction: by isolates (UAX #9), since WeasyPrint knows no `dir=auto`."""
    text = text.translate(_TURNING)
    strong = next((kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return f"{_LEFT_TO_RIGHT if strong == 'L' else _FROM_RIGHT_TO_LEFT}{escape(text)}{_END}"


def _day(day: object) -> str | None:
    return str(day) if day else None
