"""Addresses of the portals."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from . import views
from .audit import AUDIT

app_name = "portals"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("audit/", list_view(AUDIT), name="audit"),
    path("health/", views.health, name="health"),
]
