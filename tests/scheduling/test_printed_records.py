"""Every sheet of a printed record says whose it is, who printed it, and when."""

import re
import zlib
from os.path import commonprefix

import pytest
from playwright.sync_api import expect

from clinic.access.roles import Role
from tests.factories import staff
from tests.intake.conftest import screen_of  # noqa: F401
from tests.scheduling.stories import admitted, infusion_clinic, series_of

pytestmark = pytest.mark.django_db(transaction=True)

# So small that each record takes several.
SHEET = {"width": "5in", "height": "3.5in"}


@pytest.fixture
def course():
    return series_of(admitted(infusion_clinic()))


@pytest.fixture
def clinician(course):
    return staff(Role.CLINICIAN, course.location, "printing")


def intake_page(course):
    return f"/clinician/intake/{course.consultation_request_id}/"


def consultation_page(course):
    return f"/clinician/consultation/{course.consultation_request_id}/"


def course_page(course):
    return f"/clinician/course/{course.pk}/"


def texts_of_sheets(pdf: bytes) -> list[bytes]:
    """Return what each sheet of Chromium's PDF draws as text, a byte a letter."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    drawn = [inflated(stream) for stream in streams]
    texts = [re.findall(rb"<([0-9A-F]+)> Tj", each) for each in drawn]
    return [bytes.fromhex(b"".join(text).decode()) for text in texts if text]


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize("page_of", [intake_page, consultation_page, course_page])
def test_a_printed_record_has_its_head_on_every_sheet(
    course,
    clinician,
    screen_of,  # noqa: F811
    page_of,
):
    page = screen_of(clinician, script=False)
    page.goto(page_of(course))
    head = page.locator(".record__head")
    expect(head).to_be_hidden()

    page.emulate_media(media="print")
    sheets = texts_of_sheets(page.pdf(**SHEET))

    patient, request = course.patient, course.consultation_request
    expect(head).to_be_visible()
    expect(head).to_contain_text(
        f"{patient.name} · Born February 3, 1988 · Request {request.reference}"
    )
    expect(head).to_contain_text(
        re.compile(r"Confidential. Printed by Sam Rivera, as of .* E[DS]T")
    )
    # The first sheet begins with the name of the clinic; nothing else is on each.
    on_each = commonprefix(sheets[1:])
    assert len(sheets) > 2
    assert len(on_each) > len(head.inner_text()) / 2
    assert on_each in sheets[0]
