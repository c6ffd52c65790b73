from intake.eligibility.levels import TRIAGE_OF, Severity, Triage


def test_severity_ranks_urgent_highest():
    assert [level.code for level in sorted(Severity, reverse=True)] == [
        "urgent",
        "absolute",
        "relative",
        "caution",
        "info",
    ]


def test_triage_ranks_urgent_safety_highest():
    assert [level.code for level in sorted(Triage, reverse=True)] == [
        "urgent_safety",
        "not_candidate_pending_clinician",
        "clinician_review_before_booking",
        "routine",
    ]


def test_triage_follows_severity():
    assert {severity.code: triage.code for severity, triage in TRIAGE_OF.items()} == {
        "info": "routine",
        "caution": "routine",
        "relative": "clinician_review_before_booking",
        "absolute": "not_candidate_pending_clinician",
        "urgent": "urgent_safety",
    }
