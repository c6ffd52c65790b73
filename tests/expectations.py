"""What must hold for every view and every column, written out once more by hand.

A new public view, patient page or column in clear fails a test until it is named here.
"""

# Open to everybody.
PUBLIC_VIEWS = {
    "clinic.embedded.views.caught_mail",
    "clinic.outbox.views.preferences",
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
    "scheduling.views.feeds.feed",
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

FOR_A_FIRST_TIME = {"book", "appointment", "waitlist"}
FOR_A_VISIT = {"book", "appointment", "course", "waitlist"}
FOR_A_COURSE = {"course", "appointment", "waitlist"}

# For a patient whose confirmed link has one of these purposes.
PATIENT_VIEWS = {
    "intake.views.consents.sign": {"questionnaire"},
    "intake.views.consents.signed_copy": {"questionnaire"},
    "intake.views.consents.signed_list": {"questionnaire"},
    "intake.views.questionnaire.check": {"questionnaire"},
    "intake.views.questionnaire.help_now": {"questionnaire"},
    "intake.views.questionnaire.page": {"questionnaire"},
    "intake.views.questionnaire.sent": {"questionnaire"},
    "intake.views.questionnaire.start": {"questionnaire"},
    "intake.views.treatment.consent": {"course"},
    "intake.views.treatment.signed": {"course"},
    "scheduling.views.courses.check": FOR_A_COURSE,
    "scheduling.views.courses.confirm_ride": FOR_A_COURSE,
    "scheduling.views.courses.dates": FOR_A_COURSE,
    "scheduling.views.courses.move_later": FOR_A_COURSE,
    "scheduling.views.courses.other_date": FOR_A_COURSE,
    "scheduling.views.courses.overview": FOR_A_COURSE,
    "scheduling.views.courses.ride": FOR_A_COURSE,
    "scheduling.views.courses.wishes": FOR_A_COURSE,
    "scheduling.views.visits.book": FOR_A_FIRST_TIME,
    "scheduling.views.visits.calendar": FOR_A_VISIT,
    "scheduling.views.visits.cancel": FOR_A_VISIT,
    "scheduling.views.visits.check": FOR_A_FIRST_TIME,
    "scheduling.views.visits.current": FOR_A_VISIT,
    "scheduling.views.visits.detail": FOR_A_VISIT,
    "scheduling.views.visits.move": FOR_A_VISIT,
    "scheduling.views.waitlist.join": FOR_A_VISIT,
    "scheduling.views.waitlist.join_without_date": FOR_A_FIRST_TIME,
    "scheduling.views.waitlist.leave": FOR_A_VISIT,
    "scheduling.views.waitlist.offer": FOR_A_VISIT,
}

# Who asks. The patient has a link of the purpose that the page is for, another patient
# one of the other location. Staff work at this location, which all that is asked for
# belongs to, elsewhere, or have no role at all. Who was deactivated had been signed in
# before.
WHO = [
    "anonymous",
    "patient",
    "another",
    "desk",
    "desk elsewhere",
    "clinician",
    "nurse",
    "manager",
    "manager elsewhere",
    "privacy",
    "administrator",
    "deactivated",
    "clinician elsewhere",
    "nowhere",
]
# Who among them has nothing to sign in with, or no more.
NOT_STAFF = {"anonymous", "patient", "another", "deactivated"}

# What they get: the page; to be sent to sign in; to be sent on; a refusal.
# In the order of WHO.
ACCESS = {
    "everybody":
        "page page page page page page page page page page page page page page",
    "only by post":
        "405  405  405  405  405  405  405  405  405  405  405  405  405  405",
    "sign in":
        "page page page go   go   go   go   go   go   go   go   page go   go",
    "sign out":
        "go   go   go   page page page page page page page page go   page page",
    "staff":
        "sign sign sign page page page page page page page page sign page page",
    "staff, on":
        "sign sign sign go   go   go   go   go   go   go   go   sign go   go",
    "staff, by post":
        "sign sign sign 405  405  405  405  405  405  405  405  sign 405  405",
    # Nobody here has enrolled a second factor.
    "staff with one":
        "sign sign sign 404  404  404  404  404  404  404  404  sign 404  404",
    "nobody":
        "sign sign sign 403  403  403  403  403  403  403  403  sign 403  403",
    "nothing there":
        "sign sign sign 404  404  404  404  404  404  404  404  sign 404  404",
    "patient":
        "403  page page 403  403  403  403  403  403  403  403  403  403  403",
    "patient, on":
        "403  go   go   403  403  403  403  403  403  403  403  403  403  403",
    # Another patient has come as far as this with nothing of their own to show here.
    "patient so far":
        "403  page go   403  403  403  403  403  403  403  403  403  403  403",
    "patient, by post":
        "403  405  405  403  403  403  403  403  403  403  403  403  403  403",
    "this patient, on":
        "403  go   404  403  403  403  403  403  403  403  403  403  403  403",
    "this patient":
        "403  page 404  403  403  403  403  403  403  403  403  403  403  403",
    "by post":
        "sign sign sign 405  405  405  405  405  405  405  405  sign 405  405",
    "with patients, on":
        "sign sign sign go   go   go   go   go   go   403  403  sign go   403",
    "with patients":
        "sign sign sign page page page page page page 403  403  sign page 403",
    "with this patient":
        "sign sign sign page 404  page page page 404  404  404  sign 404  404",
    # Django's own answer where nothing is found: back to the start, with a sentence.
    "with this patient (admin)":
        "sign sign sign page go   page page page go   403  403  sign go   403",
    "desk of this patient":
        "sign sign sign page 404  403  403  page 404  404  404  sign 404  404",
    "desk here, on":
        "sign sign sign go   404  403  403  go   404  404  404  sign 404  404",
    "with this patient (history)":
        "sign sign sign page go   page page page go   go   go   sign go   go",
    "practitioners":
        "sign sign sign 404  404  page page 404  404  403  403  sign 404  403",
    "clinicians":
        "sign sign sign 403  403  page 403  403  403  403  403  sign page 403",
    "clinicians of this patient":
        "sign sign sign 403  403  page 403  403  403  403  403  sign 404  403",
    "set-up":
        "sign sign sign page page page page page page 403  page sign page 403",
    "change set-up":
        "sign sign sign 403  403  403  403  page page 403  page sign 403  403",
    "change set-up here":
        "sign sign sign 403  403  403  403  page 403  403  page sign 403  403",
    "people":
        "sign sign sign 403  403  403  403  page page 403  page sign 403  403",
    "this person":
        "sign sign sign 403  403  403  403  page 404  403  page sign 403  403",
    "this person (admin)":
        "sign sign sign 403  403  403  403  page go   403  page sign 403  403",
    "this person (history)":
        "sign sign sign go   go   go   go   page go   go   page sign go   go",
    "apps":
        "sign sign sign page page page page page page 404  page sign page 404",
    "with the policy":
        "sign sign sign 403  403  page 403  page page 403  page sign page 403",
    "managers":
        "sign sign sign 403  403  403  403  page page 403  403  sign 403  403",
    "managers, on":
        "sign sign sign 403  403  403  403  go   go   403  403  sign 403  403",
    "administrator":
        "sign sign sign 403  403  403  403  403  403  403  page sign 403  403",
    "desks":
        "sign sign sign page page 403  403  page page 403  403  sign 403  403",
    # The page then says what is missing.
    "a step on a request":
        "sign sign sign page 404  403  403  page 404  404  404  sign 404  404",
    "who links here":
        "sign sign sign page 404  page 403  page 404  404  404  sign 404  404",
}  # fmt: skip

ADDRESSES = {
    "": "everybody",
    "treatment/": "everybody",
    "treatment/safety/": "everybody",
    "treatment/cost/": "everybody",
    "treatment/questions/": "everybody",
    "privacy/": "everybody",
    "accessibility/": "everybody",
    "healthz": "everybody",
    "readyz": "everybody",
    # There on the embedded database only.
    "dev/mail/": "everybody",
    "request/": "everybody",
    "request/sent/<slug:reference>/": "everybody",
    "preferences/<str:signed>/": "everybody",
    "link/confirm/": "patient, on",
    "link/new/": "everybody",
    "link/new/sent/": "everybody",
    "link/leave/": "only by post",
    "link/left/": "everybody",
    "link/<str:token>/": "everybody",
    "questionnaire/": "patient",
    "questionnaire/check/": "patient",
    "questionnaire/sent/": "patient, on",
    "questionnaire/help/": "patient",
    "questionnaire/page/<slug:token>/": "patient so far",
    # Both have signed.
    "questionnaire/consent/<slug:kind>/": "patient, on",
    "questionnaire/consents/": "patient",
    "questionnaire/consents/<uuid:consent_id>/": "this patient",
    "appointments/": "patient, on",
    "appointments/book/": "patient",
    "appointments/check/": "patient so far",
    "appointments/<uuid:appointment_id>/": "this patient",
    "appointments/<uuid:appointment_id>/calendar/": "this patient",
    "appointments/<uuid:appointment_id>/move/": "this patient",
    "appointments/<uuid:appointment_id>/cancel/": "this patient",
    "appointments/<uuid:appointment_id>/mark/": "by post",
    "appointments/<uuid:appointment_id>/move/desk/": "desk of this patient",
    "appointments/for/<uuid:request_id>/": "desk of this patient",
    "appointments/for/<uuid:request_id>/<uuid:service_id>/": "desk of this patient",
    "appointments/week/<slug:slug>/<slug:iso>/": "with this patient",
    # Without a time to book.
    "appointments/free/<slug:slug>/": "desk here, on",
    "appointments/<uuid:appointment_id>/waitlist/": "this patient",
    "appointments/<uuid:appointment_id>/waitlist/desk/": "desk of this patient",
    "appointments/for/<uuid:request_id>/waitlist/": "desk of this patient",
    "appointments/waitlist/": "patient",
    "appointments/waitlist/<uuid:entry_id>/leave/": "patient, by post",
    "appointments/offers/<uuid:offer_id>/": "this patient",
    "appointments/day/": "with patients, on",
    "appointments/day/<slug:slug>/<slug:iso>/": "with this patient",
    # Without the time to move to.
    "appointments/<uuid:infusion_id>/move/later/": "this patient, on",
    "appointments/<uuid:treatment_id>/ride/": "this patient",
    "appointments/<uuid:treatment_id>/ride/confirm/": "patient, by post",
    "calendar/<str:token>.ics": "everybody",
    "course/": "patient so far",
    "course/wishes/": "patient",
    "course/dates/": "patient so far",
    "course/dates/<uuid:held_id>/": "this patient",
    "course/check/": "patient so far",
    # Both have signed.
    "course/consent/": "patient, on",
    "course/consent/signed/": "patient",
    "clinician/course/<uuid:course_id>/": "clinicians of this patient",
    "clinician/course/<uuid:course_id>/go-on/": "by post",
    "clinician/review/": "clinicians",
    "clinician/consultations/": "clinicians",
    "clinician/consultation/<uuid:request_id>/": "clinicians of this patient",
    "clinician/intake/<uuid:request_id>/": "clinicians of this patient",
    "clinician/calendar/": "practitioners",
    "clinician/calendar/make/": "by post",
    "clinician/calendar/off/": "by post",
    "clinician/rules/": "with the policy",
    "clinician/policy/": "with the policy",
    "clinician/policy/draft/": "managers",
    # Without a draft.
    "clinician/policy/draft/withdraw/": "managers, on",
    "manager/consents/": "managers",
    "manager/consents/<slug:kind>/": "managers",
    # Without a draft.
    "manager/consents/<slug:kind>/publish/": "managers, on",
    "manager/figures/": "managers",
    "manager/letters/": "managers",
    "manager/letters/<slug:kind>/": "managers",
    "clinician/alerts/<uuid:alert_id>/": "with this patient",
    "accounts/login/": "sign in",
    "accounts/logout/": "sign out",
    "accounts/inactive/": "everybody",
    "accounts/reauthenticate/": "staff",
    "accounts/password/change/": "staff",
    "accounts/password/reset/": "everybody",
    "accounts/password/reset/sent/": "everybody",
    "accounts/password/reset/<base36:uidb36>-<key>/": "everybody",
    "accounts/password/reset/done/": "everybody",
    "accounts/two-factor/": "staff",
    "accounts/two-factor/authenticate/": "staff, on",
    "accounts/two-factor/reauthenticate/": "staff, on",
    "accounts/two-factor/app/": "staff, on",
    "accounts/two-factor/app/remove/": "staff with one",
    "accounts/two-factor/codes/": "staff with one",
    "accounts/two-factor/codes/new/": "staff, on",
    "accounts/two-factor/codes/download/": "staff with one",
    "accounts/sessions/": "staff",
    "admin/": "staff",
    "admin/login/": "staff, on",
    "admin/logout/": "staff, by post",
    "admin/jsi18n/": "staff",
    "admin/^(?P<app_label>": "apps",
    "admin/(?P<url>.*)$": "nothing there",
    "admin/clinic/user/<uuid:user_id>/invite/": "staff, by post",
    "admin/scheduling/appointment/<uuid:appointment_id>/cancel/": (
        "desk of this patient"
    ),
    "admin/scheduling/appointment/<uuid:appointment_id>/send-again/": "staff, by post",
    "admin/scheduling/waitlistentry/<uuid:entry_id>/close/": "desk of this patient",
    "admin/intake/consultationrequest/search/": "staff, by post",
    "admin/intake/consultationrequest/<uuid:request_id>/same-person/": "who links here",
    "admin/intake/consultationrequest/export/": "managers",
}

NOT_FOR_US = ("nobody", "nobody", "staff, on", "nobody", "nobody")
SET_UP = (
    "set-up",
    "change set-up",
    "set-up",
    "change set-up here",
    "set-up",
)

# The admin pages of each model: list, add, history, delete, change.
ADMIN_ADDRESSES = {
    "account/emailaddress": NOT_FOR_US,
    "auth/group": NOT_FOR_US,
    "mfa/authenticator": NOT_FOR_US,
    "usersessions/usersession": NOT_FOR_US,
    "clinic/location": SET_UP,
    "clinic/practitioner": SET_UP,
    # The price is one of all locations.
    "clinic/price": ("change set-up",) * 5,
    "scheduling/availability": SET_UP,
    "scheduling/availabilityexception": SET_UP,
    "scheduling/bookingrules": SET_UP,
    "scheduling/reminderrules": SET_UP,
    "scheduling/seriesrules": SET_UP,
    "scheduling/closure": SET_UP,
    # A service belongs to all locations that offer it.
    "scheduling/service": (
        "set-up",
        "change set-up",
        "set-up",
        "change set-up",
        "set-up",
    ),
    "clinic/user": (
        "people",
        "people",
        "this person (history)",
        "nobody",
        "this person (admin)",
    ),
    "clinic/message": (
        "administrator",
        "nobody",
        "administrator",
        "nobody",
        "administrator",
    ),
    "intake/consultationrequest": (
        "with patients",
        "desks",
        "with this patient (history)",
        "nobody",
        "with this patient",
    ),
    # A version is never changed, and forms belong to all locations.
    "intake/questionnaire": (
        "with the policy",
        "change set-up",
        "with the policy",
        "nobody",
        "with the policy",
    ),
    "scheduling/appointment": (
        "with patients",
        "nobody",
        "with this patient (history)",
        "nobody",
        "with this patient (admin)",
    ),
    "scheduling/waitlistentry": (
        "with patients",
        "nobody",
        "with this patient (history)",
        "nobody",
        "with this patient (admin)",
    ),
}

MANAGERS = {"manager", "manager elsewhere"}
WHO_SETS_UP = MANAGERS | {"administrator"}

# Who is offered which action above the list of a model.
ADMIN_ACTIONS = {
    "clinic/location": {"delete_selected": WHO_SETS_UP},
    "clinic/practitioner": {"delete_selected": WHO_SETS_UP},
    "clinic/price": {"delete_selected": WHO_SETS_UP},
    "scheduling/availability": {"delete_selected": WHO_SETS_UP},
    "scheduling/availabilityexception": {"delete_selected": WHO_SETS_UP},
    "scheduling/bookingrules": {"delete_selected": WHO_SETS_UP},
    "scheduling/closure": {"delete_selected": WHO_SETS_UP},
    "scheduling/reminderrules": {"delete_selected": WHO_SETS_UP},
    "scheduling/seriesrules": {"delete_selected": WHO_SETS_UP},
    "scheduling/service": {"delete_selected": WHO_SETS_UP},
    "intake/questionnaire": {"publish": {"clinician", "clinician elsewhere"}},
}
