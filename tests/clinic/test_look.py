"""The stylesheets: contrast of the colours, size, and what they may refer to."""

import gzip
import hashlib
import re

import pytest
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
PATIENT_CSS = ["tokens", "base", "forms", "components", "print", "autocomplete"]

TEXT = 4.5  # WCAG 2.2, 1.4.3
CONTROL = 3.0  # WCAG 2.2, 1.4.11

PAIRS = [
    *[("ink", ground, TEXT) for ground in ("paper", "surface", "sunk")],
    *[("ink-2", ground, TEXT) for ground in ("paper", "surface", "sunk")],
    *[("brand", ground, TEXT) for ground in ("paper", "surface", "sunk")],
    *[
        (tone, ground, TEXT)
        for tone in ("clay", "error", "warn", "ok", "info")
        for ground in ("paper", "surface", f"{tone}-tint")
    ],
    ("brand", "brand-tint", TEXT),
    ("brand-strong", "paper", TEXT),
    ("brand-strong", "surface", TEXT),
    ("ink", "brand-tint", TEXT),
    ("ink", "clay-tint", TEXT),
    ("ink", "error-tint", TEXT),
    ("ink-2", "brand-tint", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-strong", TEXT),
    ("on-band", "band", TEXT),
    ("on-error", "error", TEXT),
    ("paper", "ink-2", TEXT),
    *[("field", ground, CONTROL) for ground in ("paper", "surface")],
    *[("focus", ground, CONTROL) for ground in ("paper", "surface", "sunk")],
]


def css(name):
    return (STATIC / "css" / f"{name}.css").read_text()


def colours(text):
    """Return ``{token: (red, green, blue)}`` of the colours a block of CSS sets."""
    return {
        name: tuple(int(value[at : at + 2], 16) for at in (0, 2, 4))
        for name, value in re.findall(r"--([a-z0-9-]+): #([0-9a-f]{6});", text)
    }


def light_and_dark():
    light, dark = css("tokens").split("@media (prefers-color-scheme: dark)")
    return {"light": colours(light), "dark": colours(dark)}


def luminance(colour):
    """Return the relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_wcag_for_known_colours():
    assert contrast((0, 0, 0), (255, 255, 255)) == 21
    assert round(contrast((118, 118, 118), (255, 255, 255)), 2) == 4.54


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_tokens_contrast_enough(theme, front, ground, least):
    tokens = light_and_dark()[theme]

    assert contrast(tokens[front], tokens[ground]) >= least


def test_dark_theme_sets_every_colour_that_the_light_theme_sets():
    themes = light_and_dark()

    assert themes["dark"].keys() == themes["light"].keys()


def test_admin_switch_to_dark_sets_the_same_colours_as_the_system_does():
    switched = css("admin").split('html[data-theme="dark"] {')[1].split("}")[0]

    assert colours(switched) == light_and_dark()["dark"]


def test_css_of_a_patient_page_is_small():
    sent = b"".join(gzip.compress(css(name).encode()) for name in PATIENT_CSS)

    assert len(sent) <= 15_000


def test_javascript_of_our_own_is_small():
    ours = b"".join(path.read_bytes() for path in (STATIC / "js").glob("*.js"))

    assert len(gzip.compress(ours)) <= 2_000


def test_fonts_are_small():
    fonts = sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2"))

    assert fonts <= 75_000


def test_vendored_files_are_the_ones_that_were_vetted():
    rows = re.findall(
        r"^\| `(.+?)` \|.*`([0-9a-f]{64})` \|$",
        (STATIC / "VENDORED.md").read_text(),
        flags=re.MULTILINE,
    )

    vendored = [*STATIC.glob("fonts/*.woff2"), *STATIC.glob("vendor/*/*.js")]
    assert {name for name, _ in rows} == {
        path.relative_to(STATIC).as_posix() for path in vendored
    }
    for name, digest in rows:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", [*PATIENT_CSS, "staff"])
def test_colours_stand_only_in_tokens(name):
    allowed = {"tokens": None, "print": {"#ffffff", "#000000", "#333333", "#999999"}}
    found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", css(name)))

    if name == "tokens":
        assert found
    else:
        assert found <= (allowed.get(name) or {"#ffffff"})


def test_templates_hold_no_inline_style_script_or_handler():
    """The content security policy would drop them; a mail has no such policy."""
    forbidden = re.compile(
        r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
    )
    offenders = [
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "email" not in path.parts and forbidden.search(path.read_text())
    ]

    assert offenders == []


def test_what_scrolls_sideways_has_a_name_and_is_reached_by_keyboard():
    regions = [
        region
        for path in TEMPLATES.rglob("*.html")
        for region in re.findall(r'class="table-scroll"[^\n]*', path.read_text())
    ]

    assert regions
    for region in regions:
        assert 'role="region"' in region
        assert 'tabindex="0"' in region
        assert "aria-label" in region
