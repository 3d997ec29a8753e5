"""The table as it is delivered: cautious, and meant to be written anew by each shop (deploy/solutions.example.toml)."""

from typing import Final

from cases.journeys.anomalies import Anomaly
from cases.solutions.situation import Bearer, CustomerValue, SolutionKind
from cases.solutions.table import Limits, Row, SolutionBook

_GONE: Final = frozenset(
    {
        Anomaly.LOST_BY_CARRIER, Anomaly.DELIVERED_ELSEWHERE, Anomaly.DELIVERED_NOT_RECEIVED, Anomaly.LABEL_MIXED_UP,
        Anomaly.DATA_LOST, Anomaly.EXPIRED, Anomaly.SILENT,
    }
)  # fmt: skip
_COMES_BACK: Final = frozenset({Anomaly.RETURNED_TO_SENDER, Anomaly.ADDRESS_INCOMPLETE})
_LATE: Final = frozenset(
    {
        Anomaly.CUSTOMS_HOLD, Anomaly.WRONG_BATCH, Anomaly.WRONG_DEPOT, Anomaly.DEPOT_LOOP, Anomaly.IMPOSSIBLE_JUMP,
        Anomaly.FORCE_MAJEURE, Anomaly.SILENT,
    }
)  # fmt: skip

AS_DELIVERED: Final = SolutionBook(
    name="as delivered",
    limits=Limits(
        agent={"EUR": 10_000, "USD": 10_000, "GBP": 9_000, "CNY": 80_000},
        supervisor={"EUR": 100_000, "USD": 100_000, "GBP": 90_000, "CNY": 800_000},
    ),
    cost_percent={SolutionKind.RESHIP: 60, SolutionKind.COUPON: 70},
    row=(
        Row(kind=SolutionKind.RESHIP, causes=_GONE | _COMES_BACK, share_percent=100),
        Row(
            kind=SolutionKind.REFUND, causes=_GONE | _COMES_BACK, freight_by=Bearer.BUYER, share_percent=100,
            with_freight=True,
        ),
        Row(kind=SolutionKind.REFUND, causes=_GONE | _COMES_BACK, share_percent=100),
        Row(
            kind=SolutionKind.FULL_COMPENSATION, causes=_GONE | {Anomaly.DAMAGED}, insured=True, share_percent=100,
            with_freight=True,
        ),
        Row(kind=SolutionKind.PARTIAL_COMPENSATION, causes=frozenset({Anomaly.DAMAGED}), share_percent=30),
        Row(
            kind=SolutionKind.COUPON, causes=_LATE, share_percent=10,
            at_most={"EUR": 2_000, "USD": 2_000, "GBP": 1_800, "CNY": 15_000},
        ),
        Row(
            kind=SolutionKind.GIFT, customers=frozenset({CustomerValue.VALUED}),
            fixed={"EUR": 1_000, "USD": 1_000, "GBP": 900, "CNY": 8_000},
        ),
    ),
)  # fmt: skip
