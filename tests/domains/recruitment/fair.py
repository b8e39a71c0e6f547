"""A batch with applicants whom a run admits to three places (REC-50)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.factories.country import Country
from tests.factories.recruitment import administrator, applicant, at_stage, batch, parts, places, submitted
from xinglin.domains.recruitment import windows
from xinglin.domains.recruitment.actions.running import (
    NewRun,
    apply_runs,
    release_runs,
    seal_runs,
    start_runs,
)
from xinglin.domains.recruitment.actions.screening import pass_preferences
from xinglin.domains.recruitment.models import (
    Application,
    Batch,
    Place,
    Preference,
    Run,
    RunResult,
    Score,
    ScorePart,
)
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.jobs.worker import run_pending

ONE_PART = [{"title": "笔试", "kind": "points", "least": 0, "most": 100, "passing": 60, "weight": 100}]


@dataclass
class Fair:
    """A batch in its admission window: 内科 and 全科 here, 内科 next door, one place each; applicants with scores."""

    country: Country
    batch: Batch
    part: ScorePart
    here: Place
    other: Place
    door: Place
    applications: list[Application] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)

    @property
    def by(self) -> Actor:
        return administrator(self.country)

    def score(self, *points: float) -> None:
        """The province's examination, an applicant after the other."""
        rows = zip(self.applications, points, strict=True)
        Score.objects.bulk_create(
            Score(application=a, part=self.part, province=self.country.province, points=p) for a, p in rows
        )

    def sealed(self, **new: Any) -> Run:
        rows = Batch.objects.filter(pk=self.batch.pk)
        outcome = seal_runs(rows, new=NewRun(**{"is_dry": False, **new}), by=self.by)
        return Run.objects.get(pk=outcome.records[self.batch.pk])

    def done(self, **new: Any) -> Run:
        """Sealed and run."""
        run = self.sealed(**new)
        if not run.is_dry:
            start_runs(rows(run), by=self.by).only()
        run_pending()
        run.refresh_from_db()
        return run

    def applied(self, **new: Any) -> Run:
        run = self.done(**new)
        apply_runs(rows(run), by=self.by).only()
        return run

    def released(self, **new: Any) -> Run:
        run = self.applied(**new)
        release_runs(rows(run), by=self.by).only()
        run.refresh_from_db()
        return run

    def placed(self, run: Run) -> list[Place | None]:
        """Where each applicant ends, in their order."""
        found = dict(RunResult.objects.filter(run=run).values_list("application", "place"))
        known = {place.pk: place for place in (self.here, self.other, self.door)}
        return [known.get(found[a.pk]) for a in self.applications]


def rows(run: Run) -> Any:
    return Run.objects.filter(pk=run.pk)


def fair(country: Country, wishes: Mapping[int, Sequence[str]], **columns: Any) -> Fair:
    """`wishes`: applicant → names of Fair's places, best first; all passed the pre-screening."""
    settings = {"method": "matching", "preferences": 3, "several_specialties": True, **columns}
    made = batch(country, **settings)
    (part,) = parts(country, made, ONE_PART)
    here, other = places(country, made, {"0100": 1, "0700": 1})
    (door,) = places(country, made, {"0100": 1}, base=country.next_door)
    found = Fair(country, made, part, here, other, door)
    for index, names in wishes.items():
        person, actor = applicant(600 + index)
        found.applications.append(submitted(made, [getattr(found, name) for name in names], person=person))
        found.actors.append(actor)
    for unit in (country.hospital, country.next_door):
        mine = Preference.objects.filter(batch=made, institution=unit)
        assert not pass_preferences(mine, by=country.actor(unit, Role.BASE_ADMIN)).refused
    at_stage(country, made, windows.ADMISSION)
    return found


WISHES = {0: ["here", "door"], 1: ["here", "other"], 2: ["door", "here"], 3: ["here", "door", "other"], 4: ["other"]}


def refusal(outcome: Any) -> str:
    assert not outcome.done
    (why,) = outcome.refused.values()
    return str(why)
