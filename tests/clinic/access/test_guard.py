"""Closed by default, and what is open is written down."""

from django.urls import URLPattern, get_resolver

from tests.expectations import PATIENT_VIEWS, PUBLIC_THIRD_PARTY_VIEWS, PUBLIC_VIEWS

OWN_MODULES = ("clinic.", "intake.", "scheduling.")


def every_view(patterns):
    """Yield each view of a URL configuration, as its URLs call it."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.callback
        else:
            yield from every_view(pattern.url_patterns)


def name_of(view):
    view = getattr(view, "view_class", view)
    return f"{view.__module__}.{view.__qualname__}"


def open_views():
    views = every_view(get_resolver().url_patterns)
    return [view for view in views if not getattr(view, "login_required", True)]


def is_own(name):
    return name.startswith(OWN_MODULES)


def test_only_these_views_are_public():
    public = {name_of(view) for view in open_views() if not hasattr(view, "purposes")}

    assert {name for name in public if is_own(name)} == PUBLIC_VIEWS


def test_only_these_views_of_libraries_are_public():
    public = {name_of(view) for view in open_views()}

    assert {name for name in public if not is_own(name)} == PUBLIC_THIRD_PARTY_VIEWS


def test_only_these_views_are_for_patients_and_for_these_purposes():
    for_patients = {
        name_of(view): set(view.purposes)
        for view in open_views()
        if hasattr(view, "purposes")
    }

    assert for_patients == PATIENT_VIEWS
