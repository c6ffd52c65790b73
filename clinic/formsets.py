"""Rows of a form in a table."""

from django import forms
from django.utils.text import capfirst


class NamedFieldsFormSet(forms.BaseInlineFormSet):
    """Rows whose fields have names of their own.

    The stock table of the admin writes a name at the head of each column alone, which
    who hears the page does not hear beside the field.
    """

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            # A list of related rows is wrapped in the buttons beside it.
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", field.label or capfirst(name))
