"""Addresses of «数据体检»."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from ..lists.findings import FINDINGS
from ..views.checkup import checkup

app_name = "checkup"
urlpatterns = [
    path("", checkup, name="home"),
    path("findings/", list_view(FINDINGS), name="findings"),
]
