"""A manager reads what mails to patients say, changes it, and puts it back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access.decorators import in_own_time
from clinic.outbox import mail, rewording
from clinic.outbox.forms import WordingForm
from clinic.outbox.letters import letter as plain_letter
from clinic.outbox.wordings import letter_named, letters

CHANGED = gettext_lazy("Somebody else has changed this mail meanwhile. Look again.")
EXAMPLE_NAME = "Jordan"

manager_page = permission_required("clinic.edit_wording", raise_exception=True)


@require_safe
@never_cache
@manager_page
@in_own_time
def letter_list(request):
    """Show every mail whose words may be changed, with its subject."""
    shown = [
        (each, each.words(), rewording.version_in_force(each)) for each in letters()
    ]
    return render(request, "outbox/letters.html", {"letters": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@manager_page
@in_own_time
def letter(request, kind):
    """Show a mail with made-up data, and keep other words for it."""
    try:
        shown = letter_named(kind)
    except KeyError:
        raise Http404 from None
    if "put-back" in request.POST:
        _put_back(request, shown)
        return redirect("letter", kind)
    form = WordingForm(request.POST or None, letter=shown)
    is_draft = form.is_valid()
    if is_draft and "save" in request.POST and _is_kept(request, shown, form):
        return redirect("letter", kind)
    words = form.words() if is_draft else shown.words()
    versions = rewording.versions_of(shown)
    context = {
        "letter": shown,
        "form": form,
        "preview": _preview(shown, words),
        "is_draft": is_draft,
        "versions": versions,
        "version": versions[0].version if versions else 0,
        "is_changed": bool(versions) and not versions[0].is_shipped,
    }
    return render(request, "outbox/letter.html", context)


def _preview(letter, words):
    """Return the mail as it would leave, to somebody invented."""
    example = letter.example(words)
    written = plain_letter(example.subject, *example.paragraphs, name=EXAMPLE_NAME)
    return mail.build(
        written, to="jordan@example.org", message_id="<preview@localhost>"
    )


def _seen(request):
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _is_kept(request, letter, form):
    try:
        rewording.reword(letter, form.words(), actor=request.user, seen=_seen(request))
    except rewording.WordingChanged:
        form.add_error(None, CHANGED)
        return False
    messages.success(request, _("Saved. Mails say this from now on."))
    return True


def _put_back(request, letter):
    try:
        rewording.put_back(letter, actor=request.user, seen=_seen(request))
    except rewording.WordingChanged:
        messages.error(request, CHANGED)
    else:
        messages.success(request, _("Mails say what was shipped again."))
