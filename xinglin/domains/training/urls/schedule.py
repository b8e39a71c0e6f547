"""Addresses of «时间安排»."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from ..lists import SCHEDULE
from ..views import planning, schedule

app_name = "schedule"
urlpatterns = [
    path("", list_view(SCHEDULE), name="list"),
    path("new/", schedule.new, name="new"),
    path("plan/", planning.plan, name="plan"),
    path("<int:pk>/", schedule.edit, name="edit"),
    path("<int:pk>/extend/", schedule.extend, name="extend"),
    path("extensions/<int:pk>/revoke/", schedule.revoke, name="revoke"),
]
