"""Exporting requests as a file; the admin shows the page before and gives the file."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake import services
from intake.forms.exporting import ExportForm

TOO_MANY = _("At most %s requests go into one file. Filter the list, then export it.")


def export(request, filtered, site_context):
    """Say what would be exported; give it as a file when asked to by POST."""
    typed = request.POST if request.method == "POST" else None
    form = ExportForm(typed, request=request)
    if form.is_valid():
        try:
            content = services.export_requests(filtered, actor=request.user)
            return _file(content, timezone.localdate(timezone=request.user.zone))
        except services.TooMany:
            form.add_error(None, TOO_MANY % services.EXPORTED_AT_MOST)
    context = {
        **site_context,
        "title": _("Export requests"),
        "number": services.exportable(filtered, request.user).count(),
        "at_most": services.EXPORTED_AT_MOST,
        "columns": [title for title, _cell in services.EXPORTED_COLUMNS],
        "form": form,
    }
    template = "admin/intake/consultationrequest/export.html"
    return TemplateResponse(request, template, context)


def _file(content, today):
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"requests-{today.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
