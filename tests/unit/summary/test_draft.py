"""The draft by rules: gold examples in six languages, and what holds for any call whatever."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.protocol.words import Role
from summary.check import check
from summary.draft import draft_summary
from summary.material import CaseFact, Line, Material, Moment, Scan
from summary.model import GROUPS, MAX_STATEMENTS
from summary.reading.phrases import sentences

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
A, C = Role.AGENT, Role.CUSTOMER


def _call(language: str, *lines: tuple[Role, str], notes: str = "") -> Material:
    said = tuple(
        Line("chat", f"m{index}", NOW + timedelta(seconds=index), who, language, text)
        for index, (who, text) in enumerate(lines)
    )
    return Material(language=language, noted_at=NOW, lines=said, notes=notes)


ENGLISH = _call(
    "en",
    (C, "Where is my parcel?"),
    (A, "Let me check that for you."),
    (A, "It is held by customs. I'll call you by Friday."),
    (C, "I agree."),
    (C, "Will I get my money back?"),
    notes="Carrier will answer within 5 working days. We will not reship.",
)
SPANISH = _call(
    "es",
    (C, "¿Dónde está mi paquete?"),
    (A, "Está en la aduana desde octubre."),
    (A, "Le llamaré antes del viernes."),
    (C, "De acuerdo."),
    (C, "¿Y el dinero?"),
    notes="Prometido: respuesta en 5 días hábiles. No le reembolsaremos el envío.",
)
CHINESE = _call(
    "zh",
    (C, "我的包裹在哪里？"),
    (A, "包裹在海关。"),
    (A, "我们会在三天内退款。"),
    (C, "好的，我同意。"),
    (C, "运费也退吗"),
    notes="保证5个工作日内答复。客户不同意重新发货。",
)
FRENCH = _call(
    "fr",
    (C, "Où est mon colis ?"),
    (A, "Un instant, je vérifie."),
    (A, "Il a été retiré à la douane en octobre. Je vous rappellerai avant vendredi."),
    (C, "D’accord."),
    (C, "Et mon argent ?"),
    notes="Le transporteur répondra sous 5 jours ouvrés. Nous ne rembourserons pas l’envoi. Colis déclaré perdu.",
)
GERMAN = _call(
    "de",
    (C, "Wo ist mein Paket?"),
    (A, "Einen Moment, ich frage beim Zoll nach."),
    (A, "Das Paket wird vom Zoll festgehalten. Ich werde Sie am 3. Dezember 2026 anrufen."),
    (C, "Einverstanden."),
    (C, "Und mein Geld?"),
    notes="Der Paketdienst wird innerhalb von 5 Werktagen antworten. Kundin will ihr Geld zurück. "
    "Wir werden nicht neu versenden.",
)
PORTUGUESE = _call(
    "pt-BR",
    (C, "Onde está meu pacote?"),
    (A, "Um momento, por favor."),
    (A, "Está retido na alfândega. Vamos ligar para você até sexta-feira."),
    (C, "Combinado."),
    (C, "E o meu dinheiro?"),
    notes="A transportadora responderá em 5 dias úteis. Não vamos reenviar. Queremos resolver ainda no verão.",
)


@pytest.mark.parametrize(
    ("material", "commitments", "agreed", "open_questions"),
    [
        (
            ENGLISH,
            [("I'll call you by Friday.", A, date(2026, 11, 27)),
             ("Carrier will answer within 5 working days.", None, date(2026, 11, 30))],
            ["I agree."],
            ["Will I get my money back?"],
        ),
        (
            SPANISH,
            [("Le llamaré antes del viernes.", A, date(2026, 11, 27)),
             ("Prometido: respuesta en 5 días hábiles.", A, date(2026, 11, 30))],
            ["De acuerdo."],
            ["¿Y el dinero?"],
        ),
        (
            CHINESE,
            [("我们会在三天内退款。", A, date(2026, 11, 26)), ("保证5个工作日内答复。", None, date(2026, 11, 30))],
            ["我们会在三天内退款。"],
            ["运费也退吗"],
        ),
        (
            FRENCH,
            [("Je vous rappellerai avant vendredi.", A, date(2026, 11, 27)),
             ("Le transporteur répondra sous 5 jours ouvrés.", None, date(2026, 11, 30))],
            ["D’accord."],
            ["Et mon argent ?"],
        ),
        (
            GERMAN,
            [("Ich werde Sie am 3. Dezember 2026 anrufen.", A, date(2026, 12, 3)),
             ("Der Paketdienst wird innerhalb von 5 Werktagen antworten.", None, date(2026, 11, 30))],
            ["Einverstanden."],
            ["Und mein Geld?"],
        ),
        (
            PORTUGUESE,
            [("Vamos ligar para você até sexta-feira.", A, date(2026, 11, 27)),
             ("A transportadora responderá em 5 dias úteis.", None, date(2026, 11, 30))],
            ["Combinado."],
            ["E o meu dinheiro?"],
        ),
    ],
    ids=["English", "Spanish", "Chinese", "French", "German", "Portuguese"],
)  # fmt: skip
def test_promises_agreements_and_open_questions_are_found(
    material: Material, commitments: list[object], agreed: list[str], open_questions: list[str]
) -> None:
    draft = draft_summary(material)
    assert [(c.text, c.who, c.due_on) for c in draft.commitments] == commitments
    assert [statement.text for statement in draft.agreed] == agreed
    assert [statement.text for statement in draft.open_questions] == open_questions


def test_a_reply_that_only_puts_off_answers_nothing() -> None:
    draft = draft_summary(_call("en", (C, "Where is it?"), (A, "Let me find out."), (A, "One moment please.")))
    assert [statement.text for statement in draft.open_questions] == ["Where is it?"]


def test_what_a_customer_hopes_of_others_is_no_promise_but_their_own_word_is() -> None:
    draft = draft_summary(_call("en", (C, "The carrier will be late again."), (C, "I'll send a photo tomorrow.")))
    assert [(c.text, c.who) for c in draft.commitments] == [("I'll send a photo tomorrow.", C)]


def test_the_situation_is_the_case_its_last_events_and_the_turns_of_the_call() -> None:
    scans = tuple(Scan(f"s{n}", NOW - timedelta(days=n), f"scan {n}", "Madrid") for n in range(9))
    draft = draft_summary(
        Material(
            language="en", noted_at=NOW, case=(CaseFact("title", "a lamp"),), scans=scans,
            timeline=(Moment("1", NOW, "arrived"), Moment("2", NOW, "connected")),
        )
    )  # fmt: skip
    assert [statement.text for statement in draft.situation] == [
        "a lamp", "scan 4 (Madrid)", "scan 3 (Madrid)", "scan 2 (Madrid)", "scan 1 (Madrid)", "scan 0 (Madrid)",
        "connected",
    ]  # fmt: skip


_WORDS = st.sampled_from(
    [
        "I'll ",
        "call ",
        "by Friday",
        ". ",
        "? ",
        "¿",
        "promise ",
        "prometo ",
        "我们会",
        "在三天内",
        "。",
        "同意",
        "x" * 3000,
    ]
)
_TEXT = st.lists(_WORDS, max_size=12).map("".join)


@given(st.lists(st.tuples(st.sampled_from([A, C]), _TEXT), max_size=30), _TEXT)
def test_nothing_is_invented_every_statement_quotes_its_source(said: list[tuple[Role, str]], notes: str) -> None:
    material = _call("en", *said, notes=notes)
    draft = draft_summary(material)
    texts = {("note", ""): notes} | {(line.kind, line.id): line.text for line in material.lines}
    assert draft.sources() <= material.sources()
    assert draft == check(draft, material)
    for statement in (*draft.account, *draft.agreed, *draft.commitments, *draft.open_questions):
        quoted = [texts[source.kind, source.ref] for source in statement.sources]
        assert any(statement.text.rstrip("…") in text for text in quoted)
    assert all(len(getattr(draft, group)) <= MAX_STATEMENTS for group in GROUPS)


def test_a_point_inside_a_number_or_an_address_ends_no_sentence() -> None:
    text = "It is on https://carrier.example.com/track. It weighs 2.5 kg. Write to amelia@mail.example.org"
    assert sentences(text) == [
        "It is on https://carrier.example.com/track.", "It weighs 2.5 kg.", "Write to amelia@mail.example.org",
    ]  # fmt: skip
