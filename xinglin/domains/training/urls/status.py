"""Addresses of 培训状态, and of changes of base and specialty."""

from django.urls import path

from ..views import status

app_name = "status"
urlpatterns = [
    path("<int:pk>/", status.show, name="show"),
    path("<int:pk>/take-back/", status.take_back, name="take_back"),
]
