"""Rules that every page, model and template keeps, looked for in the code itself."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.template.base import Lexer, TokenType
from django.urls.converters import get_converters

from clinic.access.models import LinkPurpose
from clinic.access.sessions import SessionStore
from clinic.sealed.fields import SealedField
from tests.test_urls import Browsers, every_pattern, paths

OUR_APPS = ("clinic", "intake", "scheduling")
TEMPLATES = settings.BASE_DIR / "templates"

UNESCAPED = re.compile(
    r"mark_safe|SafeString|csrf_exempt|RawSQL|\.extra\(|\|safe\b"
    r"|autoescape (off|=)|autoescape=False|html_safe|__html__"
)
# Each marks as HTML what crispy-forms or Django has rendered and escaped before, or is
# no HTML at all. A mail program unsubscribes without a cookie: its address is signed.
MAY_GO_UNESCAPED = {
    "clinic/outbox/mail.py": 1,
    "clinic/outbox/views.py": 2,
    "templates/calm/layout/div.html": 1,
    "templates/calm/layout/fieldset.html": 1,
    "templates/calm/layout/help_text_and_errors.html": 1,
}


def sources(*suffixes: str) -> list[Path]:
    folders = [settings.BASE_DIR / name for name in (*OUR_APPS, "templates")]
    return [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in suffixes
    ]


def name_of(path: Path) -> str:
    return path.relative_to(settings.BASE_DIR).as_posix()


def test_nothing_goes_unescaped_or_unchecked_but_what_is_listed():
    found = {
        name_of(path): len(hits)
        for path in sources(".py", ".html", ".txt")
        if (hits := UNESCAPED.findall(path.read_text()))
    }

    assert found == MAY_GO_UNESCAPED


class Page(HTMLParser):
    """Collects what a strict content security policy would refuse, and the texts."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.inline, self.texts, self.element = [], [], ""

    def handle_starttag(self, tag, attributes):
        self.element = tag
        names = [name for name, _ in attributes]
        bad = [name for name in names if name == "style" or name.startswith("on")]
        if bad or tag == "style" or (tag == "script" and "src" not in names):
            self.inline.append(f"<{tag} {' '.join(bad)}>")

    def handle_endtag(self, tag):
        self.element = ""

    def handle_data(self, data):
        if self.element not in {"style", "script"}:
            self.texts.append(data)


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    return page


def without_template_tags(path: Path) -> str:
    """Return a template's own HTML: no tags, and no words that are translated."""
    kept, translating = [], False
    for token in Lexer(path.read_text()).tokenize():
        if token.token_type == TokenType.BLOCK:
            if token.contents.startswith("blocktranslate"):
                translating = True
            elif token.contents == "endblocktranslate":
                translating = False
        elif token.token_type == TokenType.TEXT and not translating:
            kept.append(token.contents)
    return "".join(kept)


# Mail programs want their style inside.
PAGES = [path for path in sources(".html") if "email" not in path.parts]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_templates_have_no_inline_script_or_style(path):
    assert read(without_template_tags(path)).inline == []


# The last is an attribute that a block hands up to its tag.
NOT_WORDS = {"PHQ-9", "UTC", 'class="staff"', "colM"}


@pytest.mark.parametrize("path", sources(".html", ".txt"), ids=name_of)
def test_every_word_of_a_template_is_translated(path):
    texts = " ".join(read(without_template_tags(path)).texts)

    words = re.findall(r"[^\W\d_]{2,}[^\s]*", texts)
    assert [word for word in words if word not in NOT_WORDS] == []


def our_models():
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OUR_APPS and not hasattr(model, "pgh_tracked_model")
    ]


def is_of_a_patient(model) -> bool:
    return any(
        isinstance(field, SealedField)
        or getattr(field.related_model, "__name__", "") == "Patient"
        for field in model._meta.concrete_fields
    )


# Nobody asks for these but through the record they are part of.
PARTS = {"PatientLink", "RequestEvent", "Reservation", "Review"}


@pytest.mark.parametrize(
    "model",
    [model for model in our_models() if is_of_a_patient(model)],
    ids=lambda model: model.__name__,
)
def test_what_is_of_a_patient_is_read_through_visible_to(model):
    has_it = hasattr(model._default_manager, "visible_to")

    assert has_it is (model.__name__ not in PARTS)


@pytest.mark.django_db
def test_the_name_of_a_record_tells_nothing_that_is_sealed(built):
    told = []

    for model in our_models():
        sealed = [f for f in model._meta.fields if isinstance(f, SealedField)]
        for row in model._base_manager.all() if sealed else []:
            name = str(row)
            told += [
                f"{model.__name__}.{field.name}"
                for field in sealed
                for text in leaves(getattr(row, field.name))
                if is_said(text, name)
            ]

    assert told == []


def is_said(text: str, name: str) -> bool:
    """Whether the text stands in the name; digits inside an id are there by chance."""
    whole = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)
    return len(text) > 2 and whole.search(name) is not None


def test_a_value_in_a_name_is_seen():
    assert is_said("Jordan Lee", "Patient Jordan Lee")
    assert not is_said("118", "Answers 41182a7c")


def leaves(value) -> list[str]:
    """Return the texts in a JSON value."""
    if isinstance(value, dict):
        return leaves(list(value.values()))
    if isinstance(value, list):
        return [text for part in value for text in leaves(part)]
    return [] if value is None else [str(value)]


TAKES_A_TEXT = {
    "link/<str:token>/",
    "preferences/<str:signed>/",
    "calendar/<str:token>.ics",
    "accounts/password/reset/<base36:uidb36>-<key>/",
}


def test_addresses_take_ids_and_slugs_and_nothing_else():
    takes_more = set()
    for route, _ in every_pattern():
        parameters = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        kinds = {kind or "str" for kind, name in parameters if name != "object_id"}
        assert kinds <= set(get_converters()), route
        if kinds - {"uuid", "slug"} and "(?P" not in route:
            takes_more.add(route)

    assert takes_more == TAKES_A_TEXT


POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}
HEADERS = {
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Referrer-Policy": {"same-origin", "strict-origin"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["patient", "clinician", "administrator"])
def test_every_page_is_strict_and_inside_pages_are_not_kept(built, who):
    filled = paths(built)
    browsers = Browsers(built, who)

    wrong = [
        (route, why)
        for route, pattern in every_pattern()
        for why in faults(browsers.for_view(pattern).get(filled[route]), pattern)
    ]

    assert wrong == []


def faults(response, pattern):
    """Yield what is wrong with the headers and the HTML of a page."""
    policy = response.headers.get("Content-Security-Policy", "")
    if set(policy.split("; ")) != POLICY:
        yield f"policy {policy}"
    for header, values in HEADERS.items():
        if response.headers.get(header) not in values:
            yield f"{header}: {response.headers.get(header)}"
    if is_inside(pattern) and "no-store" not in response.headers["Cache-Control"]:
        yield "may be kept by the browser"
    if response.headers["Content-Type"].startswith("text/html"):
        yield from read(response.text).inline


def is_inside(pattern) -> bool:
    view = pattern.callback
    return hasattr(view, "purposes") or getattr(view, "login_required", True)


@pytest.mark.django_db
def test_a_session_holds_ids_and_nothing_of_a_patient(built):
    filled = paths(built)
    for purpose in LinkPurpose:
        client = built.browser("patient", purpose)
        for route, pattern in every_pattern():
            if purpose in getattr(pattern.callback, "purposes", ()):
                client.get(filled[route])
        client.post(f"/appointments/{built.coming.pk}/cancel/")

    keys = Session.objects.values_list("pk", flat=True)
    held = [SessionStore(key).load() for key in keys]

    assert {name for session in held for name in session} <= {
        "patient_session",
        "seen_at",
        "started_at",
    }
    purposes = "|".join(LinkPurpose)
    identifier = re.compile(rf"[0-9a-f-]{{36}}|{purposes}")
    texts = [text for session in held for text in leaves(session["patient_session"])]
    assert [text for text in texts if not identifier.fullmatch(text)] == []


def test_no_module_is_a_drawer_for_everything():
    folders = [settings.BASE_DIR / name for name in OUR_APPS]
    modules = {path.stem for folder in folders for path in folder.rglob("*.py")}

    assert "services" in {path.name for folder in folders for path in folder.rglob("*")}
    assert modules & {"utils", "common", "helpers", "signals"} == set()
