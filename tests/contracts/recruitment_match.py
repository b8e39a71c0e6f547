"""A run of the province's batch with the hospital's places, for the addresses of admission by a rule."""

from collections.abc import Callable
from typing import Any

from tests.factories.country import Country
from tests.factories.recruitment import administrator, at_stage, batch, places, submitted
from xinglin.domains.people.models import Person
from xinglin.domains.recruitment import windows
from xinglin.domains.recruitment.actions.running import NewRun, seal_runs, start_runs
from xinglin.domains.recruitment.actions.screening import pass_preferences
from xinglin.domains.recruitment.models import Batch, Couple, Plan, Preference, Run, RunResult
from xinglin.engines.jobs.worker import run_pending

NAME = "匹配合同批次"


def matched_batch(country: Country, people: list[Person], *, name: str = NAME) -> Batch:
    """In its admission window, each of the people with a preference that passed, in the order that the base gave."""
    made = batch(country, name=name, method="matching", several_specialties=True)
    (place,) = places(country, made, {"0100": len(people)})
    for person in people:
        submitted(made, [place], person=person)
    wishes = Preference.objects.filter(batch=made)
    assert not pass_preferences(wishes, by=country.base).refused
    for rank, wish in enumerate(wishes.order_by("pk"), start=1):
        Preference.objects.filter(pk=wish.pk).update(base_rank=rank)
    at_stage(country, made, windows.ADMISSION)
    return made


def sealed(country: Country, made: Batch) -> "Any":
    """Its real run, not yet begun, as a set."""
    seal_runs(Batch.objects.filter(pk=made.pk), new=NewRun(is_dry=False), by=administrator(country))
    return Run._base_manager.filter(batch=made)


def run_of(country: Country) -> Run:
    """A real one that is done."""
    standing = Run._base_manager.filter(batch__name=NAME).first()
    if standing is None:
        person = Person.objects.filter(trainings__institution=country.hospital).order_by("pk")[1]
        runs = sealed(country, matched_batch(country, [person]))
        start_runs(runs, by=administrator(country)).only()
        run_pending()
        standing = runs.get()
        assert standing.state == "done", standing.failure
    return standing


def couple_of(country: Country) -> int:
    """Two who asked to be admitted together."""
    name = f"{NAME}（联合）"
    standing = Couple.objects.filter(batch__name=name).first()
    if standing is None:
        made = batch(country, name=name, method="matching")
        people = Person.objects.filter(trainings__institution=country.hospital).order_by("pk")[1:3]
        first, second = (submitted(made, [], person=person) for person in people)
        standing = Couple.objects.create(batch=made, first=first, second=second)
    return standing.pk


ROWS: dict[str, Callable[[Country], int]] = {"recruitment-couples": couple_of}


def examples(country: Country) -> dict[str, list[dict[str, Any]]]:
    """Arguments of the addresses."""
    run = run_of(country)
    return {
        "matching": [{"pk": run.pk}],
        "matching:result": [{"pk": RunResult._base_manager.get(run=run).pk}],
        "matching:reserve": [{"pk": Plan._base_manager.get(batch=run.batch).pk}],
    }
