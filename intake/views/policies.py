"""The rules and their numbers: drafted by a manager, signed by a clinician."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access.decorators import in_own_time
from intake import services
from intake.eligibility.policy import PolicyRefused
from intake.forms.policies import (
    CHANGED,
    SECTIONS,
    DraftForm,
    SignForm,
    label_of,
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("intake.view_policy", raise_exception=True)
@in_own_time
def policy(request):
    """Show the numbers of the draft, or of the policy in force; sign them."""
    policy = services.open_policy()
    values = services.values_of(policy)
    waiting = [each for each in values if each.needs_signature]
    form = SignForm(_posted(request), waiting=waiting, request=request)
    if form.is_bound:
        if not request.user.has_perm("intake.sign_policy"):
            raise PermissionDenied
        if form.is_valid() and _is_signed(request, policy, form):
            return redirect("intake:policy")
    context = {
        "policy": policy,
        "in_force": services.effective_policy(),
        "rows": labelled(values),
        "missing": labelled(waiting),
        "form": form if waiting and request.user.has_perm("intake.sign_policy") else "",
    }
    return _told_here(request, "intake/policy.html", context)


@require_safe
@never_cache
@permission_required("intake.view_policy", raise_exception=True)
@in_own_time
def rules(request):
    """Show every rule with the numbers in force, its source and who signed."""
    policy = services.effective_policy()
    sections = [
        (SECTIONS[name], [(each, labelled(each.numbers)) for each in shown])
        for name, shown in services.read_rules(policy).items()
    ]
    context = {"policy": policy, "sections": sections}
    return _told_here(request, "intake/rules.html", context)


def _told_here(request, template, context):
    """Render it in the time of where the reader works, as the policy has no place."""
    here = request.user.locations_with("intake.view_policy").first()
    with timezone.override(here.zone if here else None):
        return render(request, template, context)


def labelled(values):
    return [(label_of(each.name), each) for each in values]


def _posted(request):
    return request.POST if request.method == "POST" else None


def _is_signed(request, policy, form):
    try:
        signed = services.sign_policy(
            policy, form.chosen, actor=request.actor, seen=request.POST.get("seen", "")
        )
    except services.PolicyChangedMeanwhile:
        form.add_error(None, CHANGED)
        return False
    if signed.signed_at:
        messages.success(request, _("The policy is signed. It is in force now."))
    else:
        messages.success(request, _("The numbers are signed. Others still wait."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("intake.draft_policy", raise_exception=True)
@in_own_time
def draft(request):
    """Write down other numbers, for a clinician to sign."""
    policy = services.open_policy()
    form = DraftForm(_posted(request), values=services.values_of(policy))
    if form.is_valid() and _is_kept(request, form):
        messages.success(request, _("The draft is kept. A clinician has to sign it."))
        return redirect("intake:policy")
    return render(request, "intake/policy_draft.html", {"policy": policy, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permission_required("intake.draft_policy", raise_exception=True)
def withdraw(request):
    """Ask whether the draft is to be withdrawn, and withdraw it."""
    policy = services.open_policy()
    if request.method == "POST":
        _withdraw(request)
    elif policy.is_draft:
        return render(request, "intake/policy_withdraw.html", {"policy": policy})
    return redirect("intake:policy")


def _withdraw(request):
    try:
        services.withdraw_draft(seen=request.POST.get("seen", ""))
    except services.PolicyChangedMeanwhile:
        messages.error(request, CHANGED)
    else:
        messages.success(request, _("The draft is withdrawn."))


def _is_kept(request, form):
    try:
        services.draft_policy(
            form.numbers(), actor=request.actor, seen=request.POST.get("seen", "")
        )
    except PolicyRefused as refused:
        form.add_refusal(refused)
    except services.NothingChanged:
        form.add_error(None, _("These are the numbers in force. Change one of them."))
    except services.PolicyChangedMeanwhile:
        form.add_changed(services.values_of(services.open_policy()))
    return not form.errors
