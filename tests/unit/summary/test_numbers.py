"""Numbers and amounts as people say and write them, in eight languages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summary.reading.amounts import find_amounts
from summary.reading.numbers import find_numbers


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "one hundred and twenty five", [125]),
        ("en", "two thousand three hundred", [2300]),
        ("en", "five six seven", [5, 6, 7]),
        ("en", "1,250.50 and 1.250,50 and 1 250", ["1250.50", "1250.50", 1250]),
        ("en", "12.50", ["12.50"]),
        ("es", "ciento veinticinco con cincuenta", [125, 50]),
        ("es", "treinta y cinco", [35]),
        ("es", "mil doscientos", [1200]),
        ("pt-BR", "cento e vinte e cinco", [125]),
        ("pt-BR", "dois mil e quinhentos", [2500]),
        ("fr", "quatre-vingt-dix-sept", [97]),
        ("fr", "cent quatre-vingts", [180]),
        ("fr", "soixante et onze", [71]),
        ("fr", "deux cent trente", [230]),
        ("de", "hundertfünfundzwanzig", [125]),
        ("de", "zweihundert", [200]),
        ("de", "einundzwanzig", [21]),
        ("ru", "сто двадцать пять", [125]),
        ("ru", "две тысячи триста", [2300]),
        ("ar", "مئة وخمسة وعشرون", [125]),
        ("ar", "خمسون", [50]),
        ("ar", "٤٥", [45]),
        ("zh", "一百二十五", [125]),
        ("zh", "两千三百", [2300]),
        ("zh", "五六七", [567]),
        ("zh", "3万", [30_000]),
        ("zh", "1.2万和3万5千", [12_000, 35_000]),
        ("zh", "3,000万", [30_000_000]),
        ("fr", "deux mille trois cent quarante", [2340]),
        ("de", "zweitausend", [2000]),
        ("de", "dreitausendzweihundertfünfzig", [3250]),
        ("de", "zwei tausend", [2000]),
        ("de", "tausendsassa", []),
        ("ar", "١٬٢٣٤٫٥٠", ["1234.50"]),
    ],
)
def test_a_number_in_words_is_that_number(language: str, text: str, values: list[int | str]) -> None:
    assert [number.value for number in find_numbers(text, language)] == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("language", "text", "amounts"),
    [
        ("en", "We refund 20 euros and $5.50", [("20.00", "EUR"), ("5.50", "USD")]),
        ("en", "EUR 1,250.50", [("1250.50", "EUR")]),
        ("en", "thirty five pounds", [("35.00", "GBP")]),
        ("es", "le devolvemos cuarenta y cinco euros", [("45.00", "EUR")]),
        ("es", "45,90 €", [("45.90", "EUR")]),
        ("fr", "quatre-vingts euros", [("80.00", "EUR")]),
        ("de", "Wir erstatten fünfundvierzig Euro", [("45.00", "EUR")]),
        ("de", "1.250,50 €", [("1250.50", "EUR")]),
        ("pt-BR", "R$ 120,00", [("120.00", "BRL")]),
        ("pt-BR", "cento e vinte reais", [("120.00", "BRL")]),
        ("ru", "вернём пятьсот рублей", [("500.00", "RUB")]),
        ("ru", "2 500 ₽", [("2500.00", "RUB")]),
        ("ar", "سنعيد لك خمسين دولارا", [("50.00", "USD")]),
        ("ar", "١٢٠ ريال", [("120.00", "SAR")]),
        ("zh", "退您三百元", [("300.00", "CNY")]),
        ("zh", "赔偿50欧元", [("50.00", "EUR")]),
        ("zh", "¥128.50", [("128.50", "CNY")]),
        ("en", "$1,234.50", [("1234.50", "USD")]),
        ("en", "forty five euros and fifty cents", [("45.50", "EUR")]),
        ("en", "We pay forty five euros fifty.", [("45.50", "EUR")]),
        ("es", "cuarenta y cinco euros con cincuenta", [("45.50", "EUR")]),
        ("es", "veinte dólares y cinco centavos", [("20.05", "USD")]),
        ("fr", "1 234,50 €", [("1234.50", "EUR")]),
        ("fr", "quarante-cinq euros cinquante", [("45.50", "EUR")]),
        ("de", "1.234,50 €", [("1234.50", "EUR")]),
        ("de", "fünfundvierzig Euro fünfzig", [("45.50", "EUR")]),
        ("de", "1’234.50 CHF", [("1234.50", "CHF")]),
        ("pt-BR", "R$ 1.234,50", [("1234.50", "BRL")]),
        ("pt-BR", "quarenta e cinco reais e cinquenta centavos", [("45.50", "BRL")]),
        ("ru", "1 234,50 руб.", [("1234.50", "RUB")]),
        ("ru", "сорок пять рублей пятьдесят копеек", [("45.50", "RUB")]),
        ("ar", "١٬٢٣٤٫٥٠ ريال", [("1234.50", "SAR")]),
        ("ar", "خمسة وأربعون دولارا وخمسون سنتا", [("45.50", "USD")]),
        ("zh", "¥1,234.50", [("1234.50", "CNY")]),
        ("zh", "四十五元五角", [("45.50", "CNY")]),
        ("zh", "四十五块五", [("45.50", "CNY")]),
        ("zh", "赔您3块2毛5分", [("3.25", "CNY")]),
        ("zh", "1.2万元", [("12000.00", "CNY")]),
        ("zh", "一千二百三十四元", [("1234.00", "CNY")]),
    ],
)
def test_an_amount_is_a_number_beside_its_currency(
    language: str, text: str, amounts: list[tuple[str, str]]
) -> None:  # fmt: skip
    assert [(str(one.value), one.currency) for one in find_amounts(text, language)] == amounts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "it weighs two pounds"),
        ("en", "flat 12, second floor"),
        ("en", "the realtor has 3 keys"),
        ("es", "realmente 3 veces"),
        ("de", "drei Tage"),
        ("zh", "三天"),
    ],
)
def test_a_number_without_money_is_no_amount(language: str, text: str) -> None:
    assert find_amounts(text, language) == []


def test_a_sign_that_several_currencies_share_is_that_of_the_case() -> None:
    assert [one.currency for one in find_amounts("$20", "es", usual="MXN")] == ["MXN"]
    assert [one.currency for one in find_amounts("$20", "en", usual="EUR")] == ["USD"]


_PIECES = st.sampled_from(
    [*"0123456789.,- ", "twenty ", "and ", "hundred ", "veinte ", "y ", "mil ", "vingt ", "cent ", "hundert", "und",
     "zwanzig", "сто ", "пять ", "خمسة", "و", "مئة ", "百", "二", "十", "€", "$", "euros "]
)  # fmt: skip


@given(
    st.lists(_PIECES, max_size=15).map("".join), st.sampled_from(["en", "es", "fr", "de", "pt-BR", "ru", "ar", "zh"])
)
def test_no_text_breaks_it_and_every_number_has_its_place(text: str, language: str) -> None:
    for number in find_numbers(text, language):
        assert 0 <= number.start < number.end <= len(text)
    find_amounts(text, language)
