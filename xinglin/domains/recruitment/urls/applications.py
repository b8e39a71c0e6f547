"""Addresses of «学员报名»."""

from django.urls import path

from ..views import answering, applying, printing

app_name = "applications"
urlpatterns = [
    path("", applying.home, name="home"),
    path("new/", applying.new, name="new"),
    path("<int:pk>/", applying.show, name="show"),
    path("<int:pk>/category/", applying.category, name="category"),
    path("<int:pk>/confirm/", applying.confirm, name="confirm"),
    path("<int:pk>/supplement/", applying.supplement, name="supplement"),
    path("<int:pk>/preferences/", applying.preferences, name="preferences"),
    path("<int:pk>/submit/", applying.submit, name="submit"),
    path("<int:pk>/discard/", applying.discard, name="discard"),
    path("<int:pk>/form/", printing.form, name="form"),
    path("offers/<int:pk>/accept/", answering.accept, name="accept"),
    path("offers/<int:pk>/decline/", answering.decline, name="decline"),
]
