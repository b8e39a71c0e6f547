"""Addresses of what all lists share; each list's page has the address its domain gives it."""

from django.urls import path

from . import single

app_name = "lists"
urlpatterns = [
    path("exports/<int:pk>/", single.export, name="export"),
    path("results/<int:pk>/refused.xlsx", single.refused, name="refused"),
    path("<slug:key>/<int:pk>/do/<str:name>/", single.act, name="act"),
    path("<slug:key>/<int:pk>/reveal/<slug:column>/", single.reveal, name="reveal"),
]
