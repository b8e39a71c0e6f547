"""Addresses of this domain, under /assessment/."""

from django.urls import path

from xinglin.engines.lists.views import list_view
from xinglin.engines.statistics.views import figures_view

from . import lists
from .lists import reviewing as reviews
from .statistics import ASSESSMENTS
from .views import enrolling, filling, following, institution, reviewing, setting_up

app_name = "assessment"
urlpatterns = [
    path("cycles/", list_view(lists.CYCLES), name="cycles"),
    path("cycles/new/", setting_up.cycle_new, name="cycle_new"),
    path("cycles/<int:pk>/", setting_up.cycle, name="cycle"),
    path("cycles/<int:pk>/edit/", setting_up.cycle_edit, name="cycle_edit"),
    path("rules/", setting_up.province_rules, name="rules"),
    path("reasons/", list_view(lists.REASONS), name="reasons"),
    path("reasons/new/", setting_up.reason_new, name="reason_new"),
    path("institutions/", list_view(lists.INSTITUTIONS), name="institutions"),
    path("institutions/transfer/", setting_up.transfer, name="transfer"),
    path("applications/", list_view(lists.APPLICATIONS), name="applications"),
    path("applications/<int:pk>/", setting_up.application, name="application"),
    path("feed/", list_view(lists.FEED_RUNS), name="feed"),
    path("feed/problems/", list_view(lists.FEED_PROBLEMS), name="feed_problems"),
    path("profile/", institution.profile, name="profile"),
    path("departments/", list_view(lists.DEPARTMENTS), name="departments"),
    path("departments/new/", institution.department_new, name="department_new"),
    path("departments/<int:pk>/", institution.department_edit, name="department_edit"),
    path("agency/", institution.apply, name="apply"),
    path("physicians/", list_view(lists.UNCONFIRMED), name="unconfirmed"),
    path("physicians/new/", institution.physician_new, name="physician_new"),
    path("physicians/<int:pk>/", institution.physician, name="physician"),
    path("physicians/<int:pk>/edit/", institution.physician_edit, name="physician_edit"),
    path("enrolled/", list_view(lists.CONFIRMED), name="confirmed"),
    path("enrolled/<int:pk>/", institution.enrolled, name="enrolled"),
    path("entrusted/", list_view(lists.ENTRUSTED), name="entrusted"),
    path("reviews/general/", list_view(reviews.GENERAL), name="reviews_general"),
    path("reviews/simplified/", list_view(reviews.SIMPLIFIED), name="reviews_simplified"),
    path("reviews/exempt/", list_view(reviews.EXEMPT), name="reviews_exempt"),
    path("reviews/<int:pk>/", reviewing.review, name="review"),
    path("reviews/<int:pk>/opinion/", reviewing.opinion_new, name="opinion_new"),
    path("reviews/<int:pk>/conduct/", reviewing.conduct_of, name="conduct_of"),
    path("second-reviews/", list_view(reviews.SECOND_REVIEWS), name="second_reviews"),
    path("second-reviews/next/", reviewing.second_review_next, name="second_review_next"),
    path("second-reviews/<int:pk>/", reviewing.second_review, name="second_review"),
    path("second-reviews/decisions/", list_view(reviews.DECISIONS), name="agency_decisions"),
    path("change-requests/", list_view(reviews.REQUESTS), name="change_requests"),
    path("conduct/", list_view(reviews.CONDUCTS), name="conduct"),
    path("conduct/new/", reviewing.conduct_new, name="conduct_new"),
    path("progress/", list_view(lists.PROGRESS), name="progress"),
    path("records/<int:pk>/", following.record, name="record"),
    path("history/", list_view(lists.HISTORY), name="history"),
    path("statistics/", figures_view(ASSESSMENTS), name="statistics"),
    path("spot-checks/", list_view(lists.SPOT_CHECKS), name="spot_checks"),
    path("reconsiderations/", list_view(lists.REQUESTS), name="reconsiderations"),
    path("results/", following.own_results, name="own_results"),
    path("results/<int:pk>/ask/", following.ask, name="ask"),
    path("certificates/<int:pk>/", following.certificate, name="certificate"),
    path("printings/<int:pk>/", following.printing, name="printing"),
    path("verify/", following.verify, name="verify"),
    path("own/", enrolling.home, name="own"),
    path("own/<int:pk>/", enrolling.enrolment, name="own_enrolment"),
    path("own/<int:pk>/basic/", filling.basic, name="own_basic"),
    path("own/<int:pk>/practice/", filling.practice, name="own_practice"),
    path("own/<int:pk>/experience/", filling.experience, name="own_experience"),
    path("own/<int:pk>/assessment/", filling.assessment, name="own_assessment"),
    path("own/<int:pk>/conduct/", filling.conduct, name="own_conduct"),
    path("own/<int:pk>/procedure/", filling.procedure, name="own_procedure"),
    path("own/<int:pk>/report/", filling.report, name="own_report"),
    path("own/<int:pk>/attachments/", filling.attachments, name="own_attachments"),
    path("own/<int:pk>/check/", enrolling.check, name="own_check"),
    path("own/<int:pk>/withdraw/", enrolling.withdraw, name="own_withdraw"),
    path("own/<int:pk>/change/", enrolling.change, name="own_change"),
]
