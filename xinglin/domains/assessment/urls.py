"""Addresses of this domain, under /assessment/."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from . import lists
from .views import institution, setting_up

app_name = "assessment"
urlpatterns = [
    path("cycles/", list_view(lists.CYCLES), name="cycles"),
    path("cycles/new/", setting_up.cycle_new, name="cycle_new"),
    path("cycles/<int:pk>/", setting_up.cycle, name="cycle"),
    path("cycles/<int:pk>/edit/", setting_up.cycle_edit, name="cycle_edit"),
    path("rules/", setting_up.province_rules, name="rules"),
    path("reasons/", list_view(lists.REASONS), name="reasons"),
    path("reasons/new/", setting_up.reason_new, name="reason_new"),
    path("institutions/", list_view(lists.INSTITUTIONS), name="institutions"),
    path("institutions/entrust/", setting_up.entrust, name="entrust"),
    path("institutions/transfer/", setting_up.transfer, name="transfer"),
    path("applications/", list_view(lists.APPLICATIONS), name="applications"),
    path("applications/<int:pk>/", setting_up.application, name="application"),
    path("feed/", list_view(lists.FEED_RUNS), name="feed"),
    path("feed/problems/", list_view(lists.FEED_PROBLEMS), name="feed_problems"),
    path("profile/", institution.profile, name="profile"),
    path("departments/", list_view(lists.DEPARTMENTS), name="departments"),
    path("departments/new/", institution.department_new, name="department_new"),
    path("departments/<int:pk>/", institution.department_edit, name="department_edit"),
    path("agency/", institution.apply, name="apply"),
    path("physicians/", list_view(lists.UNCONFIRMED), name="unconfirmed"),
    path("physicians/new/", institution.physician_new, name="physician_new"),
    path("physicians/<int:pk>/", institution.physician, name="physician"),
    path("physicians/<int:pk>/edit/", institution.physician_edit, name="physician_edit"),
    path("enrolled/", list_view(lists.CONFIRMED), name="confirmed"),
    path("enrolled/<int:pk>/", institution.enrolled, name="enrolled"),
    path("entrusted/", list_view(lists.ENTRUSTED), name="entrusted"),
]
