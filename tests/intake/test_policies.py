"""Which policy rules: one that a clinician has signed value by value, never a draft."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from clinic.access.roles import Role
from clinic.audit.models import AccessEvent
from intake import services
from intake.eligibility.policy import SHIPPED, PolicyRefused, values
from intake.models import Policy
from tests.factories import staff
from tests.owner import as_owner
from tests.stories import answered, assessment_of

pytestmark = pytest.mark.django_db


def drafted(manager, **numbers):
    seen = services.open_policy().edition
    return services.draft_policy(numbers, actor=manager, seen=seen)


def sign(policy, clinician, *names):
    """Sign the values named, or all of them."""
    names = names or SHIPPED.as_values()
    return services.sign_policy(policy, names, actor=clinician, seen=policy.edition)


def in_force():
    return Policy.objects.effective().version


def test_the_shipped_policy_rules_unsigned():
    assert in_force() == 1
    assert Policy.objects.effective().signed_at is None


def test_a_draft_never_rules(manager):
    drafted(manager, age_adult=21)

    assert in_force() == 1


def test_a_draft_rules_once_a_clinician_signed_every_value(manager, clinician):
    draft = drafted(manager, age_adult=21)
    others = [name for name in SHIPPED.as_values() if name != "age_adult"]

    half = sign(draft, clinician, *others)
    assert (half.signed_at, in_force()) == (None, 1)

    whole = sign(draft, clinician, "age_adult")
    assert (whole.signed_by, in_force()) == (clinician, 2)
    assert Policy.objects.effective().numbers.age_adult == 21


def test_two_clinicians_may_share_the_signing(here, manager, clinician):
    other = staff(Role.CLINICIAN, here, "other")
    draft = drafted(manager, age_adult=21)
    sign(draft, other, "age_adult")

    sign(draft, clinician)

    by = dict(draft.signatures.values_list("name", "signed_by__username"))
    assert by.pop("age_adult") == "other"
    assert set(by.values()) == {"clinician"}


def test_after_that_only_what_is_new_needs_a_signature(manager, clinician):
    sign(Policy.objects.get(version=1), clinician)

    draft = drafted(manager, age_adult=21)

    needs = [each.name for each in services.values_of(draft) if each.needs_signature]
    assert needs == ["age_adult"]
    assert sign(draft, clinician, "age_adult").signed_at


def test_a_number_of_a_later_release_needs_its_own_signature(manager, clinician):
    earlier = SHIPPED.as_values()
    del earlier["review_valid_days"]
    Policy.objects.create(
        version=2, values=earlier, signed_by=clinician, signed_at=timezone.now()
    )

    draft = drafted(manager, age_adult=21)

    needs = [each.name for each in services.values_of(draft) if each.needs_signature]
    assert needs == ["age_adult", "review_valid_days"]


def test_editing_the_draft_drops_the_signature_of_what_changes(manager, clinician):
    sign(Policy.objects.get(version=1), clinician)
    draft = drafted(manager, age_adult=21, age_older=70)
    sign(draft, clinician, "age_adult")

    draft = drafted(manager, age_adult=20, age_older=70)

    needs = [each.name for each in services.values_of(draft) if each.needs_signature]
    assert needs == ["age_adult", "age_older"]
    assert Policy.objects.count() == 2


def test_the_shipped_policy_can_be_signed_as_it_is(clinician):
    signed = sign(Policy.objects.get(version=1), clinician)

    assert signed.signed_by == clinician
    assert signed.signatures.count() == len(values())


def test_signing_what_was_edited_meanwhile_signs_nothing(manager, clinician):
    seen = drafted(manager, age_adult=21)
    drafted(manager, age_adult=20)

    with pytest.raises(services.PolicyChangedMeanwhile):
        sign(seen, clinician)
    assert seen.signatures.count() == 0


def test_signing_twice_is_signing_once(manager, clinician):
    draft = drafted(manager, age_adult=21)
    first = sign(draft, clinician)

    again = sign(draft, clinician)

    assert again.signed_at == first.signed_at
    assert draft.signatures.count() == len(values())


def test_two_managers_do_not_undo_each_other(manager):
    seen = services.open_policy().edition
    services.draft_policy({"age_adult": 21}, actor=manager, seen=seen)

    with pytest.raises(services.PolicyChangedMeanwhile):
        services.draft_policy({"age_older": 70}, actor=manager, seen=seen)
    assert services.open_policy().numbers.age_older == 65


@pytest.mark.parametrize(
    ("numbers", "problem"),
    [
        ({"age_adult": 17}, "age_adult: must be from 18 to 21 years"),
        ({"age_adult": 22}, "age_adult: must be from 18 to 21 years"),
        ({"age_adult": True}, "age_adult: must be a number"),
        ({"age": 18}, "'age': unknown value"),
        (
            {"bp_raised_systolic": 150, "bp_high_systolic": 150},
            "bp_high_systolic: must be above bp_raised_systolic",
        ),
    ],
)
def test_a_draft_with_a_wrong_number_is_refused(manager, numbers, problem):
    with pytest.raises(PolicyRefused) as refused:
        drafted(manager, **numbers)

    assert refused.value.problems == [problem]
    assert not Policy.objects.drafts().exists()


def test_a_draft_that_changes_nothing_is_refused(manager):
    with pytest.raises(services.NothingChanged):
        drafted(manager, age_adult=18)


def test_a_withdrawn_draft_leaves_nothing_behind(manager, clinician):
    draft = drafted(manager, age_adult=21)
    sign(draft, clinician, "age_adult")

    with pytest.raises(services.PolicyChangedMeanwhile):
        services.withdraw_draft(seen="another edition")
    assert Policy.objects.drafts().get() == draft
    services.withdraw_draft(seen=draft.edition)

    assert not Policy.objects.drafts().exists()
    assert drafted(manager, age_adult=21).signatures.count() == 0


def test_who_drafts_and_who_signs_is_recorded(manager, clinician):
    draft = drafted(manager, age_adult=21)
    sign(draft, clinician)

    with as_owner():
        events = AccessEvent.objects.filter(object_type="intake.policy")
        assert [event.action for event in events] == ["change", "change"]


@pytest.mark.parametrize("name", values())
def test_the_database_keeps_the_hard_range_of_every_value(name):
    for number in (values()[name].lower - 0.5, values()[name].upper + 0.5, "x", True):
        with (
            pytest.raises(IntegrityError, match="within_their_hard_ranges"),
            transaction.atomic(),
        ):
            Policy.objects.create(version=2, values={name: number})


def test_the_database_has_one_draft_at_most(manager):
    drafted(manager, age_adult=21)

    with pytest.raises(IntegrityError, match="policy_has_one_draft"):
        Policy.objects.create(version=3, values={})


def test_the_database_wants_both_who_signed_and_when():
    with pytest.raises(IntegrityError, match="policy_signed_has_who_and_when"):
        Policy.objects.create(version=2, values={}, signed_at=timezone.now())


def test_the_database_never_changes_a_signed_policy(manager, clinician):
    sign(drafted(manager, age_adult=21), clinician)
    signed = Policy.objects.filter(version=2)

    changes = (lambda: signed.update(values={}), lambda: signed._raw_delete(signed.db))
    for change in changes:
        with (
            pytest.raises(InternalError, match="policy_signed_is_never_changed"),
            transaction.atomic(),
        ):
            change()


def test_the_database_never_changes_what_was_signed(manager, clinician):
    draft = drafted(manager, age_adult=21)
    sign(draft, clinician)

    for change in (
        lambda: draft.signatures.update(number=20),
        lambda: draft.signatures.all().delete(),
    ):
        with (
            pytest.raises(InternalError, match="policysignature_"),
            transaction.atomic(),
        ):
            change()


def test_the_database_keeps_the_shipped_numbers():
    with pytest.raises(InternalError, match="policy_shipped_keeps_its_values"):
        Policy.objects.filter(version=1).update(values={"age_adult": 21})


def test_an_assessment_keeps_the_version_it_was_made_under(here, manager, clinician):
    sign(drafted(manager, age_adult=21), clinician)

    assessment = assessment_of(answered(location=here))

    assert assessment.policy.version == 2
    assert assessment.policy.numbers.version == "2"


def test_the_age_of_the_form_is_that_of_the_policy(here, manager, clinician):
    sign(drafted(manager, age_adult=21), clinician)
    today = timezone.now().astimezone(here.zone).date()
    at_most_twenty = date(today.year - 20, 12, 31)

    assert services.adult_age() == 21
    assert services.is_too_young(at_most_twenty, here)
    page = render_to_string("intake/too_young.html", {"adult_age": 21})
    assert "for people who are 21 or older" in page
