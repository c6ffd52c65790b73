"""Every change to requests, answers, alerts and reviews is a verb named here."""

from intake.services.alerts import (
    AlreadyAcknowledged,
    AlreadyResolved,
    acknowledge_alert,
    escalate_alerts,
    resolve_alert,
)
from intake.services.intakes import read_intake, review_queue
from intake.services.requests import (
    AlreadyClosed,
    ChangedMeanwhile,
    RequestDetails,
    close_request,
    is_too_young,
    log_call,
    record_event,
    send_questionnaire,
    submit_request,
)
from intake.services.responses import (
    AlreadySent,
    Incomplete,
    NoSuchPage,
    answers_of,
    questionnaire_of,
    remove_occurrence,
    save_page,
    send_answers,
)
from intake.services.reviews import NotReady, has_suitable_review, sign_review

__all__ = [
    "AlreadyAcknowledged",
    "AlreadyClosed",
    "AlreadyResolved",
    "AlreadySent",
    "ChangedMeanwhile",
    "Incomplete",
    "NoSuchPage",
    "NotReady",
    "RequestDetails",
    "acknowledge_alert",
    "answers_of",
    "close_request",
    "escalate_alerts",
    "has_suitable_review",
    "is_too_young",
    "log_call",
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
    "submit_request",
]
