"""Addresses of this engine."""

from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/", views.follow, name="follow"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", views.settings_page, name="settings"),
    path("contacts/", views.contacts, name="contacts"),
    path("sent/", views.sent, name="sent"),
]
