"""The product's addresses, and those of petitions."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from config.urls import urlpatterns as product
from tests.engines.review.petitions import REVIEW, VIEW, Petition
from xinglin.engines.access.pages import signed_in_page
from xinglin.engines.access.visible import visible
from xinglin.engines.review.chain import chain_of
from xinglin.engines.review.pages import ReviewPage, first_waiting_view, review_view


@signed_in_page
def listing(request: HttpRequest) -> HttpResponse:
    """Where one comes back to."""
    return HttpResponse("申请列表")


def _review(request: HttpRequest, pk: int) -> HttpResponse:
    return review_view(_declared())(request, pk=pk)  # type: ignore[return-value]  # -- it answers with a whole response


def _first(request: HttpRequest) -> HttpResponse:
    return first_waiting_view(_declared())(request)  # type: ignore[return-value]  # -- as above


def _declared() -> ReviewPage:
    """The chain stands only while a test runs, so the page is declared when it is asked for."""
    return ReviewPage(
        chain=chain_of(Petition),
        rights=(VIEW, REVIEW),
        rows=lambda actor: visible(Petition, actor, VIEW),
        address="petitions:review",
        listing="petitions:list",
        facts=lambda petition: [petition.institution.name],
    )


petitions = (
    [
        path("", listing, name="list"),
        path("waiting/", signed_in_page(_first), name="first"),
        path("<int:pk>/review/", signed_in_page(_review), name="review"),
    ],
    "petitions",
)
urlpatterns = [*product, path("petitions/", include(petitions))]
