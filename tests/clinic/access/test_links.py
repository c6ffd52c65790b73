import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clinic.access.links import (
    WRONG_BIRTH_DATES_A_DAY,
    WrongBirthDate,
    ask_for_new_links,
    check_birth_date,
    find,
    finish,
    link_for,
)
from clinic.access.models import LinkPurpose, PatientLink
from clinic.outbox.models import Message, MessageStatus
from clinic.outbox.services import drain
from tests.clinic.access.people import make_path, make_patient, the_link
from tests.clinic.patients import BORN_ON, EMAIL

pytestmark = pytest.mark.django_db

IN_A_WEEK = timezone.now() + timedelta(days=7)
A_DAY = timedelta(days=1)


def token_of(path):
    return path.removeprefix("/link/").removesuffix("/")


def test_link_for_gives_the_same_address_each_time():
    patient = make_patient()

    addresses = {
        link_for(patient, LinkPurpose.BOOK, patient, expires_at=IN_A_WEEK)
        for _ in range(3)
    }

    assert len(addresses) == 1
    assert PatientLink.objects.count() == 1


def test_link_for_gives_the_same_address_when_the_first_was_rolled_back():
    patient = make_patient()
    with transaction.atomic():
        lost = make_path(patient)
        transaction.set_rollback(True)

    assert make_path(patient) == lost


def test_link_for_lengthens_the_life_of_a_link_and_never_shortens_it():
    patient = make_patient()

    for days in (7, 9, 2):
        link_for(
            patient,
            LinkPurpose.BOOK,
            patient,
            expires_at=IN_A_WEEK + timedelta(days=days),
        )

    assert the_link().expires_at == IN_A_WEEK + timedelta(days=9)


def test_links_of_other_purposes_and_objects_live_side_by_side():
    patient, other = make_patient(), make_patient("sam@example.org")

    paths = {
        make_path(patient, LinkPurpose.BOOK),
        make_path(patient, LinkPurpose.APPOINTMENT),
        make_path(patient, LinkPurpose.APPOINTMENT, about=other),
    }

    assert len(paths) == PatientLink.objects.live().count() == 3


@pytest.mark.parametrize("life", [{"days": -1}, {"days": 7}])
def test_link_for_makes_another_address_once_the_first_is_closed(life):
    patient = make_patient()
    first = make_path(patient, LinkPurpose.BOOK, **life)
    finish(patient, LinkPurpose.BOOK, patient.pk)

    assert make_path(patient, LinkPurpose.BOOK) != first


def test_revoke_leaves_other_purposes_open():
    patient = make_patient()
    make_path(patient, LinkPurpose.BOOK)
    questions = make_path(patient, LinkPurpose.QUESTIONNAIRE)

    finish(patient, LinkPurpose.BOOK, patient.pk)

    assert list(PatientLink.objects.live()) == [find(token_of(questions))]


def test_a_link_keeps_no_more_of_its_token_than_a_hash():
    token = token_of(make_path(make_patient()))

    row = PatientLink.objects.values().get()

    assert bytes(row["token_hash"]) == hashlib.sha256(token.encode()).digest()
    assert token not in str(row)


def test_find_knows_no_token_but_those_that_were_made():
    token = token_of(make_path(make_patient()))

    assert find(token) == the_link()
    assert find(token[:-1]) is None
    assert find(str(the_link().pk)) is None


def test_check_birth_date_forgives_wrong_dates_once_the_right_one_comes():
    make_path(make_patient())
    for _ in range(4):
        with pytest.raises(WrongBirthDate):
            check_birth_date(the_link(), BORN_ON + A_DAY)

    check_birth_date(the_link(), BORN_ON)

    assert (the_link().wrong_birth_dates, the_link().is_live) == (0, True)


def test_check_birth_date_closes_the_link_at_the_fifth_wrong_date():
    make_path(make_patient())
    tries_left = []
    for _ in range(5):
        with pytest.raises(WrongBirthDate) as wrong:
            check_birth_date(the_link(), BORN_ON + A_DAY)
        tries_left.append(wrong.value.tries_left)

    assert tries_left == [4, 3, 2, 1, 0]
    assert not the_link().is_live


def test_check_birth_date_refuses_the_right_date_on_a_closed_link():
    patient = make_patient()
    make_path(patient, LinkPurpose.BOOK)
    finish(patient, LinkPurpose.BOOK, patient.pk)

    with pytest.raises(WrongBirthDate):
        check_birth_date(the_link(), BORN_ON)


@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_get_no_more_than_five_tries():
    make_path(make_patient())
    link = the_link()

    def guess(day):
        try:
            check_birth_date(link, date(1950, 1, day))
        except WrongBirthDate as wrong:
            return wrong.tries_left
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        tries_left = sorted(threads.map(guess, range(1, 21)))

    assert tries_left == [0] * 16 + [1, 2, 3, 4]
    assert not the_link().is_live


def test_check_birth_date_gives_one_try_a_link_after_many_wrong_ones_in_a_day():
    patient = make_patient()
    for _ in range(WRONG_BIRTH_DATES_A_DAY // 5):
        make_path(patient)
        for _ in range(5):
            with pytest.raises(WrongBirthDate):
                check_birth_date(PatientLink.objects.live().get(), BORN_ON + A_DAY)
    make_path(patient)

    with pytest.raises(WrongBirthDate) as wrong:
        check_birth_date(PatientLink.objects.live().get(), BORN_ON + A_DAY)

    assert wrong.value.tries_left == 0


@pytest.mark.django_db(transaction=True)
def test_asking_for_new_links_closes_the_old_ones_and_mails_fresh_ones(mailbox, pages):
    patient = make_patient()
    old = make_path(patient)

    ask_for_new_links(EMAIL.upper())
    drain()

    fresh = PatientLink.objects.live().get()
    [mail] = mailbox.messages()
    assert not find(token_of(old)).is_live
    assert mail["To"] == patient.email
    assert make_path(patient) in mail.get_body(["plain"]).get_content()
    assert fresh.patient == patient


@pytest.mark.django_db(transaction=True)
def test_asking_for_new_links_mails_nobody_an_address_we_do_not_know(mailbox, pages):
    make_patient()

    ask_for_new_links("stranger@example.org")
    drain()

    message = Message.objects.get()
    assert (message.kind, message.status) == ("link-renewed", MessageStatus.CANCELLED)
    assert mailbox.messages() == []


def test_asking_for_new_links_writes_one_message_whether_we_know_the_address_or_not(
    pages, django_assert_num_queries
):
    make_patient()

    for email in (EMAIL, "stranger@example.org"):
        with django_assert_num_queries(7):
            ask_for_new_links(email)

    assert Message.objects.count() == 2


def test_asking_twice_in_a_minute_is_one_message(pages):
    make_patient()

    ask_for_new_links(EMAIL)
    ask_for_new_links(EMAIL)

    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_asking_again_in_a_minute_leaves_the_links_of_the_mail_that_has_gone(
    mailbox, pages
):
    patient = make_patient()
    ask_for_new_links(EMAIL)
    drain()

    ask_for_new_links(EMAIL)
    drain()

    [mail] = mailbox.messages()
    assert PatientLink.objects.live().count() == 1
    assert make_path(patient) in mail.get_body(["plain"]).get_content()


def test_a_family_with_one_address_gets_a_message_each(pages):
    make_patient(name="Jordan Lee")
    make_patient(name="Sam Lee", email=EMAIL)

    ask_for_new_links(EMAIL)

    assert Message.objects.count() == 2


def test_a_link_takes_no_sixth_wrong_birth_date():
    make_path(make_patient())

    with pytest.raises(IntegrityError, match="patientlink_takes_at_most_five_wrong"):
        PatientLink.objects.update(wrong_birth_dates=6, revoked_at=timezone.now())


def test_a_link_with_five_wrong_birth_dates_is_never_open():
    make_path(make_patient())

    with pytest.raises(IntegrityError, match="patientlink_is_revoked_by_the_fifth"):
        PatientLink.objects.update(wrong_birth_dates=5)
