"""Beijing's batches that admit by matching: of one the results are out, with their reasons; the other has applicants
with scores, a couple, a dry run, a what-if, and a sealed run.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from xinglin.demo.recruitment.applying import done, drafted, registered
from xinglin.demo.recruitment.setup import SCREENING, Recruitment
from xinglin.domains.people.public import Person
from xinglin.domains.recruitment import public as recruitment
from xinglin.domains.recruitment.public import Application, Batch, Couple, NewRun, Offer, Place, Preference, Run
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.remembering import remembering
from xinglin.kit.calendar import start_of, today

KEY, FIRST_SERIAL, PEOPLE = "bj-matching", 760_000, 48
MATCHED, MATCHED_SERIAL, MATCHED_PEOPLE = "bj-matched", 765_000, 12
EARLIER = timedelta(days=3)  # results were released so long ago: longer than the batch's hours
SPECIALTIES = ("0100", "0100", "0100", "0400")  # most want the first, of which there are too few places
WISHES = 3
COUPLE = (0, 4)  # both of 内科


@remembering()  # no window moves meanwhile
def apply_for_matching(made: Recruitment) -> None:
    """People who apply, are screened and examined; while all windows are open."""
    _apply(made, KEY, registered(FIRST_SERIAL, PEOPLE), COUPLE)


def match_first_round(made: Recruitment) -> None:
    """The whole way: sealed once the screening is over, run, its results out for some days."""
    _apply(made, MATCHED, registered(MATCHED_SERIAL, MATCHED_PEOPLE))
    by, batch = _organiser(made), made.batches[MATCHED]
    rows = Batch.objects.filter(pk=batch.pk)
    over, now = (start_of(today() - timedelta(2)), start_of(today())), (start_of(today()), start_of(today() + EARLIER))
    dates = {kind.key: over if place <= SCREENING else now for place, kind in enumerate(recruitment.STAGES)}
    done(recruitment.save_batches([{"pk": batch.pk, "windows": dates}], by=by))
    run = done(recruitment.seal_runs(rows, new=NewRun(is_dry=False), by=by)).records[batch.pk]
    runs = Run._base_manager.filter(pk=run)
    done(recruitment.start_runs(runs, by=by))
    recruitment.run_later(run_id=run)
    done(recruitment.apply_runs(runs, by=by))
    done(recruitment.release_runs(runs, by=by))
    Offer._base_manager.filter(batch=batch).update(released_at=timezone.now() - EARLIER)


def _apply(made: Recruitment, key: str, actors: Sequence[Actor], couple: tuple[int, int] | None = None) -> None:
    batch = made.batches[key]
    drafts = _drafted(batch, actors, _offered(batch))
    if couple:
        _join([drafts[each] for each in couple], [actors[each] for each in couple])
    system, rows = system_actor("示例数据"), Application._base_manager.filter(batch=batch)
    done(recruitment.submit_applications(rows, by=system))
    for unit in made.taking_part[key]:
        mine = Preference._base_manager.filter(batch=batch, institution=unit)
        done(recruitment.pass_preferences(mine, by=made.bases[unit.pk]))
    done(recruitment.save_scores(_scores(batch), about=batch.pk, by=_organiser(made)))


def run_matching(made: Recruitment) -> None:
    """A dry run, one with more places, and the inputs of the real run sealed; once the windows are the true ones."""
    by, rows = _organiser(made), Batch.objects.filter(pk=made.batches[KEY].pk)
    place = Place._base_manager.filter(batch__in=rows, specialty__code="0100").order_by("pk")[0]
    more = {place.pk: place.approved + 5}
    for new in (
        NewRun(note="按核定计划"),
        NewRun(note=f"{place.institution.name}内科扩招 5 人", quotas=more),
        NewRun(is_dry=False, shows_last=True),
    ):
        done(recruitment.seal_runs(rows, new=new, by=by))
    assert Run._base_manager.filter(batch__in=rows).count() == 3  # noqa: S101 -- a fault of the demonstration itself


def _organiser(made: Recruitment) -> Actor:
    return made.administrators[made.batches[KEY].owner_id]


def _offered(batch: Batch) -> dict[str, list[int]]:
    """Specialty → its places at the bases that everybody likes."""
    found: dict[str, list[int]] = {}
    rows = Place._base_manager.filter(batch=batch, approved__gt=0).order_by("institution")
    for key, code in rows.values_list("pk", "specialty__code"):
        found.setdefault(code, []).append(key)
    return {code: keys[: WISHES + 1] for code, keys in found.items()}


def _drafted(batch: Batch, actors: Sequence[Actor], offered: Mapping[str, Sequence[int]]) -> list[int]:
    """A draft of each with all steps done, each beginning with another base."""
    return drafted(batch, actors, [_chosen(number, offered) for number in range(len(actors))])


def _chosen(number: int, offered: Mapping[str, Sequence[int]]) -> list[int]:
    places = offered[SPECIALTIES[number % len(SPECIALTIES)]]
    first = number % len(places) if number % 3 else 0
    return [*places[first:], *places[:first]][:WISHES]


def _join(drafts: Sequence[int], actors: Sequence[Actor]) -> None:
    """Two who want the same base, or neighbouring ones."""
    one, other = drafts
    person = Person._base_manager.get(applications=other)
    mine = Application._base_manager.filter(pk=one)
    facts = {"name": person.name, "document_number": person.document_number}
    done(recruitment.ask_partner(mine, **facts, by=actors[0]))
    couples = Couple.objects.filter(first=one, second=other)
    done(recruitment.accept_invitations(couples, by=actors[1]))
    wishes = Preference._base_manager.order_by("rank")
    first, second = (list(wishes.filter(application=each).values_list("place", flat=True)) for each in (one, other))
    shared = [place for place in first if place in second]
    pairs = [*((place, place) for place in shared), (first[0], second[0]), (first[0], None)]
    done(recruitment.save_pairs(couples, list(dict.fromkeys(pairs)), by=actors[0]))
    last = couples.get().preferences.order_by("pk").last()
    assert last  # noqa: S101 -- a fault of the demonstration itself
    done(recruitment.agree_pairs(couples, seen=last.pk, by=actors[1]))


def _scores(batch: Batch) -> list[dict[str, Any]]:
    """Out of order, some alike, two below the pass mark."""
    parts = list(batch.score_parts.all())
    numbers = Application._base_manager.filter(batch=batch).order_by("number").values_list("number", flat=True)
    return [
        {"number": number, **{f"part_{part.pk}": _points(n, turn) for turn, part in enumerate(parts)}}
        for n, number in enumerate(numbers)
    ]


def _points(number: int, turn: int) -> float:
    return 56.5 if number in (7, 19) and not turn else 64.5 + (number * 37 + turn * 11) % 61 / 2
