"""The picture code, under the names without a prefix that django-simple-captcha asks for."""

from captcha.views import captcha_image, captcha_refresh
from django.urls import path

from xinglin.engines.access.pages import public_page

urlpatterns = [
    path("captcha/<str:key>/image/", public_page(captcha_image), {"scale": 2}, name="captcha-image"),
    path("captcha/refresh/", public_page(captcha_refresh), name="captcha-refresh"),
]
