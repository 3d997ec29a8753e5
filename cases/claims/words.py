"""The words of this subject. Pure."""

from enum import StrEnum

from cases.journeys.anomalies import Anomaly


class Whom(StrEnum):
    """Against whom something is claimed."""

    CARRIER = "carrier"
    INSURER = "insurer"


class Loss(StrEnum):
    """What has happened to the goods, as deadlines tell it apart."""

    LOST = "lost"
    DAMAGED = "damaged"


class CountedFrom(StrEnum):
    """The day from which a deadline runs."""

    POSTED = "posted"
    DUE = "due"
    DELIVERED = "delivered"


class Route(StrEnum):
    """Whether a parcel stays in its country."""

    HOME = "home"
    ABROAD = "abroad"
    ANY = "any"


class Voucher(StrEnum):
    """What supports a claim."""

    ORDER = "order"
    PAYMENT = "payment"
    POSTING = "posting"
    TRACKING_NUMBER = "tracking_number"
    TRAJECTORY = "trajectory"
    CORRESPONDENCE = "correspondence"
    VALUE = "value"
    CONTENTS = "contents"
    STATEMENT = "statement"
    INSURANCE = "insurance"
    PHOTO_BOX = "photo_box"
    PHOTO_LABEL = "photo_label"
    PHOTO_CONTENTS = "photo_contents"


class PackNews(StrEnum):
    """What a claim pack tells of and may have changed since."""

    STATEMENT = "statement"
    FILE = "file"
    LETTER = "letter"
    JOURNEY = "journey"


class Supplier(StrEnum):
    """Who can supply what is missing."""

    SHOP = "shop"
    CUSTOMER = "customer"
    CARRIER = "carrier"
    US = "us"


def loss_of(cause: Anomaly | None) -> Loss:
    """A parcel that is damaged is there; any other that somebody claims for is not."""
    return Loss.DAMAGED if cause is Anomaly.DAMAGED else Loss.LOST
