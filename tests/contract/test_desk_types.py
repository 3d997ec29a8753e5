"""The types by hand of what pages read over REST name nothing that the models do not give."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from cases import address, amounts, board, case_list, checklist, due_list, parcel, stage_board
from cases.alerting import history, worklist
from cases.claims import views as claims
from cases.contacts import ratings as case_ratings
from cases.contacts import shapes as contact_shapes
from cases.enquiries import answers
from cases.enquiries import shapes as enquiry_shapes
from cases.journeys import strip
from cases.numbers import shapes as number_shapes
from cases.solutions import terms, views
from outgoing import endpoint_view as endpoints
from outgoing import letters
from records import (
    call_record,
    case_choices,
    case_timeline,
    commitments,
    job_list,
    search_record,
    transcript_record,
    waiting,
)
from summary import facts as summary_facts
from summary import model, notes, statements
from web import (
    agents,
    calls,
    case_screens,
    casework,
    copies,
    embed,
    enquiries,
    evidence,
    helpdesk,
    imports,
    jobs,
    ratings,
    rules,
    session,
    shared_calls,
    stages,
    summaries,
    webhooks,
)
from web import notes as notes_door

DESK = (Path(__file__).parents[2] / "web/static/js/protocol/desk.d.ts").read_text("utf-8")
MODELS: dict[str, type[BaseModel]] = {
    "User": session.User,
    "Session": session.Session,
    "NewCall": calls.OpenedCall,
    "CommitmentRecord": commitments.CommitmentRecord,
    "CommitmentList": commitments.CommitmentList,
    "EvidenceRecord": evidence.EvidenceRecord,
    "EvidenceList": evidence.EvidenceList,
    "AgentLine": agents.AgentLine,
    "AgentList": agents.AgentList,
    "Reassigned": agents.Reassigned,
    "NotesRecord": notes.Notes,
    "NotesChange": notes_door.NotesChange,
    "CaseMoment": case_timeline.CaseMoment,
    "CaseTimeline": case_timeline.CaseTimeline,
    "WaitingLine": waiting.WaitingLine,
    "Owner": board.Owner,
    "CaseFilter": case_list.CaseFilter,
    "KeptFilter": case_list.KeptFilter,
    **{name: getattr(case_screens, name) for name in ("CaseOwner", "SavedFilter", "SavedFilters")},
    **{name: getattr(case_choices, name) for name in ("Choice", "Person", "CaseChoices")},
    **{name: getattr(stage_board, name) for name in ("StageColumn", "StageBoard")},
    "MovedCase": stages.MovedCase,
    **{name: getattr(strip, name) for name in ("Station", "Gap", "Strip")},
    "AlertView": board.AlertView,
    "Cause": worklist.Cause,
    "WorkLine": worklist.WorkLine,
    "Worklist": worklist.Worklist,
    "Sent": casework.Sent,
    "OfferedCall": casework.OfferedCall,
    "Money": parcel.Money,
    "CaseDetails": parcel.CaseDetails,
    "OtherNumber": number_shapes.OtherNumber,
    "Address": address.Address,
    "BadCell": imports.BadCell,
    "ImportPreview": imports.ImportPreview,
    "ImportResult": imports.ImportResult,
    "RulesInForce": rules.RulesInForce,
    "Different": history.Different,
    "Replayed": history.Replayed,
    **{name: getattr(checklist, name) for name in (
        "FactAnswer", "GivenAnswer", "Remark", "CheckItem", "Checklist",
    )},
    **{name: getattr(claims, name) for name in (
        "LossView", "ClaimView", "DeadlineView", "VoucherView", "StatementAskedView", "StatementView", "StepView",
        "PackView", "ClaimDesk", "NewStep", "Reminder", "ReminderList",
    )},
    "Amount": amounts.Amount,
    "Terms": terms.Terms,
    **{name: getattr(views, name) for name in (
        "Decision", "SituationView", "ProposalView", "AgreedView", "DeedView", "DecisionView", "SolutionDesk",
    )},
    **{name: getattr(endpoints, name) for name in (
        "EndpointView", "EndpointList", "ToldSecret", "NewEndpoint", "EndpointChange",
    )},
    "DeadLetter": letters.DeadLetter,
    **{name: getattr(webhooks, name) for name in ("DeadLetters", "Replay", "SentAgain")},
    **{name: getattr(embed, name) for name in ("LastCall", "NextPromise", "EmbeddedCase", "EmbeddedCall")},
    **{name: getattr(shared_calls, name) for name in ("SharedPromise", "SharedCall")},
    **{name: getattr(job_list, name) for name in ("JobProgress", "JobLine", "JobCounts", "JobList")},
    **{name: getattr(jobs, name) for name in ("JobRetry", "TriedAgain")},
    "Ticket": helpdesk.Ticket,
    "Proposal": answers.Proposal,
    "EnquiryDraft": enquiries.EnquiryDraft,
    "RatingView": case_ratings.RatingView,
    **{name: getattr(enquiry_shapes, name) for name in (
        "LetterView", "EnquiryView", "WayView", "EnquiryDesk", "NewEnquiry", "NewLetter",
    )},
    **{name: getattr(contact_shapes, name) for name in (
        "PlanView", "LocalTime", "ContactView", "ContactDesk", "WantedLetter", "Preview", "NewContact",
    )},
    **{name: getattr(due_list, name) for name in ("DueLine", "DueList")},
    **{name: getattr(ratings, name) for name in ("RatingList", "Share", "RatingTable")},
    "OwnDuty": waiting.OwnDuty,
    "WaitingList": waiting.WaitingList,
    **{name: getattr(transcript_record, name) for name in (
        "SpeakerRecord", "UtteranceRecord", "StretchRecord", "MissingRecord", "TranscriptRecord",
    )},
    **{name: getattr(search_record, name) for name in ("Mark", "Passage", "CallFound", "SearchResult")},
    "SummaryBody": model.Summary,
    "SummaryRecord": model.SummaryView,
    "SummaryChange": summaries.SummaryChange,
    **{name: getattr(call_record, name) for name in (
        "CallLine", "CallList", "CallRecord", "PersonRecord", "EntryRecord", "MessageRecord", "ConsentRecord",
        "GapRecord", "PartRecord", "SideGapRecord", "RecordingRecord", "PathRecord", "StepsRecord",
        "ConnectionTestRecord", "QualitySample", "QualityRecord", "Span",
    )},
    **{name: getattr(statements, name) for name in (
        "Source", "Statement", "Said", "Fact", "Agreement", "Commitment", "Evidence", "Mood", "NextStage",
    )},
    **{name: getattr(summary_facts, name) for name in ("ConsentState", "RecordingFacts")},
    "Drafting": model.Drafting,
    "SummaryEdit": model.SummaryEdit,
    "Move": commitments.Move,
    "CopyLink": copies.CopyLink,
}  # fmt: skip
CHECKED_EXACTLY = {"TrackingEvent", "CaseLine", "CaseList", "Place", "Stop", "Reading", "CaseView"}
"""By tests/contract/cases/test_desk_shapes.py."""


def _fields(name: str) -> set[str]:
    match = re.search(rf"export interface {name}(?: extends \w+)? \{{(.*?)\}}\n", DESK, re.DOTALL)
    assert match is not None
    return set(re.findall(r"(\w+)\??:", match[1]))


@pytest.mark.parametrize("name", MODELS)
def test_what_a_page_reads_is_there(name: str) -> None:
    fields = _fields(name)
    assert fields
    model = MODELS[name]
    assert fields - set(model.model_fields) - set(model.model_computed_fields) == set()


def test_what_a_page_sends_is_all_that_is_taken() -> None:
    assert _fields("SummaryChange") == set(summaries.SummaryChange.model_fields)
    assert _fields("NotesChange") == set(notes_door.NotesChange.model_fields)
    assert _fields("Decision") == set(views.Decision.model_fields)
    assert _fields("Terms") == set(terms.Terms.model_fields)
    assert _fields("NewStep") == set(claims.NewStep.model_fields)
    assert _fields("FactAnswer") == set(checklist.FactAnswer.model_fields)
    assert _fields("NewContact") == set(contact_shapes.NewContact.model_fields)
    assert _fields("WantedLetter") == set(contact_shapes.WantedLetter.model_fields)
    assert _fields("NewLetter") == set(enquiry_shapes.NewLetter.model_fields)
    assert _fields("NewEnquiry") == set(enquiry_shapes.NewEnquiry.model_fields) - {"days"}
    assert _fields("Address") == set(address.Address.model_fields)
    assert _fields("SummaryBody") == set(model.Summary.model_fields)
    assert _fields("NewEndpoint") == set(endpoints.NewEndpoint.model_fields)
    assert _fields("EndpointChange") == set(endpoints.EndpointChange.model_fields)
    assert _fields("Replay") == set(webhooks.Replay.model_fields)
    assert _fields("JobRetry") == set(jobs.JobRetry.model_fields)


def test_no_type_by_hand_is_forgotten() -> None:
    assert set(re.findall(r"export interface (\w+)", DESK)) == MODELS.keys() | CHECKED_EXACTLY
