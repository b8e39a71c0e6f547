"""Addresses of the portals."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from . import integrity, views
from .audit import AUDIT
from .my_data import views as my_data
from .operators import OPERATOR_LIST
from .security import ACCOUNT_SECURITY

app_name = "portals"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("waiting/", views.waiting, name="waiting"),
    path("audit/", list_view(AUDIT), name="audit"),
    path("audit/integrity/", integrity.integrity, name="integrity"),
    path("audit/integrity/start/", integrity.start, name="integrity_start"),
    path("audit/integrity/progress/", integrity.progress, name="integrity_progress"),
    path("audit/integrity/roots.txt", integrity.roots, name="integrity_roots"),
    path("my-data/", my_data.my_data, name="my_data"),
    path("my-data/my-data.json", my_data.as_json, name="my_data_json"),
    path("my-data/my-data.xlsx", my_data.as_xlsx, name="my_data_xlsx"),
    path("operators/", list_view(OPERATOR_LIST), name="operators"),
    path("security/accounts/", list_view(ACCOUNT_SECURITY), name="account_security"),
    path("health/", views.health, name="health"),
]
