"""Addresses of this domain."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from .lists import BASES

app_name = "institutions"
urlpatterns = [path("bases/", list_view(BASES), name="bases")]
