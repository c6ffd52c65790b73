import pytest

from intake.eligibility.scores import phq9_score


def sum_to(total):
    return [min(3, max(0, total - 3 * place)) for place in range(9)]


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "none-minimal"),
        (4, "none-minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "moderately severe"),
        (19, "moderately severe"),
        (20, "severe"),
        (27, "severe"),
    ],
)
def test_phq9_score_gives_total_and_band(total, band):
    assert phq9_score(sum_to(total)) == {"total": total, "band": band}


@pytest.mark.parametrize(
    "items", [None, [1] * 8 + [None], ["unanswered"] + [1] * 8], ids=str
)
def test_phq9_score_is_nothing_when_an_item_is_missing(items):
    assert phq9_score(items) is None
