"""The page on which a patient stops reminders, and gets them again."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from clinic.access.decorators import link_page, public
from clinic.outbox.preferences import find_patient, resume_reminders, stop_reminders


@public
@csrf_exempt
@link_page
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request, signed):
    """Say whether reminders are sent, and change it by POST alone.

    A mail program posts without a cookie and follows no redirect (RFC 8058); who holds
    the address could only stop or get the reminders of that one patient.
    """
    patient = find_patient(signed)
    if patient is None:
        raise Http404
    if request.method == "POST":
        change = resume_reminders if "resume" in request.POST else stop_reminders
        change(patient)
        if request.POST.get("List-Unsubscribe") != "One-Click":
            return redirect(request.path)
    return render(request, "preferences.html", {"patient": patient})
