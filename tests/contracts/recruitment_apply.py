"""Applicants for the contracts: one with a draft, a submitted application and a result to answer, and a stranger."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.factories.applying import complete, drafted, registered
from tests.factories.country import Country
from tests.factories.recruitment import batch, offer, places
from xinglin.domains.recruitment.actions.applying import start_applications, submit_applications
from xinglin.domains.recruitment.models import Application, Batch, Offer
from xinglin.engines.access.actor import Actor

NAME = "学员合同批次"


def applicants() -> list[Actor]:
    """Whose records the addresses name, and somebody else."""
    return [complete(registered(start), start) for start in (960, 961)]


def applied(country: Country, by: Actor) -> Application:
    """Submitted by the first, with an offer that can be answered."""
    standing = Application._base_manager.filter(batch__name=NAME).first()
    if standing is None:
        new = batch(country, name=NAME)
        draft = drafted(by, new, places(country, new, {"0100": 3}))
        submit_applications(Application._base_manager.filter(pk=draft.pk), by=by).only()
        standing = Application._base_manager.get(pk=draft.pk)
        made = offer(standing, accepted=False)
        Offer._base_manager.filter(pk=made.pk).update(released_at=timezone.now() - timedelta(days=1))
    return standing


def draft(country: Country, by: Actor) -> int:
    """One that he has not submitted yet."""
    name = f"{NAME}草稿"
    standing = Application._base_manager.filter(batch__name=name).first()
    if standing:
        return standing.pk
    new = batch(country, name=name)
    return start_applications(Batch.objects.filter(pk=new.pk), by=by).records[new.pk]


def examples(country: Country, by: Actor) -> dict[str, list[dict[str, Any]]]:
    """Arguments of the addresses."""
    sent, begun = {"pk": applied(country, by).pk}, {"pk": draft(country, by)}
    answered = [{"pk": Offer._base_manager.get(application=sent["pk"]).pk}]
    return {
        "applications": [begun],
        "applications:show": [begun, sent],
        "applications:form": [sent],
        "applications:accept": answered,
        "applications:decline": answered,
    }
