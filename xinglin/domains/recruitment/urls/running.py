"""Addresses of admission by a rule, and of couples."""

from django.urls import path

from xinglin.engines.lists.views import list_view

from ..lists.running import COUPLES, RESERVES, RESULTS, RUNS
from ..views import couples
from ..views import running as views

app_name = "matching"
urlpatterns = [
    path("", list_view(RUNS), name="runs"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.run, name="run"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/start/", views.start, name="start"),
    path("<int:pk>/apply/", views.apply, name="apply"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/compare/", views.compare, name="compare"),
    path("<int:pk>/file/", views.file, name="file"),
    path("results/", list_view(RESULTS), name="results"),
    path("results/<int:pk>/", views.result, name="result"),
    path("reserves/", list_view(RESERVES), name="reserves"),
    path("reserves/<int:pk>/", views.reserve, name="reserve"),
    path("couples/", list_view(COUPLES), name="couples"),
    path("published/", views.published, name="published"),
    path("checker/", views.program, name="checker"),
    path("own/", views.own, name="own"),
    path("couple/", couples.home, name="couple"),
    path("couple/ask/", couples.ask, name="ask"),
    path("couple/accept/", couples.accept, name="accept"),
    path("couple/pair/", couples.pair, name="pair"),
    path("couple/agree/", couples.agree, name="agree"),
    path("couple/dissolve/", couples.dissolve, name="dissolve"),
]
