"""What must hold for every view and every column, written out once more by hand.

A new public view, patient page or column in clear fails a test until it is named here.
"""

# Open to everybody.
PUBLIC_VIEWS = {
    "clinic.embedded.views.caught_mail",
    "clinic.access.views.confirm",
    "clinic.access.views.enter",
    "clinic.access.views.leave",
    "clinic.access.views.left",
    "clinic.access.views.new",
    "clinic.access.views.sent",
    "clinic.views.accessibility",
    "clinic.views.healthz",
    "clinic.views.home",
    "clinic.views.privacy",
    "clinic.views.readyz",
    "clinic.views.treatment",
    "clinic.views.treatment_cost",
    "clinic.views.treatment_questions",
    "clinic.views.treatment_safety",
    "intake.views.requests.request_form",
    "intake.views.requests.request_sent",
}

# The libraries' own: how staff sign in.
PUBLIC_THIRD_PARTY_VIEWS = {
    "allauth.account.views.AccountInactiveView",
    "allauth.account.views.LoginView",
    "allauth.account.views.LogoutView",
    "allauth.account.views.PasswordResetDoneView",
    "allauth.account.views.PasswordResetFromKeyDoneView",
    "allauth.account.views.PasswordResetFromKeyView",
    "allauth.account.views.PasswordResetView",
    "allauth.mfa.base.views.AuthenticateView",
    "django.contrib.admin.sites.AdminSite.login",
}

# For a patient whose confirmed link has one of these purposes.
PATIENT_VIEWS = {
    "intake.views.questionnaire.check": {"questionnaire"},
    "intake.views.questionnaire.page": {"questionnaire"},
    "intake.views.questionnaire.sent": {"questionnaire"},
    "intake.views.questionnaire.start": {"questionnaire"},
    "intake.views.questionnaire.support": {"questionnaire"},
    "scheduling.views.book": {"book"},
    "scheduling.views.book_again": {"appointment"},
    "scheduling.views.cancel": {"appointment"},
    "scheduling.views.check": {"book"},
    "scheduling.views.current": {"appointment"},
    "scheduling.views.detail": {"appointment"},
    "scheduling.views.move": {"appointment"},
}
