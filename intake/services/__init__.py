"""Every change to requests, answers, alerts and reviews is a verb named here."""

from intake.decisions import has_suitable_review, may_choose_time
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
from intake.services.desk import (
    accept_request,
    assign_request,
    close_request,
    log_call,
    send_questionnaire,
)
from intake.services.drafts import Draft, open_answers
from intake.services.intakes import latest_assessment, read_intake, review_queue
from intake.services.questionnaires import (
    QuestionnaireRefused,
    StoredMeanwhile,
    publish_questionnaire,
    store_questionnaire,
)
from intake.services.requests import (
    FOUND_AT_MOST,
    RequestDetails,
    adult_age,
    find_requests,
    is_too_young,
    submit_request,
)
from intake.services.responses import (
    AlreadySent,
    EntryChanged,
    Incomplete,
    NoSuchPage,
    answers_of,
    remove_occurrence,
    save_page,
    send_answers,
)
from intake.services.reviews import AlertStands, NotReady, sign_review
from intake.services.steps import (
    AlreadyClosed,
    ChangedMeanwhile,
    NotNow,
    RequestRefusal,
    StillBooked,
    advance,
    record_event,
)
from intake.services.urgency import alert_of_unsaved

__all__ = [
    "AlertStands",
    "AlreadyAcknowledged",
    "AlreadyClosed",
    "AlreadyResolved",
    "AlreadySent",
    "ChangedMeanwhile",
    "Choices",
    "Draft",
    "EntryChanged",
    "FOUND_AT_MOST",
    "Incomplete",
    "NoSuchPage",
    "NotAcknowledged",
    "NotAsking",
    "NotNow",
    "NotReady",
    "NothingAsked",
    "QuestionnaireRefused",
    "QuestionsRefused",
    "RequestDetails",
    "RequestRefusal",
    "StillBooked",
    "StoredMeanwhile",
    "UnknownQuestion",
    "accept_request",
    "acknowledge_alert",
    "adult_age",
    "advance",
    "alert_of_unsaved",
    "answers_of",
    "assign_request",
    "close_request",
    "escalate_alerts",
    "find_requests",
    "has_suitable_review",
    "is_too_young",
    "latest_assessment",
    "log_call",
    "may_choose_time",
    "open_answers",
    "publish_questionnaire",
    "questionnaire_of",
    "read_intake",
    "record_event",
    "remove_occurrence",
    "resolve_alert",
    "review_queue",
    "save_page",
    "send_answers",
    "send_questionnaire",
    "sign_review",
    "store_questionnaire",
    "submit_request",
]
