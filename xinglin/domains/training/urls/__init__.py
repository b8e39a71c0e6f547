"""Addresses of this domain."""

from django.urls import path

from xinglin.engines.lists.views import list_view
from xinglin.engines.statistics.views import figures_view

from ..lists import ACCOUNTS, INTAKE, MANAGED, MANAGED_REVIEWS, PAST, REVIEWS, UPDATES, WITHDRAWALS
from ..lists.progress import BASES_PROGRESS, PROVINCES_PROGRESS
from ..statistics import RESIDENTS
from ..views import asof, registers, staff

app_name = "training"
urlpatterns = [
    path("", staff.home, name="home"),
    path("intake/", list_view(INTAKE), name="intake"),
    path("reviews/", list_view(REVIEWS), name="reviews"),
    path("reviews/next/", staff.first_waiting, name="next_review"),
    path("reviews/<int:pk>/", staff.review, name="review"),
    path("progress/", list_view(BASES_PROGRESS), name="progress"),
    path("progress/provinces/", list_view(PROVINCES_PROGRESS), name="provinces_progress"),
    path("statistics/", figures_view(RESIDENTS), name="statistics"),
    path("managed/", list_view(MANAGED), name="managed"),
    path("reviews/managed/", list_view(MANAGED_REVIEWS), name="managed_reviews"),
    path("past/", list_view(PAST), name="past"),
    path("withdrawals/", list_view(WITHDRAWALS), name="withdrawals"),
    path("withdrawals/<int:pk>/", registers.withdrawal, name="withdrawal"),
    path("log-ins/", list_view(ACCOUNTS), name="accounts"),
    path("updates/", list_view(UPDATES), name="updates"),
    path("updates/<int:pk>/", registers.update, name="update"),
    path("<int:pk>/", staff.detail, name="detail"),
    path("<int:pk>/edit/", staff.edit, name="edit"),
    path("<int:pk>/history/", staff.history, name="history"),
    path("<int:pk>/on-day/", asof.on_day, name="on_day"),
    path("<int:pk>/original/", registers.original, name="original"),
    path("<int:pk>/corrections/", staff.corrections, name="corrections"),
]
