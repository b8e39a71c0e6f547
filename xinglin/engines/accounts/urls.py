"""Addresses of the door."""

from captcha.views import captcha_image, captcha_refresh
from django.urls import include, path

from xinglin.engines.access.pages import public_page

from .views import activation, door, factors, operators, own, recovery, registration, resets, second, security

_pages = [
    path("login/", door.log_in, name="login"),
    path("login/organisations/", door.organisations, name="organisations"),
    path("login/proof/", door.proof, name="proof"),
    path("logout/", door.log_out, name="logout"),
    path("login/second/", second.second_step, name="second"),
    path("login/second/passkey/", second.second_options, name="second_options"),
    path("activate/", activation.activate, name="activate"),
    path("activate/code/", activation.send_code, name="activation_code"),
    path("activate/leave/", activation.leave, name="leave_activation"),
    path("register/", registration.registrations, name="registrations"),
    path("register/<slug:kind>/", registration.identity, name="register"),
    path("register/<slug:kind>/account/", registration.account, name="register_account"),
    path("register/<slug:kind>/code/", registration.send_code, name="registration_code"),
    path("register/<slug:kind>/done/", registration.done, name="registered"),
    path("forgot/", recovery.forgot, name="forgot"),
    path("forgot/password/", recovery.recover, name="recover"),
    path("forgot/code/", recovery.send_code, name="recovery_code"),
    path("account/", own.me, name="me"),
    path("account/password/", own.password, name="password"),
    path("account/mobile/", own.mobile, name="mobile"),
    path("account/mobile/code/", own.send_mobile_code, name="mobile_code"),
    path("account/sessions/end/", own.end_sessions, name="end_sessions"),
    path("account/factors/", factors.factors, name="factors"),
    path("account/factors/app/", factors.app, name="app"),
    path("account/factors/passkey/", factors.passkey, name="passkey"),
    path("account/factors/passkey/options/", factors.passkey_options, name="passkey_options"),
    path("accounts/<int:account_id>/reset/", resets.reset, name="reset"),
    path("accounts/<int:account_id>/reset-second/", security.reset_second, name="reset_second"),
    path("operators/new/", operators.new, name="new_operator"),
    path("operators/loan/", operators.loan, name="loan"),
    path("operators/<int:operator_id>/", operators.edit, name="operator"),
    path("security/figures/", security.figures_page, name="figures"),
]
urlpatterns = [
    path("", include((_pages, "accounts"))),
    # The picture code, under the names without a prefix that django-simple-captcha asks for.
    path("captcha/<str:key>/image/", public_page(captcha_image), {"scale": 2}, name="captcha-image"),
    path("captcha/refresh/", public_page(captcha_refresh), name="captcha-refresh"),
]
