"""招生计划: places applied for by bases, granted by the province (REC-02)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.review.revisions import revise

from ..models import Place, Plan, Preference
from ..queries.planning import Lines
from ..queries.plans import line_name
from ..queries.timing import Timings
from ..rules import plans as rules
from ..windows import PLANNING

Row = Mapping[str, Any]
NOT_HIS = "当前身份不能申报招生计划，请由培训基地的教学部办理。"


@action("recruitment.places_saved", "申报招生计划")
def save_places(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """What the actor's own base applies for; keys are indexes of `rows`, `records` those of places.

    A row gives `batch` (key), `specialty` (code), `site` (key of an affiliate, or None) and `asked` (persons). A line
    for which nothing is asked goes, unless it was approved or chosen before. Raises Refused.
    """
    if not by.may(rules.PLAN):
        raise Refused(NOT_HIS)
    desk, outcome = _Desk(rows, by), Outcome()
    for index, row in enumerate(rows):
        if refused := desk.refusal(row):
            outcome.refused[index] = refused[1]
        elif desk.take(index, row):
            outcome.done.append(index)
        else:
            outcome.unchanged.append(index)
    desk.write()
    outcome.records = {index: place.pk for index, place in desk.places.items() if place.pk}
    return outcome


@action("recruitment.places_imported", "招生计划导入")
def import_places(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The sheet: as `save_places`, batch and site named in words. Keys are indexes of `rows`."""
    lines = Lines(rows, by)
    read = [lines.read(row) for row in rows]
    known = [index for index, (_, refused) in enumerate(read) if refused is None]
    saved = save_places([read[index][0] for index in known], by=by)
    outcome = Outcome(refused={index: refused[1] for index, (_, refused) in enumerate(read) if refused})
    outcome.refused |= {known[position]: why for position, why in saved.refused.items()}
    outcome.done = [known[position] for position in saved.done]
    outcome.unchanged = [known[position] for position in saved.unchanged]
    outcome.records = {known[position]: key for position, key in saved.records.items()}
    return outcome


class _Desk(Lines):
    """The plans of one base, locked, while some of their lines are written."""

    def __init__(self, rows: Sequence[Row], by: Actor) -> None:
        super().__init__(rows, by)
        self.places: dict[int, Place] = {}
        self.touched: set[int] = set()

    def load(self) -> None:
        """Plans are made where there are none, and locked with their lines before these are read."""
        fresh = [Plan(batch=each, institution=self.base, province=each.province) for each in self.batches.values()]
        Plan._base_manager.bulk_create(fresh, ignore_conflicts=True)
        plans = Plan._base_manager.filter(batch__in=self.batches, institution=self.base)
        locked = [plan.pk for plan in plans.select_for_update(of=("self",)).order_by("pk")]
        list(Place._base_manager.filter(plan__in=locked).select_for_update(of=("self",)).order_by("pk"))
        super().load()

    def take(self, index: int, row: Row) -> bool:
        """Note the number. Is it another one?"""
        place = self.found(row)
        if place is None and not row["asked"]:
            return False
        if place is None:
            place = self._new(row)
            self.standing[place.batch_id, place.specialty_id, place.site_id] = place
        elif place.asked == row["asked"]:
            self.places[index] = place
            return False
        else:
            place.asked, place.granted = row["asked"], None
        self.places[index] = place
        self.touched.add(place.batch_id)
        return True

    def _new(self, row: Row) -> Place:
        plan = self.plans[row["batch"]]
        return Place(
            plan=plan,
            batch_id=plan.batch_id,
            institution=self.base,
            province_id=plan.province_id,
            specialty=self.specialties[row["specialty"]],
            specialty_base=self.offering.programmes[self.base.pk][row["specialty"]],
            site_id=row.get("site"),
            asked=row["asked"],
        )

    def write(self) -> None:
        """Lines and the plans' revisions; plans that were made for nothing go again."""
        places = {id(place): place for place in self.places.values()}.values()
        fresh = [place for place in places if place.pk is None]
        rewrite([place for place in places if place.pk], ("asked", "granted"))
        Place._base_manager.bulk_create(fresh)
        plans = [self.plans[batch].pk for batch in self.touched]
        revise(Plan._base_manager.filter(pk__in=plans))
        chosen = Preference._base_manager.filter(place__plan__in=plans).values("place")
        unused = Place._base_manager.filter(plan__in=plans, asked=0, approved=0).exclude(pk__in=chosen)
        unused.delete()
        mine = Plan._base_manager.filter(pk__in=[plan.pk for plan in self.plans.values()])
        mine.filter(case=None, places=None).delete()


@action("recruitment.plan_notes_saved", "填写招生计划说明")
def save_plan_notes(plans: "QuerySet[Plan]", note: str, *, by: Actor) -> Outcome:
    """A word to the province beside the numbers. Keys are those of plans."""
    found = claim(plans, by, rules.PLAN, "case", "batch")
    timings = Timings({plan.batch for plan in found}, [PLANNING])
    outcome = Outcome.judged(
        (plan.pk, timings.why_closed(plan.batch, PLANNING, plan.institution_id) or rules.may_plan(plan))
        for plan in found
    )
    changed = Plan._base_manager.filter(pk__in=outcome.done).exclude(note=note.strip())
    keys = list(changed.values_list("pk", flat=True))
    Plan._base_manager.filter(pk__in=keys).update(note=note.strip())
    revise(Plan._base_manager.filter(pk__in=keys))
    return outcome


@action("recruitment.places_granted", "核定招生计划人数")
def grant_places(places: "QuerySet[Place]", numbers: Mapping[int, int | None], *, by: Actor) -> Outcome:
    """Other numbers than were applied for, before the province approves. Keys are those of places.

    `numbers`: place's key → persons, None: as applied for. They come into force with the approval of the plan.
    """
    asked = Place._base_manager.filter(pk__in=places.order_by().values("pk"))
    plans = Plan._base_manager.filter(places__in=asked)
    claim(plans, by, rules.REVIEW_PLANS)
    found = claim(places, by, rules.REVIEW_PLANS, "plan__case", "specialty", "site", "institution")
    outcome = Outcome()
    outcome.labels = {place.pk: f"{place.institution.name} {line_name(place)}" for place in found}
    changed = []
    for place in found:
        number = numbers.get(place.pk)
        number = None if number == place.asked else number
        if why := rules.may_grant(place, number):
            outcome.refused[place.pk] = why
        elif number == place.granted:
            outcome.unchanged.append(place.pk)
        else:
            place.granted = number
            changed.append(place)
            outcome.done.append(place.pk)
    rewrite(changed, ("granted",))
    return outcome
