"""The day a promise names, in eight languages; on Monday, 23 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summary.reading.dates import find_due

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("language", "text", "words", "day"),
    [
        ("en", "I'll call you by Friday.", "by Friday", date(2026, 11, 27)),
        ("en", "A refund within 5 working days", "within 5 working days", date(2026, 11, 30)),
        ("en", "by 2026-12-01, I promise", "2026-12-01", date(2026, 12, 1)),
        ("en", "on December 3rd, 2026", "December 3rd, 2026", date(2026, 12, 3)),
        ("en", "before 3 January", "3 January", date(2027, 1, 3)),
        ("en", "in two weeks", "in two weeks", date(2026, 12, 7)),
        ("en", "25/12/2026", "25/12/2026", date(2026, 12, 25)),
        ("es", "Le llamaré antes del viernes", "antes del viernes", date(2026, 11, 27)),
        ("es", "en un plazo de cinco días hábiles", "en un plazo de cinco días hábiles", date(2026, 11, 30)),
        ("es", "el 3 de diciembre de 2026", "3 de diciembre de 2026", date(2026, 12, 3)),
        ("es", "3/4/2027", "3/4/2027", date(2027, 4, 3)),
        ("es", "le escribo mañana", "mañana", date(2026, 11, 24)),
        ("es", "en 48 horas", "en 48 horas", date(2026, 11, 25)),
        ("fr", "Je vous rappelle avant vendredi", "avant vendredi", date(2026, 11, 27)),
        ("fr", "sous 5 jours ouvrés", "sous 5 jours ouvrés", date(2026, 11, 30)),
        ("fr", "d’ici deux semaines", "d’ici deux semaines", date(2026, 12, 7)),
        ("fr", "le 1er décembre 2026", "1er décembre 2026", date(2026, 12, 1)),
        ("fr", "3/4/2027", "3/4/2027", date(2027, 4, 3)),
        ("fr", "aujourd’hui ou après-demain", "aujourd’hui", date(2026, 11, 23)),
        ("fr", "après-demain", "après-demain", date(2026, 11, 25)),
        ("de", "Ich werde Sie bis Freitag anrufen", "bis Freitag", date(2026, 11, 27)),
        ("de", "innerhalb von fünf Werktagen", "innerhalb von fünf Werktagen", date(2026, 11, 30)),
        ("de", "am 3. Dezember 2026", "3. Dezember 2026", date(2026, 12, 3)),
        ("de", "3.4.2027", "3.4.2027", date(2027, 4, 3)),
        ("de", "in 48 Stunden", "in 48 Stunden", date(2026, 11, 25)),
        ("de", "Guten Morgen, wir melden uns morgen", "morgen", date(2026, 11, 24)),
        ("pt-BR", "Vamos responder até sexta-feira", "até sexta-feira", date(2026, 11, 27)),
        ("pt-BR", "em até cinco dias úteis", "em até cinco dias úteis", date(2026, 11, 30)),
        ("pt-BR", "no dia 3 de dezembro de 2026", "3 de dezembro de 2026", date(2026, 12, 3)),
        ("pt-BR", "no prazo de uma semana", "no prazo de uma semana", date(2026, 11, 30)),
        ("pt-BR", "depois de amanhã", "depois de amanhã", date(2026, 11, 25)),
        ("zh", "我们会在三天内退款", "在三天内", date(2026, 11, 26)),
        ("zh", "5个工作日内答复", "5个工作日内", date(2026, 11, 30)),
        ("zh", "周五前联系您", "周五前", date(2026, 11, 27)),
        ("zh", "下周五给您答复", "下周五", date(2026, 12, 4)),
        ("zh", "12月3日前寄出", "12月3日前", date(2026, 12, 3)),
        ("zh", "2026年12月1日", "2026年12月1日", date(2026, 12, 1)),
        ("de", "Ich melde mich am 12.3. bei Ihnen", "am 12.3.", date(2027, 3, 12)),
        ("es", "antes del 12/3", "antes del 12/3", date(2027, 3, 12)),
        ("ru", "Мы вернём деньги до пятницы", "до пятницы", date(2026, 11, 27)),
        ("ru", "Перезвоню вам завтра", "завтра", date(2026, 11, 24)),
        ("ru", "послезавтра", "послезавтра", date(2026, 11, 25)),
        ("ru", "в течение пяти рабочих дней", "в течение пяти рабочих дней", date(2026, 11, 30)),
        ("ru", "через две недели", "через две недели", date(2026, 12, 7)),
        ("ru", "через неделю", "через неделю", date(2026, 11, 30)),
        ("ru", "не позднее 3 декабря 2026", "3 декабря 2026", date(2026, 12, 3)),
        ("ru", "до 12.3. ответим", "до 12.3.", date(2027, 3, 12)),
        ("ar", "سأتصل بك غدًا", "غدًا", date(2026, 11, 24)),
        ("ar", "سنعيد المبلغ قبل يوم الجمعة", "قبل يوم الجمعة", date(2026, 11, 27)),
        ("ar", "خلال خمسة أيام عمل", "خلال خمسة أيام عمل", date(2026, 11, 30)),
        ("ar", "خلال يومين", "خلال يومين", date(2026, 11, 25)),
        ("ar", "بعد أسبوعين", "بعد أسبوعين", date(2026, 12, 7)),
        ("ar", "في ٣ ديسمبر ٢٠٢٦", "٣ ديسمبر ٢٠٢٦", date(2026, 12, 3)),
        ("en", "on the third of December", "third of December", date(2026, 12, 3)),
        ("en", "by december twenty first", "december twenty first", date(2026, 12, 21)),
        ("en", "on the first of May", "first of May", date(2027, 5, 1)),
        ("en", "I will call you back Friday.", "Friday", date(2026, 11, 27)),
        ("es", "le llamo el tres de diciembre", "tres de diciembre", date(2026, 12, 3)),
        ("es", "el treinta y uno de diciembre", "treinta y uno de diciembre", date(2026, 12, 31)),
        ("fr", "le premier décembre", "premier décembre", date(2026, 12, 1)),
        ("fr", "le vingt-et-un décembre 2026", "vingt-et-un décembre 2026", date(2026, 12, 21)),
        ("fr", "Je vous rappelle vendredi.", "vendredi", date(2026, 11, 27)),
        ("de", "am dritten Dezember", "dritten Dezember", date(2026, 12, 3)),
        ("de", "bis zum einundzwanzigsten Dezember", "einundzwanzigsten Dezember", date(2026, 12, 21)),
        ("pt-BR", "no dia três de dezembro", "três de dezembro", date(2026, 12, 3)),
        ("pt-BR", "Ligo para a senhora na sexta.", "na sexta", date(2026, 11, 27)),
        ("pt-BR", "até a sexta-feira", "até a sexta-feira", date(2026, 11, 27)),
        ("ru", "перезвоню третьего декабря", "третьего декабря", date(2026, 12, 3)),
        ("ru", "двадцать первого декабря", "двадцать первого декабря", date(2026, 12, 21)),
        ("ar", "في الثالث من ديسمبر", "الثالث من ديسمبر", date(2026, 12, 3)),
        ("ar", "خلال ٥ أيام", "خلال ٥ أيام", date(2026, 11, 28)),
        ("zh", "十二月二十三日前", "十二月二十三日前", date(2026, 12, 23)),
        ("zh", "十二天内", "十二天内", date(2026, 12, 5)),
        ("zh", "在二十五天内", "在二十五天内", date(2026, 12, 18)),
    ],
)
def test_a_time_in_words_is_a_day(language: str, text: str, words: str, day: date) -> None:
    due = find_due(text, said_on=MONDAY, language=language)
    assert due is not None
    assert (due.words, due.day) == (words, day)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "by 3/4/2027"), ("en", "by next Friday"), ("de", "bis nächsten Freitag"), ("ru", "в следующую пятницу")],
)
def test_words_that_mean_two_days_to_two_people_are_kept_without_a_day(language: str, text: str) -> None:
    due = find_due(text, said_on=MONDAY, language=language)
    assert due is not None
    assert due.day is None


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "por la mañana",
        "31 February",
        "2026-02-31",
        "tracking 12345678",
        "within 999 working days",
        "",
        "até segunda ordem",
        "am Morgen",
        "na segunda tentativa",
        "It weighs 2.5 kg",
        "es cuesta 12.30.",
        "доброе утро",
        "两三天内",
        "it may first be checked",
        "once april comes",
        "na sexta",
        "31 de fevereiro de 2026",
        "treinta y uno de febrero",
        "سنة",
    ],
)
def test_what_names_no_day_is_no_time(text: str) -> None:
    assert find_due(text, said_on=MONDAY, language="en") is None


_PIECES = st.sampled_from([*"0123456789/.-年月日 周五天内在", "by ", "within ", "days", "May "])


@given(st.lists(_PIECES).map("".join))
def test_no_text_breaks_it_and_the_words_are_always_quoted(text: str) -> None:
    due = find_due(text, said_on=MONDAY, language="en")
    assert due is None or due.words in text


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1)), st.integers(1, 60))
def test_working_days_are_counted_without_weekends(said_on: date, count: int) -> None:
    due = find_due(f"within {count} working days", said_on=said_on, language="en")
    assert due is not None
    assert due.day is not None
    assert due.day.weekday() < 5
    between = sum(date.fromordinal(n).weekday() < 5 for n in range(said_on.toordinal() + 1, due.day.toordinal() + 1))
    assert between == count
