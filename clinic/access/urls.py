"""Addresses under /link/."""

from django.urls import path

from clinic.access import views

app_name = "access"

urlpatterns = [
    path("confirm/", views.confirm, name="confirm"),
    path("new/", views.new, name="new"),
    path("new/sent/", views.sent, name="sent"),
    path("leave/", views.leave, name="leave"),
    path("left/", views.left, name="left"),
    path("<str:token>/", views.enter, name="enter"),
]
