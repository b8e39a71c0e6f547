"""Addresses of identities."""

from django.urls import path

from .views import switch_identity

app_name = "access"
urlpatterns = [
    path("identity/", switch_identity, name="switch_identity"),
    path("identity/<int:membership_id>/", switch_identity, name="switch_identity_to"),
]
