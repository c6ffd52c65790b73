"""What is posted for a page that is gone: it is not saved, but it is never unheard."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intake import addresses, services
from intake.eligibility.safety import calls_for_help, panels_for
from intake.forms.response import reading_among
from intake.models import ResponseStatus

NEEDLESS = _("Your other answers have made that question needless.")
NEW_QUESTIONS = _(
    "We have sent you new questions, so what you just typed is not saved. Please answer"
    " these."
)


def page_gone(request, consultation_request, token):
    """Lead on from a page that other answers, or sending them, have closed.

    A worrying answer posted there shows help, and alerts staff if the page was this
    patient's: what somebody else typed on the same device is no answer of theirs.
    """
    responses = list(consultation_request.responses.all())
    is_sent = not any(map(_is_open, responses))
    onward = "intake:questionnaire-sent" if is_sent else "intake:questionnaire-start"
    if request.method != "POST":
        return redirect(onward)
    own = next((x for x in responses if addresses.page_path(x.pk, token)), None)
    is_earlier = own is not None and not (is_sent or _is_open(own))
    worrying, panels = _worrying(request.POST, own or responses[0])
    if panels:
        is_told = bool(worrying and own)
        if is_told:
            services.alert_of_unsaved(consultation_request, worrying)
        context = {"is_told": is_told, "is_sent": is_sent, "is_earlier": is_earlier}
        return _help(request, panels, onward, context)
    if is_sent:
        return sent_page(request, consultation_request, is_late=True, status=409)
    messages.info(request, NEW_QUESTIONS if is_earlier else NEEDLESS)
    return redirect(onward)


def sent_page(request, consultation_request, *, is_late=False, status=200):
    """Say that the answers are here and what happens next."""
    response = consultation_request.responses.filter(
        status=ResponseStatus.COMPLETED
    ).first()
    if response is None:
        return redirect("intake:questionnaire-start")
    context = {
        "panels": panels_for(services.answers_of(response)),
        "is_late": is_late,
    }
    return render(request, "intake/questionnaire_sent.html", context, status=status)


def _is_open(response):
    return response.status == ResponseStatus.IN_PROGRESS


def _worrying(posted, response):
    """Return the posted answers that call for help, and the panels to show.

    Only choices are read, and a blood pressure.
    """
    items = services.questionnaire_of(response).items
    chosen = {
        item.link_id: [posted[item.slug]]
        for item in items
        if item.slug in posted and item.option(posted[item.slug])
    }
    worrying = calls_for_help(chosen)
    panels = panels_for(worrying)
    if reading := reading_among(items):
        worrying |= reading.severe(posted)
        panels += reading.panels(posted)
    return worrying, panels


def _help(request, panels, onward, context):
    context |= {
        "panels": panels,
        "is_unsaved": True,
        "onward": reverse(onward),
    }
    return render(request, "intake/help.html", context, status=409)
