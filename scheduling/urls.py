from django.urls import path

from scheduling.views import (
    clinician,
    courses,
    day,
    desk,
    desk_waitlist,
    feeds,
    figures,
    visits,
    waitlist,
)

app_name = "scheduling"

urlpatterns = [
    path("appointments/", visits.current, name="appointment"),
    path("appointments/day/", day.today, name="today"),
    path("appointments/day/<slug:slug>/<slug:iso>/", day.day, name="day"),
    path("appointments/week/<slug:slug>/<slug:iso>/", day.week, name="week"),
    path("appointments/free/<slug:slug>/", desk.for_whom, name="desk-for-whom"),
    path("appointments/<uuid:appointment_id>/mark/", day.mark, name="mark"),
    path("appointments/<uuid:appointment_id>/move/desk/", desk.move, name="desk-move"),
    path(
        "appointments/for/<uuid:request_id>/",
        desk.services_to_book,
        name="desk-services",
    ),
    path(
        "appointments/for/<uuid:request_id>/<uuid:service_id>/",
        desk.book,
        name="desk-book",
    ),
    path("appointments/book/", visits.book, name="appointment-book"),
    path("appointments/check/", visits.check, name="appointment-check"),
    path(
        "appointments/<uuid:appointment_id>/", visits.detail, name="appointment-detail"
    ),
    path(
        "appointments/<uuid:appointment_id>/move/", visits.move, name="appointment-move"
    ),
    path(
        "appointments/<uuid:appointment_id>/cancel/",
        visits.cancel,
        name="appointment-cancel",
    ),
    path(
        "appointments/<uuid:appointment_id>/calendar/",
        visits.calendar,
        name="appointment-calendar",
    ),
    path(
        "appointments/<uuid:appointment_id>/waitlist/",
        waitlist.join,
        name="waitlist-join",
    ),
    path(
        "appointments/waitlist/",
        waitlist.join_without_date,
        name="waitlist-join-first",
    ),
    path(
        "appointments/waitlist/<uuid:entry_id>/leave/",
        waitlist.leave,
        name="waitlist-leave",
    ),
    path("appointments/offers/<uuid:offer_id>/", waitlist.offer, name="offer"),
    path(
        "appointments/<uuid:appointment_id>/waitlist/desk/",
        desk_waitlist.join,
        name="desk-waitlist",
    ),
    path(
        "appointments/for/<uuid:request_id>/waitlist/",
        desk_waitlist.join_without_date,
        name="desk-waitlist-first",
    ),
    path("calendar/<str:token>.ics", feeds.feed, name="feed"),
    path("clinician/calendar/", feeds.feed_page, name="feed-page"),
    path("clinician/calendar/make/", feeds.make_feed, name="feed-make"),
    path("clinician/calendar/off/", feeds.turn_off_feed, name="feed-off"),
    path(
        "clinician/course/<uuid:course_id>/",
        clinician.course,
        name="clinician-course",
    ),
    path(
        "clinician/course/<uuid:course_id>/go-on/",
        clinician.go_on,
        name="clinician-course-go-on",
    ),
    path("manager/figures/", figures.figures, name="figures"),
    path("course/", courses.overview, name="course"),
    path("course/wishes/", courses.wishes, name="course-wishes"),
    path("course/dates/", courses.dates, name="course-dates"),
    path(
        "course/dates/<uuid:held_id>/",
        courses.other_date,
        name="course-other-date",
    ),
    path("course/check/", courses.check, name="course-check"),
    path(
        "appointments/<uuid:infusion_id>/move/later/",
        courses.move_later,
        name="course-move-later",
    ),
    path("appointments/<uuid:treatment_id>/ride/", courses.ride, name="ride"),
    path(
        "appointments/<uuid:treatment_id>/ride/confirm/",
        courses.confirm_ride,
        name="ride-confirm",
    ),
]
