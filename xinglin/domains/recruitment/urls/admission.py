"""Addresses of the base's side: pre-screening, admission, reassignment, report-in, scores."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from ..lists.admitting import ADMISSION, OFFERS, REASSIGNABLE
from ..lists.reporting_in import EXPECTED
from ..lists.scoring import ANNOUNCED, SCORED
from ..lists.screening import SCREENED
from ..views import admitting, scoring

app_name = "admission"
urlpatterns = [
    path("screening/", list_view(SCREENED), name="screening"),
    path("screening/<int:pk>/", admitting.applicant, name="applicant"),
    path("", list_view(ADMISSION), name="admission"),
    path("results/", list_view(OFFERS), name="offers"),
    path("results/<int:pk>/", admitting.offer, name="offer"),
    path("reassignment/", list_view(REASSIGNABLE), name="reassignment"),
    path("reassignment/<int:pk>/", admitting.reassign, name="reassign"),
    path("scores/", list_view(SCORED), name="scores"),
    path("scores/<int:pk>/", scoring.ranking, name="ranking"),
    path("announcements/", list_view(ANNOUNCED), name="announcements"),
    path("report-in/", list_view(EXPECTED), name="report_in"),
]
