"""Every address of the site; each app names its own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from clinic import views
from clinic.embedded.views import caught_mail
from clinic.outbox.views import preferences
from clinic.outbox.wording_views import letter, letter_list

admin.site.login = secure_admin_login(admin.site.login)

# Passwords are changed by allauth, which records it; no record has a page elsewhere.
UNUSED_ADMIN_PAGES = {
    "autocomplete",
    "password_change",
    "password_change_done",
    "view_on_site",
}
admin_pages, *admin_names = admin.site.urls
admin_pages = [
    page for page in admin_pages if getattr(page, "name", "") not in UNUSED_ADMIN_PAGES
]

urlpatterns = [
    path("", views.home, name="home"),
    path("treatment/", views.treatment, name="treatment"),
    path("treatment/safety/", views.treatment_safety, name="treatment-safety"),
    path("treatment/cost/", views.treatment_cost, name="treatment-cost"),
    path("treatment/questions/", views.treatment_questions, name="treatment-questions"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("dev/mail/", caught_mail, name="caught-mail"),
    path("preferences/<str:signed>/", preferences, name="preferences"),
    path("manager/letters/", letter_list, name="letters"),
    path("manager/letters/<slug:kind>/", letter, name="letter"),
    path("link/", include("clinic.access.urls")),
    path("accounts/", include("clinic.access.account_urls")),
    path("admin/", (admin_pages, *admin_names)),
    path("", include("intake.urls")),
    path("", include("scheduling.urls")),
]

handler400 = "clinic.views.bad_request"
handler403 = "clinic.views.forbidden"
handler404 = "clinic.views.not_found"
handler500 = "clinic.views.broken"
