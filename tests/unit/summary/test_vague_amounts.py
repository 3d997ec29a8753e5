"""Amounts that are more than one, or said in pieces, are none; and those that are one however they are said."""

from decimal import Decimal

import pytest

from summary.reading.amounts import find_amounts
from summary.reading.numbers import find_numbers


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "between 20 and 30 euros"),
        ("en", "20-30 euros"),
        ("en", "20 or 30 euros"),
        ("en", "between 20 euros and 30"),
        ("en", "two and a half thousand euros"),
        ("en", "nineteen ninety nine euros"),
        ("en", "$5K"),
        ("en", "$2 million"),
        ("de", "20 bis 30 Euro"),
        ("de", "zwischen zwanzig und dreißig Euro"),
        ("de", "zweieinhalb tausend Euro"),
        ("de", "neunundneunzig Komma fünf Euro"),
        ("es", "entre veinte y treinta euros"),
        ("es", "20 pesos"),
        ("fr", "20 à 30 euros"),
        ("pt-BR", "de 20 a 30 reais"),
        ("ru", "от 20 до 30 рублей"),
        ("ru", "полторы тысячи рублей"),
        ("ru", "тысячи рублей"),
        ("zh", "20到30元"),
        ("zh", "三五百块"),
        ("zh", "几百块"),
        ("zh", "咱们一块去"),
        ("ar", "من 20 إلى 30 يورو"),
        ("ar", "ما بين 20 و30 يورو"),
    ],
)
def test_what_may_be_more_than_one_amount_is_none(language: str, text: str) -> None:
    assert find_amounts(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "amount"),
    [
        ("de", "45,– €", ("45.00", "EUR")),
        ("de", "ein 20-Euro-Gutschein", ("20.00", "EUR")),
        ("de", "fünf und vierzig Euro", ("45.00", "EUR")),
        ("de", "45 Schweizer Franken", ("45.00", "CHF")),
        ("fr", "20 euros et 50 cents", ("20.50", "EUR")),
        ("en", "HK$200", ("200.00", "HKD")),
        ("en", "5 thousand dollars", ("5000.00", "USD")),
        ("pt-BR", "R$ 2,5 mil", ("2500.00", "BRL")),
        ("ru", "2 тысячи пятьсот рублей", ("2500.00", "RUB")),
        ("ru", "2 тыс рублей", ("2000.00", "RUB")),
        ("ru", "1500 р.", ("1500.00", "RUB")),
        ("zh", "两千五块钱", ("2500.00", "CNY")),
        ("zh", "三百五块", ("350.00", "CNY")),
        ("zh", "三百零五元", ("305.00", "CNY")),
        ("zh", "一万二元", ("12000.00", "CNY")),
        ("zh", "3万5元", ("35000.00", "CNY")),
        ("ar", "أحد عشر دولارا", ("11.00", "USD")),
        ("ar", "ألفين وخمسمئة دولار", ("2500.00", "USD")),
        ("ar", "ألف ومئة وخمسين دولارا", ("1150.00", "USD")),
        ("ar", "خَمْسِينَ دُولَارًا", ("50.00", "USD")),
    ],
)
def test_an_amount_is_read_whole(language: str, text: str, amount: tuple[str, str]) -> None:
    assert [(str(one.value), one.currency) for one in find_amounts(text, language)] == [amount]


def test_pesos_are_those_of_the_case() -> None:
    assert [one.currency for one in find_amounts("1500 pesos", "es", usual="ARS")] == ["ARS"]


@pytest.mark.parametrize(("text", "value"), [("十五", 15), ("一百一十五", 115), ("一千二", 1200), ("一千零二", 1002)])
def test_chinese_leaves_the_last_unit_out_only_behind_a_hundred(text: str, value: int) -> None:
    assert [one.value for one in find_numbers(text, "zh")] == [Decimal(value)]
