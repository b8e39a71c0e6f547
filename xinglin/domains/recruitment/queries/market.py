"""The market of a batch: everything that its admission by a rule depends on, as it will be published (REC-50)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from xinglin.engines.actions.sets import listed

from ..enums import Answer, ApplicationState, Method
from ..models import Application, Batch, Couple, JointPreference, Offer, Place, Preference, Reserve, Score
from ..rules import running as rules
from ..rules.admitting import place_title
from .places import STANDING, with_taken

Json = dict[str, Any]
SCORE = re.compile(r"[\d.]+ 分，(?=低于)")  # what differs from one to the other of those below a pass mark
OWN = None  # the province's own scores, which count everywhere


def inputs_of(batch: Batch, *, sealed_at: str, lottery: str = "", quotas: Mapping[int, int] | None = None) -> Json:
    """The inputs as `kit.matching.published` describes them; twelve statements, whatever the size of the batch.

    Whoever holds a place or accepted another recruitment of the year takes no part, and no place that is taken.
    """
    people = _people(batch)
    return {
        "batch": {
            "province": batch.province.name,
            "owner": batch.owner.name,
            "intake_year": batch.intake_year,
            "number": batch.number,
            "name": batch.name,
        },
        "method": batch.method,
        "sealed_at": sealed_at,
        "lottery": lottery,
        "parts": [{"title": part.title, "weight": part.weight} for part in batch.score_parts.all()],
        "places": _places(batch, quotas or {}),
        "applicants": _applicants(batch, people),
        "couples": _couples(batch, people) if batch.method == Method.MATCHING else [],
    }


def _people(batch: Batch) -> dict[int, tuple[str, str]]:
    """Application → (学员编号, 人员类型) of all who take part, in the order of their numbers."""
    submitted = Application._base_manager.filter(batch=batch, state=ApplicationState.SUBMITTED)
    rows = submitted.exclude(offers__in=Offer._base_manager.filter(STANDING, batch=batch)).order_by("number")
    if not batch.is_trial:
        accepted = Offer._base_manager.filter(
            intake_year=batch.intake_year, answer=Answer.ACCEPTED, cancelled_at=None, is_trial=False
        )
        rows = rows.exclude(person__in=accepted.values("person"))
    return {pk: (number or "", category) for pk, number, category in rows.values_list("pk", "number", "category")}


def _places(batch: Batch, quotas: Mapping[int, int]) -> list[Json]:
    held = Offer._base_manager.filter(STANDING, batch=batch).values_list("place", "application__category")
    taken = Counter(held)
    reserves: dict[int, dict[str, int]] = defaultdict(dict)
    for place, category, number in Reserve.objects.filter(place__batch=batch).values_list(
        "place", "category", "number"
    ):
        reserves[place][category] = max(0, number - taken[place, category])
    rows = Place._base_manager.filter(batch=batch).select_related("institution", "specialty", "site").order_by("pk")
    return [_place(row, quotas.get(row.pk, row.approved), reserves[row.pk]) for row in with_taken(rows)]


def _place(row: Any, approved: int, reserves: Mapping[str, int]) -> Json:
    quota = max(0, approved - row.held)
    kept, left = {}, quota
    for category in sorted(reserves):
        kept[category] = min(reserves[category], left)
        left -= kept[category]
    name = f"{row.institution.name} {place_title(row)}"
    return {"key": row.pk, "name": name, "quota": quota, "reserves": {key: n for key, n in kept.items() if n}}


def _applicants(batch: Batch, people: Mapping[int, tuple[str, str]]) -> list[Json]:
    parts, marks = list(batch.score_parts.all()), _marks(batch)
    wishes: dict[int, list[Json]] = defaultdict(list)
    columns = ("application_id", "place_id", "institution_id", "screening", "base_rank")
    rows = Preference._base_manager.filter(batch=batch, application__state=ApplicationState.SUBMITTED)
    rows = rows.order_by("application", "rank")
    judged: dict[tuple[int, int | None, bool], tuple[str, str, list[str]]] = {}
    for application, place, institution, screening, by_hand in rows.values_list(*columns).iterator(10_000):
        if application not in people:
            continue
        own, hand = marks.get(application, {}), by_hand if batch.method == Method.MATCHING else None
        key = (application, institution if institution in own else None, hand is None)
        if key not in judged:
            counted, bar = _counted(own, institution, batch.method)
            bar = bar or rules.why_not_ranked(parts, counted, is_by_hand=hand is not None)
            judged[key] = (bar, *rules.total(parts, counted))
        bar, score, points = judged[key]
        bar = rules.why_not_screened(screening) or bar
        wishes[application].append({"place": place, "bar": bar, "hand": hand, "score": score, "parts": points})
    return [
        {"number": number, "category": category, "preferences": wishes[application]}
        for application, (number, category) in people.items()
    ]


def _marks(batch: Batch) -> dict[int, dict[int | None, dict[int, Any]]]:
    """Application → who examined → part → (points, passed)."""
    found: dict[int, dict[int | None, dict[int, Any]]] = defaultdict(lambda: defaultdict(dict))
    columns = ("application_id", "institution_id", "part_id", "points", "passed")
    for application, institution, part, points, passed in Score._base_manager.filter(
        part__batch=batch, application__batch=batch
    ).values_list(*columns):
        found[application][institution][part] = (points, passed)
    return found


def _counted(marks: Mapping[int | None, rules.Marks], institution: int, method: str) -> tuple[rules.Marks, str]:
    """The marks that count at a base, and why none can.

    Each base goes by its own examination, and by the province's where it has none. 平行志愿 has one score for all: the
    province's, or that of the only base that examined.
    """
    if method == Method.MATCHING:
        return {**marks.get(OWN, {}), **marks.get(institution, {})}, ""
    if OWN in marks:
        return marks[OWN], ""
    if len(marks) > 1:
        return {}, "在多个基地有成绩，没有全省统一的成绩"
    return next(iter(marks.values()), {}), ""


def _couples(batch: Batch, people: Mapping[int, tuple[str, str]]) -> list[Json]:
    """Of those who both agreed and both take part."""
    agreed = Couple.objects.filter(batch=batch, agreed_at__isnull=False, first__in=listed(people, "bigint"))
    agreed = agreed.filter(second__in=listed(people, "bigint")).order_by("first__number")
    pairs: dict[int, list[list[int | None]]] = defaultdict(list)
    for row in JointPreference.objects.filter(couple__in=agreed.values("pk")).order_by("couple", "rank"):
        pairs[row.couple_id].append([row.first_place_id, row.second_place_id])
    return [
        {"first": people[each.first_id][0], "second": people[each.second_id][0], "preferences": pairs[each.pk]}
        for each in agreed
        if pairs[each.pk]
    ]


def applications_by_number(batch_id: int, numbers: Iterable[str]) -> dict[str, int]:
    """学员编号 → application; one statement."""
    rows = Application._base_manager.filter(batch=batch_id, number__in=listed(numbers, "text"))
    return {number or "": pk for number, pk in rows.values_list("number", "pk")}


def census(inputs: Mapping[str, Any]) -> Json:
    """What the inputs amount to: for the page before the run, and for its summary."""
    people = inputs["applicants"]
    bars = [wish["bar"] for person in people for wish in person["preferences"] if wish["bar"]]
    barred = Counter(SCORE.sub("", bar) for bar in bars)
    return {
        "places": sum(1 for place in inputs["places"] if place["quota"]),
        "quota": sum(place["quota"] for place in inputs["places"]),
        "reserved": sum(sum(place["reserves"].values()) for place in inputs["places"]),
        "applicants": len(people),
        "preferences": sum(len(person["preferences"]) for person in people),
        "without": sum(1 for person in people if all(wish["bar"] for wish in person["preferences"])),
        "couples": len(inputs["couples"]),
        "barred": barred.most_common(6),
    }
