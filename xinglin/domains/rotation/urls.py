"""Addresses of this domain, under /rotation/."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from .lists import AVOIDANCES, CAPACITY, DEPARTMENT, FORBIDDEN, LEAVES, PLANS, RESIDENTS, STANDARDS
from .views import feeds, placing, plans, proposals, standards, staying, stints, teaching

app_name = "rotation"
urlpatterns = [
    path("standards/", list_view(STANDARDS), name="standards"),
    path("standards/<int:pk>/", standards.standard, name="standard"),
    path("standards/lines/<int:pk>/", standards.line, name="line"),
    path("capacity/", list_view(CAPACITY), name="capacity"),
    path("plans/", list_view(PLANS), name="plans"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/in-force/", plans.in_force, name="in_force"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/residents/", plans.residents, name="residents"),
    path("plans/<int:pk>/proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/progress/", proposals.progress, name="progress"),
    path("plans/residents/<int:pk>/stints/new/", placing.stint_new, name="stint_new"),
    path("residents/<int:pk>/electives/", placing.electives, name="electives"),
    path("stints/<int:pk>/", stints.stint, name="stint"),
    path("residents/", list_view(RESIDENTS), name="trainings"),
    path("forbidden/", list_view(FORBIDDEN), name="forbidden"),
    path("department/", list_view(DEPARTMENT), name="department"),
    path("leaves/", list_view(LEAVES), name="leaves"),
    path("leaves/limit/", staying.leave_limit, name="leave_limit"),
    path("teaching/", teaching.teaching, name="teaching"),
    path("teaching/limit/", teaching.teaching_limit, name="teaching_limit"),
    path("avoidances/", list_view(AVOIDANCES), name="avoidances"),
    path("taught/", teaching.taught, name="taught"),
    path("mine/", staying.mine, name="mine"),
    path("calendar/", feeds.feed, name="feed"),
    path("calendar/<str:token>.ics", feeds.calendar, name="calendar"),
]
