"""Letters to customers: by a mail server, or by the helpdesk's outbox, or by nobody, and then somebody knows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from cases.letters.courier import Courier, Helpdesk, Mail, send
from cases.letters.letter import Letter
from cases.letters.mail_server import MailServer
from records.database import Database
from records.tables import OutboxRow
from tests.contract.mail_server import MailBox, open_mail_server
from tests.integration.outgoing.stage import add

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LETTER = Letter(
    to="lucia@example.org", language="es", subject="Su paquete:\n¿hablamos?", text="Hola, Lucía\nhttps://desk.example/j/1#s\n",
    case_reference="LP-1", call_id="call",
)  # fmt: skip


def mail(box: MailBox, timeout_s: float = 5.0) -> Mail:
    server = MailServer("127.0.0.1", box.port, "none", "Harbour Audio <desk@example.org>", timeout_s=timeout_s)
    return Mail(server)


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with open_mail_server() as box:
        assert await send(LETTER, (mail(box),)) == "mail"
    (taken,) = box.letters
    assert box.recipients == ["lucia@example.org"]
    assert (taken["Subject"], taken["From"]) == ("Su paquete: ¿hablamos?", "Harbour Audio <desk@example.org>")
    assert taken["Content-Language"] == "es"
    assert taken.get_content().splitlines() == LETTER.text.splitlines()


_LONG = 12
SUBJECTS = {
    "ar": "هل نتحدث عن طردكم المفقود بين مدريد و باريس و ما الذي يمكن فعله؟ " * _LONG,
    "zh": "关于您在马德里与巴黎之间丢失的包裹，我们谈谈？ " * _LONG,
    "ru": "Ваша посылка между Мадридом и Парижем: поговорим? " * _LONG,
    "en": "Your parcel, between Madrid and Paris: shall we talk; =?utf-8?q?no=3F?= " * _LONG,
}


@pytest.mark.parametrize("language", SUBJECTS)
async def test_a_long_subject_arrives_with_every_space_in_every_script(language: str) -> None:
    letter = replace(LETTER, language=language, subject=SUBJECTS[language], text=SUBJECTS[language] + "\n")
    async with open_mail_server() as box:
        assert await send(letter, (mail(box),)) == "mail"
    (taken,) = box.letters
    assert taken["Subject"] == " ".join(SUBJECTS[language].split())
    assert taken.get_content().split() == SUBJECTS[language].split()


@pytest.mark.parametrize("line", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\n ", "\n\t", "=?utf-8?q?a=0D=0A?="])
async def test_a_title_brings_no_header_of_its_own(line: str) -> None:
    subject = f"Ваша посылка{line}Bcc: other@example.org{line}{line}<b>Hello</b>"
    async with open_mail_server() as box:
        assert await send(replace(LETTER, subject=subject), (mail(box),)) == "mail"
    (taken,) = box.letters
    assert (taken["Bcc"], box.recipients) == (None, ["lucia@example.org"])
    assert taken["Subject"] == " ".join(subject.split())
    assert taken.get_content().splitlines() == LETTER.text.splitlines()


@pytest.mark.parametrize("how", [{"refuses": True}, {"silent": True}])
async def test_a_server_that_does_not_take_it_leaves_it_to_the_helpdesk(
    sqlite_db: Database, how: dict[str, bool]
) -> None:
    woken: list[int] = []
    helpdesk = Helpdesk(sqlite_db, clock=lambda: NOW, woken=lambda: woken.append(1))
    await add(sqlite_db, "one", "https://desk.example/")
    async with open_mail_server(**how) as box:
        assert await send(LETTER, (mail(box, timeout_s=0.5),)) is None
        assert await send(LETTER, (mail(box, timeout_s=0.5), helpdesk)) == "helpdesk"
    async with sqlite_db.reading() as session:
        (row,) = await session.scalars(select(OutboxRow))
    assert (row.type, row.payload["data"]["to"], row.payload["data"]["text"]) == ("case.letter", LETTER.to, LETTER.text)
    assert woken == [1]


@pytest.mark.parametrize(
    "contact",
    [
        "+34 600 000 000",
        "",
        "lucia@example.org, other@example.org",
        "a@b@c.org",
        "lucia@localhost",
        "x\r\nBcc: y@z.org",
    ],
)
async def test_what_is_no_mail_address_is_not_mailed(contact: str) -> None:
    async with open_mail_server() as box:
        couriers: tuple[Courier, ...] = (mail(box),)
        assert await send(replace(LETTER, to=contact), couriers) is None
    assert box.letters == []


async def test_where_nobody_is_told_of_letters_nobody_brings_one(sqlite_db: Database) -> None:
    helpdesk = Helpdesk(sqlite_db, clock=lambda: NOW, woken=lambda: None)
    assert await send(LETTER, (helpdesk,)) is None
    await add(sqlite_db, "one", "https://desk.example/", event_types=["call.ended"])
    assert await send(LETTER, (helpdesk,)) is None
    async with sqlite_db.reading() as session:
        assert (await session.scalars(select(OutboxRow))).all() == []
