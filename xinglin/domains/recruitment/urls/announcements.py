"""Public addresses of what bases and organisers publish."""

from django.urls import path

from ..views import scoring

app_name = "announcements"
urlpatterns = [path("<uuid:address>/", scoring.announcement, name="read")]
