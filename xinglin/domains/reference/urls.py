"""Addresses of this domain, under /reference/."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from . import views
from .lists import CODES, DAYS, SPECIALTIES

app_name = "reference"
urlpatterns = [
    path("codes/", list_view(CODES), name="codes"),
    path("codes/new/", views.code_new, name="code_new"),
    path("codes/<int:pk>/", views.code_edit, name="code_edit"),
    path("days/", list_view(DAYS), name="days"),
    path("days/new/", views.day_new, name="day_new"),
    path("days/<int:pk>/", views.day_edit, name="day_edit"),
    path("specialties/", list_view(SPECIALTIES), name="specialties"),
    path("specialties/new/", views.specialty_new, name="specialty_new"),
    path("specialties/<int:pk>/", views.specialty_edit, name="specialty_edit"),
]
