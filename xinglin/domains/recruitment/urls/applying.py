"""Addresses of the applicant's own parts."""

from django.urls import path

from ..views import describing

app_name = "applicant"
urlpatterns = [
    path("", describing.home, name="home"),
    path("identity/", describing.identity, name="identity"),
    path("contact/", describing.contact, name="contact"),
    path("education/", describing.educations, name="education"),
    path("employment/", describing.work, name="work"),
    path("join/", describing.join, name="join"),
]
