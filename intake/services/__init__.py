"""Every change to requests, answers, reviews and what they rest on is a verb here."""

from intake.decisions import has_suitable_review, may_choose_time
from intake.gates import (
    Missing,
    infusion_gate,
    may_sign_treatment,
    treatment_text_to_sign,
)
from intake.services.alerts import (
    AlreadyAcknowledged,
    AlreadyResolved,
    NotAcknowledged,
    acknowledge_alert,
    escalate_alerts,
    resolve_alert,
)
from intake.services.asking import (
    Choices,
    NotAsking,
    NothingAsked,
    QuestionsRefused,
    UnknownQuestion,
)
from intake.services.assessments import questionnaire_of
from intake.services.closing import close_request, refer_request, reopen_request
from intake.services.consents import (
    BEFORE_QUESTIONS,
    TextChanged,
    publish_consent,
    read_consents,
    sign_consent,
    texts_to_sign,
)
from intake.services.consultations import (
    consultation_queue,
    may_decide,
    sign_consultation,
)
from intake.services.contacts import Contact, correct_contact
from intake.services.desk import (
    accept_request,
    add_note,
    assign_request,
    log_call,
    may_be_assigned,
    offer_times,
    send_questionnaire,
)
from intake.services.drafts import Draft, open_answers
from intake.services.duplicates import (
    Duplicate,
    Person,
    likely_duplicates,
    read_person,
)
from intake.services.exporting import (
    EXPORTED_AT_MOST,
    EXPORTED_COLUMNS,
    TooMany,
    export_requests,
    exportable,
)
from intake.services.flags import UnknownFlag, acknowledge_flag
from intake.services.intakes import latest_assessment, read_intake, review_queue
from intake.services.persons import (
    AlreadyLinked,
    AlreadyUnlinked,
    NotAccepted,
    OutOfReach,
    link_patients,
    linkable_requests,
    unlink_patients,
)
from intake.services.policies import (
    NothingChanged,
    PolicyChangedMeanwhile,
    PolicyValue,
    draft_policy,
    effective_policy,
    open_policy,
    sign_policy,
    values_of,
    withdraw_draft,
)
from intake.services.questionnaires import (
    QuestionnaireRefused,
    StoredMeanwhile,
    publish_questionnaire,
    store_questionnaire,
)
from intake.services.requests import (
    RequestDetails,
    adult_age,
    is_too_young,
    submit_request,
    take_request,
)
from intake.services.responses import (
    AlreadySent,
    ConsentMissing,
    EntryChanged,
    Incomplete,
    NoSuchPage,
    answers_of,
    remove_occurrence,
    save_page,
    send_answers,
)
from intake.services.reviews import AlertStands, NotReady, sign_review
from intake.services.rules import read_rules
from intake.services.searching import FOUND_AT_MOST, find_requests
from intake.services.steps import (
    AlreadyClosed,
    ChangedMeanwhile,
    NotNow,
    RequestRefusal,
    StillBooked,
    advance,
    record_event,
)
from intake.services.timeline import Timeline, read_timeline
from intake.services.unfinished import remind_of_unfinished
from intake.services.urgency import alert_of_refused, alert_of_unsaved

__all__ = [
    "BEFORE_QUESTIONS",
    "EXPORTED_AT_MOST",
    "EXPORTED_COLUMNS",
    "FOUND_AT_MOST",
    "AlertStands",
    "AlreadyAcknowledged",
    "AlreadyClosed",
    "AlreadyLinked",
    "AlreadyResolved",
    "AlreadySent",
    "AlreadyUnlinked",
    "ChangedMeanwhile",
    "Choices",
    "ConsentMissing",
    "Contact",
    "Draft",
    "Duplicate",
    "EntryChanged",
    "Incomplete",
    "Missing",
    "NoSuchPage",
    "NotAccepted",
    "NotAcknowledged",
    "NotAsking",
    "NotNow",
    "NotReady",
    "NothingAsked",
    "NothingChanged",
    "OutOfReach",
    "Person",
    "PolicyChangedMeanwhile",
    "PolicyValue",
    "QuestionnaireRefused",
    "QuestionsRefused",
    "RequestDetails",
    "RequestRefusal",
    "StillBooked",
    "StoredMeanwhile",
    "TextChanged",
    "Timeline",
    "TooMany",
    "UnknownFlag",
    "UnknownQuestion",
    "accept_request",
    "acknowledge_alert",
    "acknowledge_flag",
    "add_note",
    "adult_age",
    "advance",
    "alert_of_refused",
    "alert_of_unsaved",
    "answers_of",
    "assign_request",
    "close_request",
    "consultation_queue",
    "correct_contact",
    "draft_policy",
    "effective_policy",
    "escalate_alerts",
    "export_requests",
    "exportable",
    "find_requests",
    "has_suitable_review",
    "infusion_gate",
    "is_too_young",
    "latest_assessment",
    "likely_duplicates",
    "link_patients",
    "linkable_requests",
    "log_call",
    "may_be_assigned",
    "may_choose_time",
    "may_decide",
    "may_sign_treatment",
    "offer_times",
    "open_answers",
    "open_policy",
    "publish_consent",
    "publish_questionnaire",
    "questionnaire_of",
    "read_consents",
    "read_intake",
    "read_person",
    "read_rules",
    "read_timeline",
    "record_event",
    "refer_request",
    "remind_of_unfinished",
    "remove_occurrence",
    "reopen_request",
    "resolve_alert",
    "review_queue",
    "save_page",
    "send_answers",
    "send_questionnaire",
    "sign_consent",
    "sign_consultation",
    "sign_policy",
    "sign_review",
    "store_questionnaire",
    "submit_request",
    "take_request",
    "texts_to_sign",
    "treatment_text_to_sign",
    "unlink_patients",
    "values_of",
    "withdraw_draft",
]
