from django.urls import path

from intake.views import (
    alerts,
    consent_texts,
    consents,
    consultations,
    policies,
    questionnaire,
    requests,
    reviews,
    treatment,
)

app_name = "intake"

urlpatterns = [
    path("request/", requests.request_form, name="request"),
    path("request/sent/<slug:reference>/", requests.request_sent, name="request-sent"),
    path("questionnaire/", questionnaire.start, name="questionnaire-start"),
    path("questionnaire/check/", questionnaire.check, name="questionnaire-check"),
    path("questionnaire/sent/", questionnaire.sent, name="questionnaire-sent"),
    path("questionnaire/help/", questionnaire.help_now, name="questionnaire-help"),
    path(
        "questionnaire/page/<slug:token>/",
        questionnaire.page,
        name="questionnaire-page",
    ),
    path("questionnaire/consent/<slug:kind>/", consents.sign, name="consent-to-sign"),
    path("questionnaire/consents/", consents.signed_list, name="consents"),
    path(
        "questionnaire/consents/<uuid:consent_id>/",
        consents.signed_copy,
        name="consent",
    ),
    path("course/consent/", treatment.consent, name="treatment-consent"),
    path("course/consent/signed/", treatment.signed, name="treatment-signed"),
    path("clinician/review/", reviews.review_list, name="review-list"),
    path(
        "clinician/intake/<uuid:request_id>/",
        reviews.review_detail,
        name="review-detail",
    ),
    path(
        "clinician/consultations/",
        consultations.consultation_list,
        name="consultation-list",
    ),
    path(
        "clinician/consultation/<uuid:request_id>/",
        consultations.consultation_review,
        name="consultation-review",
    ),
    path("clinician/rules/", policies.rules, name="rules"),
    path("clinician/policy/", policies.policy, name="policy"),
    path("clinician/policy/draft/", policies.draft, name="policy-draft"),
    path("clinician/policy/draft/withdraw/", policies.withdraw, name="policy-withdraw"),
    path("manager/consents/", consent_texts.consent_texts, name="consent-texts"),
    path(
        "manager/consents/<slug:kind>/",
        consent_texts.draft,
        name="consent-draft",
    ),
    path(
        "manager/consents/<slug:kind>/publish/",
        consent_texts.publish,
        name="consent-publish",
    ),
    path("clinician/alerts/<uuid:alert_id>/", alerts.alert, name="alert"),
]
