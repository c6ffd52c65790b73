"""Who may do what: the steps on a request's page, and the actions of each admin list.

Who may not is refused, and nothing is written. Addresses are in `test_urls.py`.
"""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from intake.models import Questionnaire
from intake.views.desk import FORMS
from tests.expectations import ACCESS, ADMIN_ACTIONS, NOT_STAFF, WHO
from tests.test_urls import answer, changed, expected, objects_here, written

pytestmark = pytest.mark.django_db

PUBLISHING = ADMIN_ACTIONS["intake/questionnaire"]["publish"]
STAFF = [who for who in WHO if who not in NOT_STAFF]


def list_of(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def named(model) -> str:
    return f"{model._meta.app_label}/{model._meta.model_name}"


def actions_of(person) -> set[tuple[str, str]]:
    """Return the model and the name of each action that the admin lets them take."""
    request = RequestFactory().get("/")
    request.user = person
    return {
        (named(model), action)
        for model, model_admin in admin.site._registry.items()
        if model_admin.has_view_permission(request)
        for action in model_admin.get_actions(request)
    }


def every_action() -> dict[tuple[str, str], set[str]]:
    return {
        (model, action): people
        for model, actions in ADMIN_ACTIONS.items()
        for action, people in actions.items()
    }


def test_each_step_on_a_request_is_for_who_the_table_says(built):
    path = reverse("admin:intake_consultationrequest_change", args=[built.answering.pk])
    rows = {step: [] for step in FORMS}

    for who in WHO:
        client = built.browser(who)
        for step in FORMS:
            before = written()
            rows[step].append(answer(client.post(path, {"action": step})))
            assert changed(before) == set(), (who, step)

    assert rows == dict.fromkeys(FORMS, ACCESS["a step on a request"].split())


def test_each_action_of_a_list_is_for_who_the_table_says(built):
    offered = {who: actions_of(built.people[who]) for who in STAFF}

    may = {
        action: {who for who in STAFF if action in offered[who]}
        for action in set().union(*offered.values())
    }

    assert may == every_action()


@pytest.mark.parametrize("who", STAFF)
def test_rows_that_are_not_theirs_cannot_be_selected_and_deleted(built, who):
    client = built.browser(who)
    rows = objects_here(built)
    wrong = []

    for model in admin.site._registry:
        name = named(model)
        if may_delete(who, name):
            continue
        chosen = {"_selected_action": [str(rows.get(name, 1))]}
        before = written()
        response = client.post(
            list_of(model), {"action": "delete_selected", "post": "yes", **chosen}
        )
        if changed(before) or response.status_code >= 500:
            wrong.append((name, response.status_code, changed(before)))

    assert wrong == []


def may_delete(who: str, model: str) -> bool:
    """Say whether the page that deletes this row is for them, by the other table."""
    kind = expected()[f"admin/{model}/<path:object_id>/delete/"]
    return ACCESS[kind].split()[WHO.index(who)] == "page"


@pytest.mark.parametrize("who", sorted(set(STAFF) - PUBLISHING))
def test_who_may_not_publish_a_questionnaire_publishes_none(built, who):
    draft = Questionnaire.objects.create(
        url="https://harbor.example/form", version="1", status="draft", resource={}
    )

    built.browser(who).post(
        list_of(Questionnaire), {"action": "publish", "_selected_action": [draft.pk]}
    )

    draft.refresh_from_db()
    assert draft.status == "draft"
