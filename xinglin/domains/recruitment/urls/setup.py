"""Addresses of batches, plans, the authority's confirmation, and progress."""

from django.urls import path

from xinglin.engines.lists.views import list_view
from xinglin.engines.statistics.views import figures_view

from ..lists.batches import BATCHES, TIMES
from ..lists.confirming import RESULTS
from ..lists.plans import PLACES, PLAN_REVIEWS, PLANS
from ..lists.progress import ADMITTED, APPLIED, PROGRESS_LIST
from ..statistics import RECRUITMENT
from ..views import admitting, batches, plans

app_name = "recruitment"
urlpatterns = [
    path("batches/", list_view(BATCHES), name="batches"),
    path("batches/new/", batches.new, name="batch_new"),
    path("batches/<int:pk>/", batches.show, name="batch"),
    path("batches/<int:pk>/edit/", batches.edit, name="batch_edit"),
    path("batches/<int:pk>/dates/", batches.dates, name="batch_dates"),
    path("batches/<int:pk>/copy/", batches.copy, name="batch_copy"),
    path("batches/<int:pk>/score-parts/", batches.score_parts, name="score_parts"),
    path("batches/<int:pk>/extend/", batches.extend, name="batch_extend"),
    path("batches/<int:pk>/extend/<int:extension>/revoke/", batches.revoke, name="batch_revoke"),
    path("times/", list_view(TIMES), name="times"),
    path("plans/", list_view(PLANS), name="plans"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/reviews/", list_view(PLAN_REVIEWS), name="plan_reviews"),
    path("plans/reviews/next/", plans.first_waiting, name="next_plan_review"),
    path("plans/reviews/<int:pk>/", plans.review_page, name="plan_review"),
    path("plans/reviews/<int:pk>/numbers/", plans.grant, name="plan_grant"),
    path("places/", list_view(PLACES), name="places"),
    path("results/", list_view(RESULTS), name="results"),
    path("results/<int:pk>/", admitting.result, name="result"),
    path("progress/", list_view(PROGRESS_LIST), name="progress"),
    path("progress/applied/", list_view(APPLIED), name="applied"),
    path("progress/admitted/", list_view(ADMITTED), name="admitted"),
    path("statistics/", figures_view(RECRUITMENT), name="statistics"),
]
