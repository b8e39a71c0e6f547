"""Addresses of training terms and of what is applied for after admission."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from ..lists.following import CANDIDATES, CHANGES, REDUCTIONS, STATUSES, TERMS
from ..views import asking, reducing

app_name = "following"
urlpatterns = [
    path("terms/", list_view(TERMS), name="terms"),
    path("terms/<int:pk>/", reducing.term, name="term"),
    path("own/", reducing.own, name="own"),
    path("own/reduction/", reducing.own_reduction, name="own_reduction"),
    path("own/standard/", reducing.own_standard, name="own_standard"),
    path("reductions/", list_view(REDUCTIONS), name="reductions"),
    path("reductions/next/", reducing.first_waiting, name="next_reduction"),
    path("reductions/<int:pk>/", reducing.review, name="reduction"),
    path("reductions/<int:pk>/standard/", reducing.standard, name="standard"),
    path("reductions/<int:pk>/proof/", reducing.proof, name="proof"),
    path("changes/", list_view(CHANGES), name="changes"),
    path("changes/next/", asking.first_change, name="next_change"),
    path("changes/residents/", list_view(CANDIDATES), name="candidates"),
    path("changes/residents/<int:pk>/", asking.ask_change, name="ask_change"),
    path("changes/<int:pk>/", asking.review_change, name="change"),
    path("statuses/", list_view(STATUSES), name="statuses"),
    path("statuses/next/", asking.first_status, name="next_status"),
    path("statuses/residents/<int:pk>/", asking.ask_status, name="ask_status"),
    path("statuses/<int:pk>/", asking.review_status, name="status"),
]
