"""Addresses of the resident's own pages."""

from django.urls import path

from ..views import resident

app_name = "resident"
urlpatterns = [
    path("", resident.home, name="home"),
    path("basic/", resident.basic, name="basic"),
    path("education/", resident.educations, name="educations"),
    path("licence/", resident.licence, name="licence"),
]
