"""The vouchers of a claim: which are needed, which are there, and who can supply those that are not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.claims.terms_of_carriers import ClaimTerms
from cases.claims.words import Loss, Supplier, Voucher

_SUPPLIERS: Mapping[Voucher, Supplier] = {
    Voucher.ORDER: Supplier.SHOP,
    Voucher.PAYMENT: Supplier.SHOP,
    Voucher.POSTING: Supplier.SHOP,
    Voucher.TRACKING_NUMBER: Supplier.SHOP,
    Voucher.TRAJECTORY: Supplier.CARRIER,
    Voucher.CORRESPONDENCE: Supplier.US,
    Voucher.VALUE: Supplier.SHOP,
    Voucher.CONTENTS: Supplier.SHOP,
    Voucher.STATEMENT: Supplier.CUSTOMER,
    Voucher.INSURANCE: Supplier.SHOP,
    Voucher.PHOTO_BOX: Supplier.CUSTOMER,
    Voucher.PHOTO_LABEL: Supplier.CUSTOMER,
    Voucher.PHOTO_CONTENTS: Supplier.CUSTOMER,
}
_PHOTOS = frozenset({Voucher.PHOTO_BOX, Voucher.PHOTO_LABEL, Voucher.PHOTO_CONTENTS})


@dataclass(frozen=True, slots=True)
class Known:
    """What a case has. `files` are its documents and photos by what somebody has said they are."""

    loss: Loss
    insured: bool | None
    has: frozenset[Voucher] = frozenset()
    files: Mapping[Voucher, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """One voucher. `asked`: the carrier or insurer names it itself."""

    voucher: Voucher
    there: bool
    files: tuple[str, ...]
    supplier: Supplier
    asked: bool


def voucher_list(known: Known, *published: ClaimTerms | None) -> tuple[VoucherLine, ...]:
    """Everything that is needed, in the order of the words."""
    asked = {voucher for terms in published if terms for voucher in terms.vouchers}
    return tuple(
        VoucherLine(
            each, there=each in known.has or bool(known.files.get(each)), files=tuple(known.files.get(each, ())),
            supplier=_SUPPLIERS[each], asked=each in asked,
        )
        for each in Voucher
        if each in asked or _is_needed(each, known)
    )  # fmt: skip


def _is_needed(voucher: Voucher, known: Known) -> bool:
    """Who has the parcel in hands states nothing of a loss, and who has not can take no photo of it."""
    if voucher in _PHOTOS:
        return known.loss is Loss.DAMAGED or bool(known.files.get(voucher))
    if voucher is Voucher.STATEMENT:
        return known.loss is Loss.LOST
    return voucher is not Voucher.INSURANCE or bool(known.insured)
