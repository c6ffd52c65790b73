"""When the answers in a response were given: some are carried over from one before."""

from collections.abc import Iterable
from datetime import datetime

from clinic.audit.recording import record
from intake.models import QuestionnaireResponse


def given_at(
    response: QuestionnaireResponse, link_ids: Iterable[str]
) -> dict[str, datetime | None]:
    """Return when the answer to each question was sent; None for one not sent yet.

    The questions are named as in ``questionnaires.asking``.
    """
    responses = QuestionnaireResponse.objects.filter(
        consultation_request=response.consultation_request_id
    )
    known = {each.pk: each for each in responses.select_related("asked_by__assessment")}
    record("view", [*known.values()], fields=["answered_again"])

    def sent_at(link_id: str) -> datetime | None:
        source = known[response.pk]
        while source.asked_by and link_id not in (source.answered_again or ()):
            source = known[source.asked_by.assessment.response_id]
        return source.sent_at

    return {link_id: sent_at(link_id) for link_id in link_ids}
