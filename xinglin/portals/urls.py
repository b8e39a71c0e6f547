"""Addresses of the portals."""

from django.urls import path

from . import views

app_name = "portals"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("health/", views.health, name="health"),
]
