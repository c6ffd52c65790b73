"""Every column in clear, written out once more by hand, with all that it may hold.

What is not here is sealed. A new column fails `test_columns` until it is named here, so
somebody has asked what a thief of the database would read in it.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from ipaddress import ip_address
from re import fullmatch

from psycopg2.extras import DateTimeTZRange

Check = Callable[[object], bool]


def ID(value) -> bool:  # noqa: N802
    """Names a row and tells nothing of it."""
    return isinstance(value, uuid.UUID | int)


def TIME(value) -> bool:  # noqa: N802
    return isinstance(value, datetime | date | time | DateTimeTZRange)


def COUNT(value) -> bool:  # noqa: N802
    """A number of things or tries, a place in an order, a version."""
    return isinstance(value, int)


def COUNTS(value) -> bool:  # noqa: N802
    return isinstance(value, list) and all(isinstance(each, int) for each in value)


def AMOUNT(value) -> bool:  # noqa: N802
    return isinstance(value, Decimal)


def YES_NO(value) -> bool:  # noqa: N802
    return isinstance(value, bool)


def HASH(value) -> bool:  # noqa: N802
    """A keyed or cryptographic hash: blind indexes are 16 bytes, the others 32."""
    return isinstance(value, bytes | memoryview) and len(value) in {16, 32}


def KEY(value) -> bool:  # noqa: N802
    """A data key, wrapped."""
    return isinstance(value, bytes | memoryview) and len(value) == 40


def SET_UP(value) -> bool:  # noqa: N802
    """What staff enter about the clinic and about themselves, never about a patient."""
    return isinstance(value, str)


def SHIPPED(value) -> bool:  # noqa: N802
    """Questionnaires, policies and texts to sign: the same for all patients."""
    return isinstance(value, str | dict)


def ADDRESS(value) -> bool:  # noqa: N802
    return bool(ip_address(value))


def one_of(*codes) -> Check:
    return lambda value: value in codes


def like(pattern: str) -> Check:
    return lambda value: fullmatch(pattern, value) is not None


def each(check: Check) -> Check:
    return lambda values: isinstance(values, list) and all(map(check, values))


UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# Names a text that is the same for all patients.
HASH_OF_SHIPPED = like("[0-9a-f]{64}")
NAME_OF_A_FIELD = like(r"[a-z_]{2,30}")
NAME_OF_A_MODEL = like(r"(clinic|intake|scheduling)\.[A-Za-z]+|")
KIND_OF_MESSAGE = r"[a-z]+(-[a-z]+)*"

COLUMNS: dict[str, dict[str, Check]] = {
    "clinic.accessevent": {
        "id": ID,
        "seq": COUNT,
        "xid8": COUNT,
        "at": TIME,
        "actor_kind": one_of("user", "patient-link", "system", "anonymous"),
        "actor_id": like(f"({UUID})?"),
        "action": one_of(
            "list", "view", "search", "export", "print", "download", "add", "change",
            "delete", "login", "logout", "confirm", "second-factor", "enrol", "unenrol",
            "credentials", "denied", "decrypt-fail",
        ),
        "object_type": NAME_OF_A_MODEL,
        "object_ids": each(ID),
        "fields": each(NAME_OF_A_FIELD),
        "request_id": like("([0-9a-f]{32})?"),
        "ip": ADDRESS,
        "outcome": one_of("ok", "implicit", "refused"),
    },
    "clinic.datakey": {
        "id": ID,
        "purpose": one_of("fields", "index", "link"),
        "kek_id": SET_UP,
        "wrapped": KEY,
        "state": one_of("active", "opens", "retired"),
        "created_at": TIME,
    },
    "clinic.location": {
        "id": ID,
        "name": SET_UP,
        "slug": SET_UP,
        "address": SET_UP,
        "phone": SET_UP,
        "time_zone": SET_UP,
    },
    "clinic.message": {
        "id": ID,
        "kind": like(KIND_OF_MESSAGE),
        "about_type": NAME_OF_A_MODEL,
        "about_id": ID,
        "recipient_type": one_of("patient", "user", "contact"),
        "recipient_id": ID,
        # Ends with an id, a version or a minute.
        "dedupe_key": like(
            rf"{KIND_OF_MESSAGE}:{UUID}:(patient|user|contact):{UUID}:"
            rf"({UUID}|\d*|\d{{4}}-\d\d-\d\dT\d\d:\d\d)"
        ),
        "status": one_of("queued", "sent", "dead", "cancelled"),
        "attempts": COUNT,
        "due_at": TIME,
        "next_at": TIME,
        "not_after": TIME,
        "sent_at": TIME,
        "last_code": like(r"[A-Za-z0-9-]*"),
        "message_id": like(rf"<{UUID}@[a-z0-9.-]+>"),
        "created_at": TIME,
    },
    "clinic.openinghours": {
        "id": ID,
        "location_id": ID,
        "weekday": COUNT,
        "opens": TIME,
        "closes": TIME,
    },
    "clinic.patient": {
        "id": ID,
        "email_index": HASH,
        "phone_index": HASH,
        "name_index": each(HASH),
        # That somebody wants no reminders tells nothing of why.
        "reminders_stopped_at": TIME,
        "created_at": TIME,
    },
    "clinic.patientlink": {
        "id": ID,
        "patient_id": ID,
        "purpose": one_of(
            "questionnaire", "book", "appointment", "course", "waitlist"
        ),
        "object_id": ID,
        "token_hash": HASH,
        "expires_at": TIME,
        "revoked_at": TIME,
        "done_at": TIME,
        "wrong_birth_dates": COUNT,
        "created_at": TIME,
    },
    "clinic.practitioner": {
        "id": ID,
        "user_id": ID,
        "role": one_of("clinician", "nurse"),
        "credentials": SET_UP,
    },
    "clinic.practitioner_locations": {
        "id": ID,
        "practitioner_id": ID,
        "location_id": ID,
    },
    "clinic.practitionerplace": {"id": ID, "practitioner_id": ID, "number": COUNT},
    "clinic.price": {
        "id": ID,
        "name": SET_UP,
        "amount": AMOUNT,
        "includes": SET_UP,
        "location_id": ID,
        "position": COUNT,
        "valid_from": TIME,
        "valid_until": TIME,
    },
    "clinic.ratelimit": {
        "id": ID,
        "bucket": like(r"[a-z]+(-[a-z]+)*"),
        "key_hmac": HASH,
        "window_starts_at": TIME,
        "count": COUNT,
    },
    "clinic.room": {
        "id": ID,
        "location_id": ID,
        "name": SET_UP,
        "kind": one_of("consultation", "infusion_chair"),
    },
    "clinic.staffmembership": {
        "id": ID,
        "user_id": ID,
        "location_id": ID,
        "role": one_of(
            "front_desk", "clinician", "nurse", "manager", "privacy_officer"
        ),
    },
    "clinic.submission": {
        "id": ID,
        "form": one_of("request"),
        "payload_hmac": HASH,
        "result_id": ID,
        "created_at": TIME,
    },
    "clinic.urgentcontact": {
        "id": ID,
        "location_id": ID,
        "position": COUNT,
        "name": SET_UP,
        "email": SET_UP,
        "minutes_until_next": COUNT,
    },
    "clinic.user": {
        "id": ID,
        "password": SET_UP,
        "last_login": TIME,
        "is_superuser": YES_NO,
        "username": SET_UP,
        "first_name": SET_UP,
        "last_name": SET_UP,
        "email": SET_UP,
        "is_staff": YES_NO,
        "is_active": YES_NO,
        "date_joined": TIME,
    },
    "clinic.wording": {
        "id": ID,
        "kind": like(KIND_OF_MESSAGE),
        "version": COUNT,
        # Refused where they would tell what a patient is seen for.
        "subject": SET_UP,
        "body": SET_UP,
        "written_by_id": ID,
        "written_at": TIME,
    },
    "intake.assessment": {
        "id": ID,
        "response_id": ID,
        "policy_id": ID,
        # Orders the queue; how urgent is all it tells.
        "triage_rank": one_of(0, 1, 2, 3, 4),
        "is_provisional": YES_NO,
        "made_at": TIME,
    },
    "intake.consent": {
        "id": ID,
        "patient_id": ID,
        "text_id": ID,
        "consultation_request_id": ID,
        "text_sha256": HASH_OF_SHIPPED,
        "signed_at": TIME,
    },
    "intake.consentdraft": {
        "id": ID,
        "kind": one_of("privacy", "contact", "treatment"),
        "title": SHIPPED,
        "body": SHIPPED,
        "drafted_by_id": ID,
        "drafted_at": TIME,
    },
    "intake.consenttext": {
        "id": ID,
        "kind": one_of("privacy", "contact", "treatment"),
        "version": COUNT,
        "title": SHIPPED,
        "body": SHIPPED,
        "sha256": HASH_OF_SHIPPED,
        "published_at": TIME,
        "published_by_id": ID,
    },
    "intake.consultationrequest": {
        "id": ID,
        "patient_id": ID,
        "location_id": ID,
        "status": one_of(
            "suspect", "new", "questionnaire_sent", "answered", "reviewed",
            "scheduled", "closed",
        ),
        "assignee_id": ID,
        "received_at": TIME,
        "due_at": TIME,
        # The desk calls about a decision: of who is not booked, about "not suitable".
        "needs_call": YES_NO,
        "called": one_of("", "no_answer", "left_message", "spoke"),
        "called_at": TIME,
        "version": COUNT,
    },
    "intake.policy": {
        "id": ID,
        "version": COUNT,
        "values": SHIPPED,
        "drafted_by_id": ID,
        "drafted_at": TIME,
        "signed_by_id": ID,
        "signed_at": TIME,
    },
    "intake.policysignature": {
        "id": ID,
        "policy_id": ID,
        "name": SHIPPED,
        "number": SHIPPED,
        "signed_by_id": ID,
        "signed_at": TIME,
    },
    "intake.questionnaire": {
        "id": ID,
        "url": SHIPPED,
        "version": SHIPPED,
        "title": SHIPPED,
        "status": one_of("draft", "active", "retired"),
        "resource": SHIPPED,
    },
    "intake.questionnaireresponse": {
        "id": ID,
        "consultation_request_id": ID,
        "questionnaire_id": ID,
        # That something is asked again, as the status of the request tells; not what.
        "asked_by_id": ID,
        # A page that everybody comes to, whatever they answered.
        "last_page": SHIPPED,
        "language": one_of("en", "en-us"),
        "status": one_of("in-progress", "completed"),
        "started_at": TIME,
        "saved_at": TIME,
        "sent_at": TIME,
    },
    "intake.requestevent": {
        "id": ID,
        "consultation_request_id": ID,
        "kind": one_of(
            "received",
            "suspected",
            "accepted",
            "assigned",
            "no_answer",
            "left_message",
            "spoke",
            "questionnaire_sent",
            "consented",
            "answered",
            "reviewed",
            "call_needed",
            "scheduled",
            "moved",
            "cancelled",
            "arrived",
            "fulfilled",
            "noshow",
            "unmarked",
            "closed",
            "alerted",
            "acknowledged",
            "resolved",
            "linked",
            "unlinked",
        ),
        "by_id": ID,
        "at": TIME,
    },
    "intake.flagacknowledgement": {
        "id": ID,
        "assessment_id": ID,
        "position": COUNT,
        "by_id": ID,
        "at": TIME,
    },
    "intake.review": {
        "id": ID,
        "consultation_request_id": ID,
        "assessment_id": ID,
        "stage": one_of("intake", "consultation"),
        # False for more information: the status of a request tells the same.
        "is_final": YES_NO,
        "signed_by_id": ID,
        "signed_at": TIME,
        "supersedes_id": ID,
    },
    # That two records are of one person: by whom and when, and until when.
    "intake.sameperson": {
        "id": ID,
        "first_id": ID,
        "second_id": ID,
        "linked_by_id": ID,
        "linked_at": TIME,
        "unlinked_by_id": ID,
        "unlinked_at": TIME,
    },
    "intake.staffalert": {
        "id": ID,
        "consultation_request_id": ID,
        "assessment_id": ID,
        "raised_at": TIME,
        "told": each(ID),
        "tell_next_at": TIME,
        "acknowledged_by_id": ID,
        "acknowledged_at": TIME,
        "resolved_by_id": ID,
        "resolved_at": TIME,
    },
    "scheduling.appointment": {
        "id": ID,
        "consultation_request_id": ID,
        "patient_id": ID,
        "service_id": ID,
        "location_id": ID,
        "practitioner_id": ID,
        "course_id": ID,
        "starts_at": TIME,
        "ends_at": TIME,
        "status": one_of(
            "proposed", "booked", "arrived", "fulfilled", "cancelled", "noshow"
        ),
        "hold_until": TIME,
        "sequence": COUNT,
        "ride_confirmed_at": TIME,
        "arrived_at": TIME,
        "cancelled_at": TIME,
        "cancelled_by_id": ID,
        "changed_at": TIME,
    },
    "scheduling.availability": {
        "id": ID,
        "practitioner_id": ID,
        "location_id": ID,
        "weekday": one_of(0, 1, 2, 3, 4, 5, 6),
        "starts": TIME,
        "ends": TIME,
        "valid_from": TIME,
        "valid_until": TIME,
    },
    "scheduling.availabilityexception": {
        "id": ID,
        "practitioner_id": ID,
        "location_id": ID,
        "day": TIME,
        "starts": TIME,
        "ends": TIME,
    },
    "scheduling.bookingrules": {
        "id": ID,
        "location_id": ID,
        "notice_hours": COUNT,
        "horizon_days": COUNT,
        "change_notice_hours": COUNT,
        "offer_minutes": COUNT,
    },
    "scheduling.calendarfeed": {
        "id": ID,
        "practitioner_id": ID,
        "token_hash": HASH,
        "made_at": TIME,
        "revoked_at": TIME,
    },
    "scheduling.closure": {
        "id": ID,
        "location_id": ID,
        "practitioner_id": ID,
        "starts_at": TIME,
        "ends_at": TIME,
        "reason": SET_UP,
    },
    "scheduling.reservation": {
        "id": ID,
        "appointment_id": ID,
        "offer_id": ID,
        "place_id": ID,
        "room_id": ID,
        "patient_id": ID,
        "during": TIME,
    },
    "scheduling.course": {
        "id": ID,
        "consultation_request_id": ID,
        "patient_id": ID,
        "location_id": ID,
        "service_id": ID,
        "status": one_of("draft", "active", "completed"),
        "planned": COUNT,
        "times_a_week": COUNT,
        "weekdays": COUNTS,
        "time_of_day": one_of("", "morning", "afternoon"),
        "wished_practitioner_id": ID,
        "wished_start_on": TIME,
        "least_gap_days": COUNT,
        "window_days": COUNT,
        "pause_after": COUNT,
        "gone_ahead_at": TIME,
        "gone_ahead_by_id": ID,
        "ended_at": TIME,
        "ended_by_id": ID,
        "version": COUNT,
        "created_at": TIME,
    },
    "scheduling.reminderrules": {"id": ID, "location_id": ID, "preparation": SET_UP},
    "scheduling.seriesrules": {
        "id": ID,
        "location_id": ID,
        "infusions": COUNT,
        "window_days": COUNT,
        "least_gap_days": COUNT,
        "pause_after": COUNT,
    },
    "scheduling.service": {
        "id": ID,
        "name": SET_UP,
        "kind": one_of("consultation", "infusion", "follow_up", "booster"),
        "is_offered": YES_NO,
        "buffer_minutes": COUNT,
    },
    "scheduling.service_locations": {"id": ID, "service_id": ID, "location_id": ID},
    "scheduling.servicephase": {
        "id": ID,
        "service_id": ID,
        "position": COUNT,
        "minutes": COUNT,
        "practitioner_role": one_of("clinician", "nurse", ""),
        "room_kind": one_of("consultation", "infusion_chair"),
    },
    "scheduling.waitlistentry": {
        "id": ID,
        "consultation_request_id": ID,
        "patient_id": ID,
        "service_id": ID,
        "location_id": ID,
        "appointment_id": ID,
        "time_of_day": one_of("", "morning", "afternoon"),
        "notice_hours": COUNT,
        "joined_at": TIME,
        "ended_at": TIME,
        "ended_as": one_of("", "taken", "left", "over", "closed"),
        "ended_by_id": ID,
    },
    "scheduling.waitlistoffer": {
        "id": ID,
        "entry_id": ID,
        "practitioner_id": ID,
        "starts_at": TIME,
        "ends_at": TIME,
        "offered_at": TIME,
        "expires_at": TIME,
        "status": one_of("open", "taken", "declined", "expired", "withdrawn"),
        "settled_at": TIME,
    },
}  # fmt: skip

ACTOR = rf"(user|patient-link):{UUID}|system:|anonymous:"


def _context(value) -> bool:
    return (
        set(value) == {"actor", "request"}
        and fullmatch(ACTOR, value["actor"]) is not None
        and fullmatch("([0-9a-f]{32})?", value["request"]) is not None
    )


# A history table has the columns of its table, and these.
HISTORY_COLUMNS: dict[str, Check] = {
    "pgh_id": ID,
    "pgh_created_at": TIME,
    "pgh_label": one_of("insert", "update", "delete"),
    "pgh_obj_id": ID,
    "pgh_context": _context,
    "pgh_context_id": ID,
}
