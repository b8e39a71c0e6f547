"""Addresses: each app's own under its prefix."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from xinglin.demo.style_guide import style_guide
from xinglin.engines.access.pages import signed_in_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("xinglin.engines.access.urls")),
    path("", include("xinglin.engines.accounts.urls")),
    path("", include("xinglin.engines.files.urls")),
    path("notices/", include("xinglin.engines.notices.urls")),
    path("sheets/", include("xinglin.engines.sheets.urls")),
    path("lists/", include("xinglin.engines.lists.urls")),
    path("reference/", include("xinglin.domains.reference.urls")),
    path("institutions/", include("xinglin.domains.institutions.urls")),
    path("people/", include("xinglin.domains.people.urls")),
    path("training/", include("xinglin.domains.training.urls")),
    path("training/status/", include("xinglin.domains.training.urls.status")),
    path("training/checkup/", include("xinglin.domains.training.urls.checkup")),
    path("training/schedule/", include("xinglin.domains.training.urls.schedule")),
    path("assessment/", include("xinglin.domains.assessment.urls")),
    path("resident/", include("xinglin.domains.training.urls.resident")),
    path("recruitment/", include("xinglin.domains.recruitment.urls.setup")),
    path("applicant/", include("xinglin.domains.recruitment.urls.applying")),
    path("admission/", include("xinglin.domains.recruitment.urls.admission")),
    path("announcements/", include("xinglin.domains.recruitment.urls.announcements")),
    path("applicant/applications/", include("xinglin.domains.recruitment.urls.applications")),
    path("recruitment/matching/", include("xinglin.domains.recruitment.urls.running")),
    path("following/", include("xinglin.domains.recruitment.urls.following")),
    path("rotation/", include("xinglin.domains.rotation.urls")),
    path("logbook/", include("xinglin.domains.logbook.urls")),
    path("ratings/", include("xinglin.domains.ratings.urls")),
    path("faculty/", include("xinglin.domains.faculty.urls")),
    path("", include("xinglin.portals.urls")),
]
if settings.DEMONSTRATION:
    urlpatterns.append(path("_styleguide/", signed_in_page(style_guide)))

handler400 = "xinglin.portals.errors.bad_request"
handler403 = "xinglin.portals.errors.forbidden"
handler404 = "xinglin.portals.errors.not_found"
handler500 = "xinglin.portals.errors.server_error"
