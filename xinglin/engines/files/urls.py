"""Addresses of files."""

from django.urls import path

from . import views

app_name = "files"
urlpatterns = [
    path("files/<uuid:uuid>", views.read, name="read"),
    path("files/<uuid:uuid>/thumbnail", views.thumbnail, name="thumbnail"),
    path("files/<slug:kind>/", views.send, name="send"),
]
