"""The product's addresses, and some of views that a hasty author might write."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from config import urls
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401 -- Django looks for them here
from xinglin.domains.training.models import Training
from xinglin.domains.training.rules import VIEW
from xinglin.engines.access.models import Scoped
from xinglin.engines.access.pages import page, public_page


def said_nothing(_request: HttpRequest) -> HttpResponse:
    """Its author forgot to say whom it is for."""
    return HttpResponse("everything")


def asked_for_all(_request: HttpRequest) -> JsonResponse:
    """Its author forgot to ask for what the actor may see."""
    found = {model._meta.label: model.objects.count() for model in Scoped.__subclasses__()}
    found["through a foreign key"] = Training.objects.filter(person__isnull=False).count()
    return JsonResponse(found)


urlpatterns = [
    *urls.urlpatterns,
    path("said-nothing/", said_nothing),
    path("said/", page(VIEW)(said_nothing)),
    path("asked-for-all/", page(VIEW)(asked_for_all)),
    path("public/", public_page(lambda request: HttpResponse("for everybody"))),
]
