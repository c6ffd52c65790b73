"""What an address of the questionnaire gives away: nothing."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.addresses import BLOCK_BYTES, page_path, page_token
from intake.instruments import resource
from intake.questionnaires.loading import load

MINE, YOURS = UUID(int=1), UUID(int=2)
PATH = "safety/asq-5"

pytestmark = pytest.mark.django_db


def every_path(items, above=""):
    """Yield the longest path that each item of a questionnaire may have."""
    for item in items:
        path = f"{above}/{item.slug}".lstrip("/")
        path += "/999" if item.is_list else ""
        if item.control != "help":
            yield path
        yield from every_path(item.items, path)


def test_page_token_is_the_same_each_time_and_another_for_somebody_else():
    assert page_token(MINE, PATH) == page_token(MINE, PATH)
    assert page_token(MINE, PATH) != page_token(YOURS, PATH)


def test_page_token_is_of_one_length_for_every_page_of_the_shipped_form():
    paths = set(every_path(load(resource("eligibility")).sections))

    assert {len(page_token(MINE, path)) for path in paths} == {107}
    assert len(paths) > 70


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.from_regex(r"[a-z0-9][a-z0-9/-]*", fullmatch=True))
def test_page_path_returns_what_the_token_was_made_of_to_its_own_response(path):
    token = page_token(MINE, path)

    assert page_path(MINE, token) == path
    assert page_path(YOURS, token) is None


def test_page_token_of_a_longer_path_is_whole_blocks_longer():
    longest = "x" * BLOCK_BYTES

    assert len(page_token(MINE, longest)) == len(page_token(MINE, PATH))
    assert page_path(MINE, page_token(MINE, longest + "y")) == longest + "y"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda token: "", id="nothing"),
        pytest.param(lambda token: token[:-1], id="cut"),
        pytest.param(lambda token: token[:22], id="a block is missing"),
        pytest.param(lambda token: token[1:] + token[0], id="turned"),
        pytest.param(lambda token: token + token, id="twice"),
        pytest.param(lambda token: "A" * len(token), id="invented"),
        pytest.param(lambda token: PATH, id="a path"),
        pytest.param(lambda token: "é\0", id="not a token at all"),
    ],
)
def test_page_path_opens_nothing_that_was_not_made_here(change):
    assert page_path(MINE, change(page_token(MINE, PATH))) is None
