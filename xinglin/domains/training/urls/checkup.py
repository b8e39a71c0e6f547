"""Addresses of «数据体检»."""

from django.urls import path

from ..views.checkup import checkup, findings

app_name = "checkup"
urlpatterns = [path("", checkup, name="home"), path("findings/", findings, name="findings")]
