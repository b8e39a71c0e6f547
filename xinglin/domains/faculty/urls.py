"""Addresses of this domain, under /faculty/."""

from django.urls import path

from xinglin.engines.lists.views import list_view
from xinglin.engines.statistics.views import figures_view

from . import lists
from .statistics import SUPERVISORS
from .views import applying, own, staff

app_name = "faculty"
urlpatterns = [
    path("own/", own.home, name="own_home"),
    path("own/confirm/", own.confirm, name="own_confirm"),
    path("own/identity/", own.identity, name="own_identity"),
    path("own/contact/", own.contact, name="own_contact"),
    path("own/education/", own.educations, name="own_education"),
    path("own/work/", own.work, name="own_work"),
    path("own/join/", own.join, name="join"),
    path("own/applications/", applying.home, name="own_applications"),
    path("own/applications/new/", applying.new, name="own_application_new"),
    path("own/applications/<int:pk>/", applying.show, name="own_application"),
    path("own/applications/<int:pk>/submit/", applying.submit, name="own_application_submit"),
    path("own/applications/<int:pk>/discard/", applying.discard, name="own_application_discard"),
    path("supervisors/", list_view(lists.SUPERVISORS), name="supervisors"),
    path("supervisors/new/", staff.supervisor_new, name="supervisor_new"),
    path("supervisors/<int:pk>/", staff.supervisor, name="supervisor"),
    path("supervisors/<int:pk>/certificate/", staff.certificate_new, name="certificate_new"),
    path("supervisors/<int:pk>/incident/", staff.incident_new, name="incident_new"),
    path("rounds/", list_view(lists.ROUNDS), name="rounds"),
    path("rounds/new/", staff.round_new, name="round_new"),
    path("rounds/<int:pk>/", staff.round_edit, name="round_edit"),
    path("applications/", list_view(lists.RECOMMENDATIONS), name="applications"),
    path("applications/<int:pk>/", staff.application, name="application"),
    path("requests/", list_view(lists.REQUESTS), name="requests"),
    path("requests/new/", staff.addition_new, name="addition_new"),
    path("certificates/", list_view(lists.CERTIFICATES), name="certificates"),
    path("incidents/", list_view(lists.INCIDENTS), name="incidents"),
    path("verdicts/", list_view(lists.VERDICTS), name="verdicts"),
    path("standards/", list_view(lists.STANDARDS), name="standards"),
    path("standards/new/", staff.standard_new, name="standard_new"),
    path("statistics/", figures_view(SUPERVISORS), name="statistics"),
    path("ratios/", list_view(lists.RATIOS), name="ratios"),
]
