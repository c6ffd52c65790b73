"""The backstop: whatever a page opened is recorded before the page leaves."""

import logging
import uuid

from django.shortcuts import render

from clinic.access.limits import client_address
from clinic.audit.recording import (
    ANONYMOUS,
    NotRecorded,
    acting_as,
    collecting,
    record_missing,
    record_unreadable,
)
from clinic.context import clinic
from clinic.sealed.fields import Unreadable

logger = logging.getLogger("clinic.audit")


class AuditMiddleware:
    """Names who acts, and writes the access events that a view forgot.

    Those have the outcome ``implicit`` and are logged as errors: every view records
    what it shows. A page whose access cannot be recorded is not shown: 503.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = uuid.uuid4().hex
        ip = client_address(request)
        actor = request.actor or ANONYMOUS
        with acting_as(actor, request_id=request.request_id, ip=ip):
            with collecting() as trail:
                response = self.get_response(request)
                if response.streaming:
                    # What is opened while it streams would leave unrecorded.
                    response.streaming_content = list(response.streaming_content)
            return self._with_everything_recorded(request, response, trail)

    def process_exception(self, request, exception):
        if isinstance(exception, NotRecorded):
            logger.error("request %s: access not recorded", request.request_id)
            return unavailable()
        if isinstance(exception, Unreadable):
            logger.error("request %s: unreadable %s", request.request_id, exception)
            record_unreadable(exception)
            return unavailable()
        return None

    def _with_everything_recorded(self, request, response, trail):
        try:
            forgotten = record_missing(trail)
        except NotRecorded:
            logger.error("request %s: access not recorded", request.request_id)
            return unavailable()
        for object_type, names in forgotten.items():
            view = getattr(request.resolver_match, "view_name", None)
            logger.error(
                "%s opened %s (%s) without recording it",
                view,
                object_type,
                ", ".join(names),
            )
        return response


def unavailable():
    """Show a page that needs neither database nor session."""
    response = render(None, "503.html", clinic(None), status=503)
    response["Retry-After"] = "60"
    return response
