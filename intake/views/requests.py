"""The public request: fill in, check, send."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access.decorators import public
from clinic.access.submissions import AlreadyReceived
from intake import services
from intake.forms.request import ConsultationRequestForm


@public
@require_http_methods(["GET", "HEAD", "POST"])
def request_form(request):
    """Show the form, then the answers to check, then store and thank.

    The answers travel in the page until they are sent; nothing is kept before that.
    """
    form = ConsultationRequestForm(request.POST if request.method == "POST" else None)
    if not form.is_valid() or "change" in request.POST:
        return render(request, "intake/request.html", {"form": form})
    details = form.details()
    if services.is_too_young(details.born_on, details.location):
        context = {"adult_age": services.adult_age()}
        return render(request, "intake/too_young.html", context)
    if "send" not in request.POST:
        return render(request, "intake/request_check.html", {"form": form})
    try:
        consultation_request = services.submit_request(
            details,
            submission_id=form.submission_id,
            is_suspect=form.is_suspect(request, "request"),
        )
    except AlreadyReceived:
        return render(request, "intake/request_received.html", status=409)
    return redirect("intake:request-sent", consultation_request.reference)


@public
@require_safe
def request_sent(request, reference):
    """Say what happens next; the reference opens nothing."""
    return render(request, "intake/request_sent.html", {"reference": reference})
