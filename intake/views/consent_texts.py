"""A manager writes the next version of a text to sign, compares, and publishes it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access.decorators import in_own_time
from intake import services
from intake.consents.comparing import compared
from intake.forms.consents import ConsentTextForm, PublishForm

manager_page = permission_required("intake.publish_consenttext", raise_exception=True)


@require_safe
@never_cache
@manager_page
@in_own_time
def consent_texts(request):
    """Show every text to sign, its versions, who published them, and the drafts."""
    context = {"texts": services.consent_versions()}
    return render(request, "intake/consent_texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@manager_page
@in_own_time
def draft(request, kind):
    """Write down the next version, or throw it away; patients go on signing the old."""
    versions = _versions(kind)
    if "throw-away" in request.POST:
        _throw_away(request, kind)
        return redirect("intake:consent-texts")
    newest = versions.draft or versions.current
    form = ConsentTextForm(
        request.POST or None, initial={"title": newest.title, "body": newest.body}
    )
    if form.is_valid() and _is_kept(request, kind, form):
        return redirect("intake:consent-publish", kind)
    context = {"versions": versions, "form": form}
    return render(request, "intake/consent_draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@manager_page
@in_own_time
def publish(request, kind):
    """Show the draft beside the text in force, and publish it once somebody is sure."""
    versions = _versions(kind)
    if versions.draft is None:
        return redirect("intake:consent-draft", kind)
    form = PublishForm(request.POST or None, request=request)
    if form.is_valid() and _is_published(request, kind, form):
        return redirect("intake:consent-texts")
    in_force, draft = compared(versions.current.words, versions.draft.words)
    context = {
        "versions": versions,
        "in_force": in_force,
        "draft": draft,
        "form": form,
        "to_sign_again": services.count_to_sign_again(versions.current),
    }
    return render(request, "intake/consent_publish.html", context)


def _versions(kind):
    try:
        return services.versions_of(kind)
    except (KeyError, ValueError):
        raise Http404 from None


def _throw_away(request, kind):
    try:
        services.throw_draft_away(kind, seen=request.POST.get("seen", ""))
    except services.DraftChanged:
        messages.error(request, _changed())
    else:
        messages.success(request, _("The draft is thrown away."))


def _is_kept(request, kind, form):
    try:
        services.draft_consent(
            kind,
            form.words(),
            actor=request.user,
            seen=request.POST.get("seen", ""),
        )
    except services.NothingChanged:
        form.add_error(None, _("This is the text in force. Change something in it."))
    except services.DraftChanged:
        form.add_error(None, _changed())
    return not form.errors


def _is_published(request, kind, form):
    try:
        text = services.publish_draft(
            kind, actor=request.user, seen=request.POST.get("seen", "")
        )
    except services.DraftChanged:
        form.add_error(None, _changed())
        return False
    words = _("“%(title)s”, version %(version)s, is to be signed from now on.")
    messages.success(request, words % {"title": text.title, "version": text.version})
    return True


def _changed():
    return _("Somebody else has changed this text meanwhile. Look again.")
