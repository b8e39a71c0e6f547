"""Addresses of this domain, under /ratings/."""

from django.urls import path

from xinglin.engines.lists.views import list_view
from xinglin.engines.statistics.views import figures_view

from . import lists
from .statistics import RATINGS
from .views import rating, results

app_name = "ratings"
urlpatterns = [
    path("mine/", rating.mine, name="mine"),
    path("mine/<int:pk>/", rating.rate, name="rate"),
    path("own/", results.own, name="own"),
    path("results/", list_view(lists.RESULTS), name="results"),
    path("results/<int:pk>/", results.result, name="result"),
    path("departments/", list_view(lists.DEPARTMENTS), name="departments"),
    path("statistics/", figures_view(RATINGS), name="statistics"),
    path("questionnaires/", list_view(lists.QUESTIONNAIRES), name="questionnaires"),
    path("questionnaires/new/", results.questionnaire_new, name="questionnaire_new"),
    path("rules/", list_view(lists.RULES), name="rules"),
    path("rules/new/", results.rule_new, name="rule_new"),
]
