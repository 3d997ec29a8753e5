"""One talk in three languages, told by the names of its turns: a lamp is lost, money is offered and taken, a day is
promised. The agent twice says what is not so, and the customer denies it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.integration.summary.talk import AGENT, CUSTOMER, Turn

PROMISED = date(2026, 12, 3)


@dataclass(frozen=True, slots=True)
class Script:
    """`named` is the language as endpoints name it; `never` the word of the agent's that is nobody's but theirs."""

    language: str
    named: str
    voices: Mapping[str, str]
    number: str
    amount: Decimal
    currency: str
    never: str
    turns: tuple[Turn, ...]


def _turns(*words: str) -> tuple[Turn, ...]:
    """In the order of the talk. The customer reads out the number while the agent still speaks, and goes on at once."""
    return tuple(
        Turn(name, who, said, after_s, name == "account_number")
        for (name, who, after_s), said in zip(
            (
                ("hello", AGENT, 0.0), ("worry", CUSTOMER, 2.0), ("asks_wrongly", AGENT, 4.0),
                ("denies", CUSTOMER, 1.2), ("account_number", CUSTOMER, 2.5), ("says_wrongly", AGENT, 3.0),
                ("number", CUSTOMER, -0.8), ("worth", CUSTOMER, 0.45), ("offers", AGENT, 9.0), ("takes", CUSTOMER, 1.2),
                ("promises", AGENT, 1.5),
            ),
            words,
            strict=True,
        )
    )  # fmt: skip


GERMAN = Script(
    "de", "german", {AGENT: "de", CUSTOMER: "de+f3"}, "RR473124829CN", Decimal("45.50"), "EUR", "Uhr verloren",
    _turns(
        "Guten Tag, was ist mit Ihrem Paket geschehen?",
        "Mein Paket ist seit zwei Wochen nicht angekommen.",
        "Sie haben also Ihre Uhr verloren?",
        "Nein, keine Uhr, es war eine Lampe für meine Mutter.",
        "Meine Kontonummer ist acht acht acht fünf fünf fünf.",
        "In meiner Liste steht, dass Sie Ihre Uhr verloren haben.",
        "Die Nummer ist R R vier sieben drei eins zwei vier acht zwei neun C N.",
        "Sie hat neunundachtzig Euro gekostet.",
        "Wir erstatten Ihnen fünfundvierzig Euro fünfzig.",
        "Gut, einverstanden.",
        "Ich rufe Sie am dritten Dezember zurück.",
    ),
)  # fmt: skip
SPANISH = Script(
    "es", "spanish", {AGENT: "es", CUSTOMER: "es+f3"}, "RR473124829CN", Decimal("45.50"), "EUR", "perdido un reloj",
    _turns(
        "Buenos días, ¿qué ha pasado con su paquete?",
        "Mi paquete no ha llegado y era un regalo para mi madre.",
        "¿Entonces ha perdido un reloj?",
        "No era un reloj, era una lámpara de mesa.",
        "Mi número de cuenta es ocho ocho ocho cinco cinco cinco.",
        "Aquí pone que usted ha perdido un reloj.",
        "El número es R R cuatro siete tres uno dos cuatro ocho dos nueve C N.",
        "Me costó ochenta y nueve euros.",
        "Le devolvemos el dinero, cuarenta y cinco euros con cincuenta.",
        "Vale, de acuerdo.",
        "Le llamaré el tres de diciembre.",
    ),
)  # fmt: skip
CHINESE = Script(
    "zh", "chinese", {AGENT: "cmn", CUSTOMER: "cmn+f3"}, "4731248290", Decimal("45.50"), "CNY", "丢了手表",
    _turns(
        "您好，您的包裹怎么了？",
        "我的包裹两个星期前就应该到了。",
        "所以您丢了手表？",
        "那不是手表，是给我妈妈的台灯。",
        "我的账号是八八八五五五。",
        "我这里写着您丢了手表。",
        "单号是四七三一二四八二九零。",
        "这个台灯一共花了八十九元。",
        "那我们退款四十五元五角给您。",
        "好的，我同意。",
        "我会在十二月三日给您回电话。",
    ),
)  # fmt: skip

SCRIPTS = (GERMAN, SPANISH, CHINESE)
