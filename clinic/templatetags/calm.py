"""What the templates of the crispy pack "calm" ask of a bound field."""

from django import template

register = template.Library()


@register.filter
def control(field):
    """Render the control without ``required`` (the server checks, in our own words) or
    placeholder (it is gone as soon as somebody types).
    """
    field.form.use_required_attribute = False
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget()


@register.filter
def options(field):
    """List a field's radios or checkboxes, each with ``tag`` and ``choice_label``."""
    for option in field.subwidgets:
        for attribute in ("required", "aria-invalid"):  # neither may stand on a radio
            option.data["attrs"].pop(attribute, None)
    return field.subwidgets


@register.filter
def option_groups(field):
    """List ``(group label, options, index)`` of a field with grouped choices."""
    widget = field.field.widget
    selected = widget.format_value(field.value())
    return widget.optgroups(field.html_name, selected, {"id": field.auto_id})


@register.filter
def has_selected(options):
    """Say whether one of a group from ``option_groups`` is selected."""
    return any(option["selected"] for option in options)


@register.filter
def under(reveals, option):
    """Return the follow-up question that ``option`` reveals, or nothing."""
    return (reveals or {}).get(str(option.data["value"]))


@register.filter
def parts(field):
    """List the controls of a field made of several; mark those in error as invalid."""
    controls = _parts(field)
    in_error = parts_in_error(field)
    for part in controls:
        part["attrs"].pop("required", None)
        if part["part"] not in in_error:
            part["attrs"].pop("aria-invalid", None)
    return controls


@register.filter
def first_control_id(field):
    """Return the id of the first control, of those that an error is about if any."""
    if not field.use_fieldset:
        return field.id_for_label
    in_error = parts_in_error(field)
    for part in _parts(field):
        if part["part"] in in_error or not field.errors:
            return part["attrs"]["id"]
    return field.subwidgets[0].id_for_label if field.subwidgets else field.auto_id


def parts_in_error(field):
    """Name the parts that the field's errors are about: all, when they do not say."""
    everything = [part["part"] for part in _parts(field)]
    errors = field.errors.as_data()
    return {
        part
        for error in errors
        for part in (error.params or {}).get("parts", everything)
    }


def _parts(field):
    widgets = field.subwidgets
    return widgets[0].data.get("subwidgets", []) if widgets else []
