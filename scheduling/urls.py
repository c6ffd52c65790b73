from django.urls import path

from scheduling import views

app_name = "scheduling"

urlpatterns = [
    path("appointments/", views.current, name="appointment"),
    path("appointments/book/", views.book, name="appointment-book"),
    path("appointments/check/", views.check, name="appointment-check"),
    path(
        "appointments/<uuid:appointment_id>/", views.detail, name="appointment-detail"
    ),
    path(
        "appointments/<uuid:appointment_id>/move/", views.move, name="appointment-move"
    ),
    path(
        "appointments/<uuid:appointment_id>/cancel/",
        views.cancel,
        name="appointment-cancel",
    ),
    path(
        "appointments/<uuid:appointment_id>/calendar/",
        views.calendar,
        name="appointment-calendar",
    ),
]
