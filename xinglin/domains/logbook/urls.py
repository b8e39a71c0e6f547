"""Addresses of this domain, under /logbook/."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from .lists import ASSESSMENTS, ENTRIES, RECORDS, REQUIREMENTS
from .views import assessing, recording, requiring

app_name = "logbook"
urlpatterns = [
    path("mine/", recording.mine, name="mine"),
    path("entries/", list_view(ENTRIES), name="entries"),
    path("entries/new/", recording.entry_new, name="entry_new"),
    path("entries/<int:pk>/", recording.entry, name="entry"),
    path("residents/", list_view(RECORDS), name="residents"),
    path("residents/<int:pk>/", recording.record, name="record"),
    path("assessments/", list_view(ASSESSMENTS), name="assessments"),
    path("scores/", assessing.scores, name="scores"),
    path("rules/", assessing.assessment_rules, name="rules"),
    path("requirements/", list_view(REQUIREMENTS), name="requirements"),
    path("requirements/new/", requiring.requirement_new, name="requirement_new"),
    path("requirements/<int:pk>/", requiring.requirement, name="requirement"),
]
