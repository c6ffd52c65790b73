from datetime import date

import pytest

from intake.eligibility.age import age_on


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        pytest.param(
            date(2012, 6, 15), date(2030, 6, 14), 17, id="day-before-birthday"
        ),
        pytest.param(date(2012, 6, 15), date(2030, 6, 15), 18, id="birthday"),
        pytest.param(date(2012, 2, 29), date(2030, 2, 28), 17, id="leap-day-not-yet"),
        pytest.param(date(2012, 2, 29), date(2030, 3, 1), 18, id="leap-day"),
    ],
)
def test_age_on_counts_completed_years(born_on, on, age):
    assert age_on(born_on, on) == age
