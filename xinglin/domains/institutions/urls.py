"""Addresses of this domain, under /institutions/."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from . import views
from .lists import AFFILIATIONS, BASES, CHARGES, DEPARTMENTS, MODES, PROGRAMMES, STAFF

app_name = "institutions"
urlpatterns = [
    path("bases/", list_view(BASES), name="bases"),
    path("bases/new/", views.base_new, name="base_new"),
    path("bases/<int:pk>/", views.base_edit, name="base_edit"),
    path("programmes/", list_view(PROGRAMMES), name="programmes"),
    path("programmes/new/", views.programme_new, name="programme_new"),
    path("programmes/<int:pk>/", views.programme_edit, name="programme_edit"),
    path("affiliations/", list_view(AFFILIATIONS), name="affiliations"),
    path("affiliations/new/", views.affiliation_new, name="affiliation_new"),
    path("modes/", list_view(MODES), name="modes"),
    path("modes/new/", views.mode_new, name="mode_new"),
    path("charges/", list_view(CHARGES), name="charges"),
    path("departments/", list_view(DEPARTMENTS), name="departments"),
    path("departments/new/", views.department_new, name="department_new"),
    path("departments/<int:pk>/", views.department_edit, name="department_edit"),
    path("departments/staff/", list_view(STAFF), name="staff"),
    path("departments/staff/new/", views.staff_new, name="staff_new"),
]
