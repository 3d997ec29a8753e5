"""Days as people name them when they talk: how far off, in which week, and what two words say together.

On Monday, 2 March 2026. A day too early is a broken promise, so what is not sure has none.
"""

from datetime import date

import pytest

from summary.reading.dates import find_due, find_dues

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 8)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "I will call you the day after tomorrow.", 4),
        ("es", "Le llamo pasado mañana.", 4),
        ("fr", "Je vous rappelle après demain.", 4),
        ("de", "Ich rufe Sie übermorgen an.", 4),
        ("pt-BR", "Ligo depois de amanhã.", 4),
        ("ru", "Позвоню после завтра.", 4),
        ("zh", "我后天给您打电话。", 4),
        ("zh", "我大后天给您打电话。", 5),
        ("ar", "سأتصل بك بعدَ غدٍ.", 4),
        ("ar", "سأتصل بك بعد الغد.", 4),
        ("en", "I'll call you tonight.", 2),
        ("es", "Le llamo esta tarde.", 2),
        ("fr", "Je vous rappelle ce soir.", 2),
        ("ru", "Позвоню в течение дня.", 2),
        ("zh", "今晚给您打电话。", 2),
        ("zh", "明早给您打电话。", 3),
        ("ar", "سأتصل بك الليلة.", 2),
        ("en", "We'll call you within 2 hours.", 2),
        ("ar", "سنتصل بك خلال ساعتين", 2),
        ("en", "within 24 hours", 3),
        ("zh", "我们三天后退款。", 5),
    ],
)
def test_a_day_is_as_far_off_as_the_words_say(language: str, text: str, day: int) -> None:
    assert [due.day for due in find_dues(text, said_on=MONDAY, language=language)] == [date(2026, 3, day)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We will refund within 3 to 5 working days."),
        ("en", "We will refund in 3-5 business days."),
        ("es", "Le reembolsamos en un plazo de 3 a 5 días hábiles."),
        ("es", "Le reembolsamos entre tres y cinco días hábiles."),
        ("fr", "Nous remboursons sous 3 à 5 jours ouvrés."),
        ("de", "Wir erstatten innerhalb von drei bis fünf Werktagen."),
        ("pt-BR", "Vamos reembolsar em 3 a 5 dias úteis."),
        ("ru", "Вернём в течение 3–5 рабочих дней."),
        ("zh", "我们三到五个工作日内退款。"),
        ("ar", "سنعيد المبلغ خلال ٣ إلى ٥ أيام عمل."),
    ],
)
def test_of_a_span_of_working_days_it_is_the_last(language: str, text: str) -> None:
    assert [due.day for due in find_dues(text, said_on=MONDAY, language=language)] == [date(2026, 3, 9)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We'll refund it on Tuesday next week."),
        ("en", "We'll refund it next week on Tuesday."),
        ("de", "Ich rufe Sie am Dienstag nächster Woche an."),
        ("de", "Ich rufe Sie nächste Woche Dienstag an."),
        ("es", "Le llamo el martes de la semana que viene."),
        ("fr", "Je vous rappelle le mardi de la semaine prochaine."),
        ("fr", "Je vous rappelle la semaine prochaine, mardi."),
        ("pt-BR", "Vou ligar na terça-feira da semana que vem."),
        ("pt-BR", "Vou ligar na terça da semana que vem."),
        ("ru", "Я позвоню во вторник на следующей неделе."),
        ("ru", "Я позвоню на следующей неделе во вторник."),
        ("ar", "سأتصل بك يوم الثلاثاء من الأسبوع القادم."),
        ("zh", "我下周二给您打电话。"),
        ("en", "I will call you on Tuesday the 10th."),
        ("de", "Ich melde mich am Dienstag, den 10."),
        ("de", "Ich melde mich bis Dienstag, den 10. März."),
        ("es", "Le llamo el martes, 10 de marzo."),
    ],
)
def test_a_weekday_is_in_the_week_the_words_name(language: str, text: str) -> None:
    assert [due.day for due in find_dues(text, said_on=MONDAY, language=language)] == [date(2026, 3, 10)]


def test_the_week_after_the_next_is_another_week() -> None:
    due = find_due("我下下周三给您打电话。", said_on=MONDAY, language="zh")
    assert due is not None
    assert due.day == date(2026, 3, 18)


@pytest.mark.parametrize(
    "text", ["Ich melde mich am Freitagabend.", "Ich melde mich Freitagvormittag.", "Ich melde mich Freitag."]
)
def test_german_names_a_weekday_without_a_preposition_and_with_the_time_of_day(text: str) -> None:
    assert [due.day for due in find_dues(text, said_on=MONDAY, language="de")] == [date(2026, 3, 6)]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "We'll do it by Friday week.", "by Friday week"),
        ("fr", "Je vous rappelle mardi en huit.", "mardi en huit"),
        ("de", "Ich rufe am Samstag in einer Woche an.", "am Samstag in einer Woche"),
        ("ru", "Позвоню через неделю во вторник.", "через неделю во вторник"),
        ("ru", "к следующему вторнику", "к следующему вторнику"),
        ("de", "am Dienstag, den 11. März", "11. März"),
        ("en", "I'll call you on Sunday next week.", "on Sunday next week"),
        ("ar", "يوم السبت من الأسبوع القادم", "يوم السبت من الأسبوع القادم"),
    ],
)
def test_what_may_be_two_days_has_none_and_keeps_its_words(language: str, text: str, words: str) -> None:
    (due,) = find_dues(text, said_on=MONDAY, language=language)
    assert (due.words, due.day) == (words, None)


def test_next_week_said_on_a_sunday_depends_on_where_a_week_begins() -> None:
    days = {
        language: [due.day for due in find_dues(text, said_on=SUNDAY, language=language)]
        for language, text in (("en", "on Tuesday next week"), ("de", "am Dienstag nächster Woche"))
    }
    assert days == {"en": [None], "de": [date(2026, 3, 10)]}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "on Tuesday last week"),
        ("en", "in a day or two"),
        ("es", "el martes pasado"),
        ("fr", "le mardi dernier"),
        ("de", "am Dienstag letzter Woche"),
        ("de", "seit Dienstag"),
        ("de", "Ich gebe es Frau Freitag."),
        ("pt-BR", "na terça-feira passada"),
        ("ru", "во вторник на прошлой неделе"),
        ("zh", "上周三"),
        ("zh", "每周三"),
        ("ar", "يوم الثلاثاء الماضي"),
        ("ar", "في اليوم التالي"),
        ("en", "on 3 January 9999"),
        ("de", "am 3. Januar 1000"),
    ],
)
def test_what_has_been_or_is_nobodys_day_is_no_time(language: str, text: str) -> None:
    assert find_dues(text, said_on=MONDAY, language=language) == []


def test_arabic_with_its_vowel_signs_is_quoted_as_it_stands() -> None:
    (due,) = find_dues("سأتّصل بكَ بعدَ غدٍ.", said_on=MONDAY, language="ar")
    assert due.words == "بعدَ غدٍ"
