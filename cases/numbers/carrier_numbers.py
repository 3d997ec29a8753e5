"""How carriers write their numbers, with the check digits that are published. Pure.

A form says only what a number can be: it never refuses one. Sources beside each.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cases.journeys.journey import folded
from cases.numbers.tracking_number import has_wrong_check_digit, normalise


@dataclass(frozen=True, slots=True)
class Form:
    """One way a carrier writes numbers. `known_as` are parts of the name a case may give it, folded."""

    carrier: str
    pattern: re.Pattern[str]
    known_as: tuple[str, ...]
    checks: Callable[[str], bool] | None = None

    def fits(self, number: str) -> bool:
        """Whether a normalised number has this form, and its check digit where there is one."""
        return self.pattern.fullmatch(number) is not None and (self.checks is None or self.checks(number))


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What a number's form says. `postal`: it is shaped as UPU S10. `forms` are carriers whose form it fits."""

    postal: bool
    wrong_check_digit: bool
    forms: tuple[str, ...]
    other_carrier: bool
    """The case names a carrier whose forms are known, and it fits none of them."""


def _ups(number: str) -> bool:
    """Letters count as their place from A = 2, modulo 10; every second character twice (UPS, 1Z check digit)."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in number[2:-1]]
    total = sum(values[0::2]) + 2 * sum(values[1::2])
    return number[-1].isdigit() and (10 - total % 10) % 10 == int(number[-1])


def _weighted(weights: Sequence[int]) -> Callable[[str], bool]:
    def checks(number: str) -> bool:
        digits = [int(c) for c in number]
        total = sum(digit * weights[place % len(weights)] for place, digit in enumerate(reversed(digits[:-1])))
        return (10 - total % 10) % 10 == digits[-1]

    return checks


def _dhl_express(number: str) -> bool:
    """Nine digits and their remainder modulo 7."""
    return int(number[:-1]) % 7 == int(number[-1])


def _fedex(number: str) -> bool:
    """Weights 1, 7, 3 from the right, modulo 11, then 10 (FedEx Ground's manual)."""
    total = sum(int(c) * (1, 3, 7)[place % 3] for place, c in enumerate(reversed(number[:-1])))
    return total % 11 % 10 == int(number[-1])


_THREE_ONE = _weighted((3, 1))
"""Of GS1 and USPS (Publication 97)."""

_FORMS = (
    Form("UPS", re.compile(r"1Z[0-9A-Z]{16}"), ("ups",), _ups),
    Form("FedEx", re.compile(r"\d{12}"), ("fedex", "federal express"), _fedex),
    Form("FedEx", re.compile(r"\d{15}|96\d{20}"), ("fedex", "federal express")),
    Form("DHL Express", re.compile(r"\d{10}"), ("dhl express",), _dhl_express),
    Form("DHL", re.compile(r"00340\d{15}"), ("dhl", "deutsche post"), _THREE_ONE),
    Form("DHL", re.compile(r"JJD\d{15,20}|\d{12}"), ("dhl", "deutsche post")),
    Form("USPS", re.compile(r"9[1-5]\d{20}"), ("usps", "united states postal"), _THREE_ONE),
    Form("Canada Post", re.compile(r"\d{16}"), ("canada post", "postes canada"), _THREE_ONE),
    Form("DPD", re.compile(r"\d{14}[0-9A-Z]?"), ("dpd",)),
    Form("GLS", re.compile(r"\d{11,12}|[A-Z0-9]{8}"), ("gls",)),
    Form("Hermes / Evri", re.compile(r"\d{16}|H[A-Z0-9]{15}"), ("hermes", "evri")),
    Form("SF Express", re.compile(r"SF\d{12,13}"), ("sf express", "顺丰")),
    Form("YunExpress", re.compile(r"YT\d{16}"), ("yunexpress", "云途")),
    Form("Cainiao", re.compile(r"LP\d{14}|CAINIAO\w+"), ("cainiao", "菜鸟")),
    Form("4PX", re.compile(r"4PX\d{13}CN|LS\d{9}CH"), ("4px",)),
    Form("Australia Post", re.compile(r"[A-Z0-9]{3}\d{9,18}"), ("australia post", "auspost")),
    Form("Correos", re.compile(r"P[A-Z0-9]{22}"), ("correos",)),
    Form("Mondial Relay", re.compile(r"\d{8}|\d{10}|\d{12}"), ("mondial relay", "inpost")),
    Form("Amazon Logistics", re.compile(r"TB[A-Z]\d{12}"), ("amazon",)),
)
_POSTS = ("post", "correo", "poczta", "почта", "邮政", "ems", "colissimo", "royal mail", "la poste", "correios")
"""Names of carriers that take postal numbers as well."""
_POSTAL = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")


def read_number(number: str, carrier: str | None) -> NumberReading:
    """What its form says of a number, beside the carrier that the case names."""
    written, name = normalise(number), folded(carrier or "")
    postal = _POSTAL.fullmatch(written) is not None
    forms = tuple(dict.fromkeys(form.carrier for form in _FORMS if form.fits(written)))
    own = [form for form in _FORMS if any(known in name for known in form.known_as)]
    takes_postal = not own or any(post in name for post in _POSTS)
    fits_own = any(form.fits(written) for form in own) or (postal and takes_postal)
    return NumberReading(
        postal=postal, wrong_check_digit=has_wrong_check_digit(written), forms=forms,
        other_carrier=bool(own) and not fits_own,
    )  # fmt: skip
