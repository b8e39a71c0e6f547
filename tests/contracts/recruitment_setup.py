"""Records of the hospital in recruitment for the addresses and lists of batches, plans, confirmation and progress."""

from collections.abc import Callable
from typing import Any

from tests.factories.country import YEAR, Country
from tests.factories.recruitment import administrator, batch, offer, places, submitted
from xinglin.domains.people.models import Person
from xinglin.domains.recruitment.actions.plans import save_places
from xinglin.domains.recruitment.models import Batch, Offer, Plan
from xinglin.engines.access.models import Unit
from xinglin.engines.review.actions import submit
from xinglin.engines.windows.actions import extend
from xinglin.engines.windows.models import Window, WindowExtension

NAME = "合同批次"


def batch_of(country: Country) -> Batch:
    """A batch of the province with an approved plan of the hospital, and somebody of it who accepted."""
    standing = Batch.objects.filter(name=NAME).first()
    if standing:
        return standing
    made = batch(country, name=NAME)
    (place,) = places(country, made, {"0100": 3})
    person = Person.objects.filter(trainings__institution=country.hospital).order_by("pk")[0]
    offer(submitted(made, [place], person=person))
    return made


def offer_of(country: Country) -> int:
    """That offer."""
    return Offer._base_manager.get(batch=batch_of(country)).pk


def city_batch(country: Country) -> int:
    """A batch that the hospital's city runs."""
    name = f"{NAME}（市）"
    standing = Batch.objects.filter(name=name).first()
    return (standing or batch(country, name=name, owner_id=country.city.pk)).pk


def waiting_plan(country: Country) -> int:
    """A plan of the hospital that waits for the province, in a batch of its own."""
    name = f"{NAME}待审"
    standing = Plan._base_manager.filter(batch__name=name, institution=country.hospital).first()
    if standing is None:
        made = batch(country, name=name)
        save_places([{"batch": made.pk, "specialty": "0100", "site": None, "asked": 2}], by=country.base)
        standing = Plan._base_manager.get(batch=made)
        assert submit(Plan._base_manager.filter(pk=standing.pk), by=country.base).done
    return standing.pk


def extension_of(country: Country) -> int:
    """More time for the hospital in one of the batch's windows."""
    made = batch_of(country)
    window = Window.objects.get(kind="recruitment-planning", year=YEAR, batch=made.number, unit=country.province)
    standing = WindowExtension.objects.filter(window=window).first()
    if standing is None:
        unit = Unit.objects.filter(pk=country.hospital.pk)
        until = window.ends_at + (window.ends_at - window.starts_at)
        assert extend(unit, window=window, ends_at=until, reason="补报", by=administrator(country)).done
        standing = WindowExtension.objects.get(window=window)
    return standing.pk


ROWS: dict[str, Callable[[Country], int]] = {
    "recruitment-batches": lambda country: batch_of(country).pk,
    "recruitment-plan-reviews": waiting_plan,
    "recruitment-results": offer_of,
    "recruitment-admitted": offer_of,
    "recruitment-applied": lambda country: batch_of(country).applications.get().preferences.get().pk,
}


def examples(country: Country) -> dict[str, list[dict[str, Any]]]:
    """Arguments of the addresses."""
    pk = batch_of(country).pk
    plans = [{"pk": waiting_plan(country)}]
    return {
        "recruitment": [{"pk": pk}],
        "recruitment:batch_dates": [{"pk": city_batch(country)}],
        "recruitment:batch_revoke": [{"pk": pk, "extension": extension_of(country)}],
        "recruitment:result": [{"pk": offer_of(country)}],
        "recruitment:plan_review": plans,
        "recruitment:plan_grant": plans,
    }
