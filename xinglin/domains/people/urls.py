"""Addresses of this domain."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from .lists import CORRECTIONS

app_name = "people"
urlpatterns = [path("corrections/", list_view(CORRECTIONS), name="corrections")]
