"""A resident rates the teaching of a rotation; nothing that is kept tells which answer is his (FAC-09)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action

from .. import rules
from ..models import Ballot, Box, Given
from ..queries.asking import given_among, may_rate, own_stays, place_of, questionnaires_for, rules_of
from ..queries.ballots import opened, sealed
from ..rules.counting import Answer

Row = Mapping[str, Any]


@action("ratings.answers_given", "提交带教评价")
def give_answers(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Answers to rotations of one's own: {"stay", "scores", "words"}. Keys are indexes of `rows`.

    The log is told how many were given and no rotation; neither table has a history. Whoever wrote last has written
    his whole box anew with new keys in their order, so that neither transaction nor place in the table tells his own.
    """
    stays = {stay.pk: stay for stay in own_stays(by).filter(pk__in=[row["stay"] for row in rows])}
    ruled = rules_of(stays.values())
    asked = questionnaires_for(place_of(stay) for stay in stays.values())
    outcome, fit = Outcome(), {}
    for index, row in enumerate(rows):
        stay = stays.get(row["stay"])
        if stay is None:
            outcome.refused[index] = rules.UNKNOWN
            continue
        institution, _, year = place_of(stay)
        items = asked[institution, year].items
        if why := may_rate(stay, ruled) or rules.why_not_answer(row["scores"], row["words"], items):
            outcome.refused[index] = why
        else:
            fit[index] = stay
    boxes = _locked(fit.values())
    given = given_among(fit.values())
    added: dict[int, list[Answer]] = defaultdict(list)
    for index, stay in fit.items():
        box = boxes[_place(stay)]
        if refused := rules.may_put(box, stay.pk in given):
            outcome.refused[index] = refused
            continue
        given.add(stay.pk)
        added[box.pk].append(_answer(stay, rows[index]))
        outcome.done.append(index)
    Given._base_manager.bulk_create(Given(stay=fit[index]) for index in outcome.done)
    _put({box.pk: box for box in boxes.values()}, added)
    return outcome


def _place(stay: Any) -> tuple[int, int]:
    return stay.stint.department_id, stay.left_on.year


def _answer(stay: Any, row: Row) -> Answer:
    return Answer(stay.stint.teaching.supervisor_id, tuple(row["scores"]), row["words"].strip())


def _locked(stays: Iterable[Any]) -> dict[tuple[int, int], Box]:
    """The boxes of these rotations, locked in key order: (department, year) → box."""
    wanted = {_place(stay): stay.stint.department for stay in stays}
    Box._base_manager.bulk_create(
        [
            Box(department=unit, institution_id=unit.institution_id, province_id=unit.province_id, year=year)
            for (_, year), unit in sorted(wanted.items(), key=lambda pair: pair[0])
        ],
        ignore_conflicts=True,
    )
    rows = Box._base_manager.filter(department__in={unit for unit, _ in wanted}, year__in={year for _, year in wanted})
    return {(box.department_id, box.year): box for box in rows.select_for_update().order_by("pk")}


def _put(boxes: Mapping[int, Box], added: Mapping[int, Sequence[Answer]]) -> None:
    """Empty the boxes and fill them again, with what is added, by the order of new random keys."""
    standing = Ballot.objects.filter(box__in=added)
    said: dict[int, list[Answer]] = {key: list(answers) for key, answers in added.items()}
    for ballot in standing:
        said[ballot.box_id] += opened([ballot])
    standing.delete()
    fresh = [sealed(boxes[key], answer) for key, answers in said.items() for answer in answers]
    Ballot.objects.bulk_create(sorted(fresh, key=lambda ballot: ballot.key))
