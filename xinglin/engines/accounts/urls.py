"""Addresses of the door."""

from django.urls import path

from .views import activation, door, own, recovery, resets

app_name = "accounts"
urlpatterns = [
    path("login/", door.log_in, name="login"),
    path("login/organisations/", door.organisations, name="organisations"),
    path("login/proof/", door.proof, name="proof"),
    path("logout/", door.log_out, name="logout"),
    path("activate/", activation.activate, name="activate"),
    path("activate/code/", activation.send_code, name="activation_code"),
    path("activate/leave/", activation.leave, name="leave_activation"),
    path("forgot/", recovery.forgot, name="forgot"),
    path("forgot/password/", recovery.recover, name="recover"),
    path("forgot/code/", recovery.send_code, name="recovery_code"),
    path("account/", own.me, name="me"),
    path("account/password/", own.password, name="password"),
    path("account/sessions/end/", own.end_sessions, name="end_sessions"),
    path("accounts/<int:account_id>/reset/", resets.reset, name="reset"),
]
