"""Every table, grouped by whose life it follows. Importing this package fills `Base.metadata`."""

from records.tables.base import Base, changed_rows, core, new_id
from records.tables.calls import CallEntryRow, CallRow, MessageRow, OfferRow, ParticipantRow, StepsRow
from records.tables.cases import (
    CaseEntryRow,
    CaseRow,
    CommitmentRow,
    FeedBodyRow,
    FormerNumberRow,
    TrackingEventRow,
)
from records.tables.casework import AlertRow, FactCheckRow, FeedPollRow
from records.tables.claims import (
    CaseTermsRow,
    ClaimPackRow,
    ClaimStepRow,
    SolutionDeedRow,
    StatementRequestRow,
    StatementRow,
    VoucherRow,
)
from records.tables.connection_tests import ConnectionTestRow
from records.tables.contacts import ContactRow, RatingRow
from records.tables.enquiries import EnquiryLetterRow, EnquiryRow
from records.tables.erasures import CertificateRow, ErasureRow, ErasureScope, LegalHoldRow
from records.tables.evidence import EvidenceRequestRow, EvidenceRow
from records.tables.feeds import Became, WaitingNewsRow
from records.tables.media_workers import MediaWorkerRow
from records.tables.nodes import NodeRow
from records.tables.outgoing import CaseTicketRow, DeliveryRow, EndpointRow, EndpointState, OutboxRow
from records.tables.people import AgentRow, CredentialRow, UserRow
from records.tables.quality import QualityRow
from records.tables.recording_files import FilePlace, FileState, RecordingFileRow
from records.tables.recordings import (
    ConsentRequestRow,
    ConsentRow,
    ConsentTextRow,
    FormerConsentsRow,
    LegTicketRow,
    PartRow,
    RecordingKeyRow,
    RecordingRow,
)
from records.tables.saved_filters import SavedFilterRow
from records.tables.transcripts import SearchDocumentRow, TranscriptRow, UtteranceRow
from records.tables.work import AuditRow, JobRow, SummaryEditRow, SummaryRow

__all__ = [
    "AgentRow",
    "AlertRow",
    "AuditRow",
    "Base",
    "Became",
    "CallEntryRow",
    "CallRow",
    "CaseEntryRow",
    "CaseRow",
    "CaseTermsRow",
    "CaseTicketRow",
    "CertificateRow",
    "ClaimPackRow",
    "ClaimStepRow",
    "CommitmentRow",
    "ConnectionTestRow",
    "ConsentRequestRow",
    "ConsentRow",
    "ConsentTextRow",
    "ContactRow",
    "CredentialRow",
    "DeliveryRow",
    "EndpointRow",
    "EndpointState",
    "EnquiryLetterRow",
    "EnquiryRow",
    "ErasureRow",
    "ErasureScope",
    "EvidenceRequestRow",
    "EvidenceRow",
    "FactCheckRow",
    "FeedBodyRow",
    "FeedPollRow",
    "FilePlace",
    "FileState",
    "FormerConsentsRow",
    "FormerNumberRow",
    "JobRow",
    "LegTicketRow",
    "LegalHoldRow",
    "MediaWorkerRow",
    "MessageRow",
    "NodeRow",
    "OfferRow",
    "OutboxRow",
    "PartRow",
    "ParticipantRow",
    "QualityRow",
    "RatingRow",
    "RecordingFileRow",
    "RecordingKeyRow",
    "RecordingRow",
    "SavedFilterRow",
    "SearchDocumentRow",
    "SolutionDeedRow",
    "StatementRequestRow",
    "StatementRow",
    "StepsRow",
    "SummaryEditRow",
    "SummaryRow",
    "TrackingEventRow",
    "TranscriptRow",
    "UserRow",
    "UtteranceRow",
    "VoucherRow",
    "WaitingNewsRow",
    "changed_rows",
    "core",
    "new_id",
]
