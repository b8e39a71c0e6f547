"""A closed year is counted once, its answers are destroyed, the teaching department confirms the verdicts (FAC-09)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.domains.faculty.public import Supervisor, record_verdicts
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.kit import calendar

from .. import rules
from ..models import Ballot, Box, RatingRule, Result
from ..queries.asking import questionnaires_for, rules_for
from ..queries.counting import answers_in, asked_in, given_in, people_in
from ..rules.counting import Answer, publishable, sums, verdict, whole


@action("ratings.boxes_opened", "登记没有评价的科室")
def open_boxes(places: Sequence[tuple[int, int]], *, by: Actor) -> Outcome:
    """Empty boxes of (department, year), so that the list tells of departments in which nobody has answered as well.

    By the system alone. Keys are indexes of `places`.
    """
    units = Unit.objects.in_bulk({department for department, _ in places}) if by.is_system else {}
    fit = [(index, units[key], year) for index, (key, year) in enumerate(places) if key in units]
    Box._base_manager.bulk_create(
        [
            Box(
                department=unit,
                institution_id=unit.institution_id or 0,
                province_id=unit.province_id or 0,
                year=year,
            )
            for _, unit, year in fit
        ],
        ignore_conflicts=True,
    )
    return Outcome(done=[index for index, _, _ in fit])


@action("ratings.answers_counted", "汇总带教评价")
def count_answers(boxes: "QuerySet[Box]", *, by: Actor) -> Outcome:
    """Publish what may be published of closed years, and destroy the answers and who gave them. Keys are boxes."""
    claimed = claim(boxes, by, rules.CONFIRM, "department")
    ruled = rules_for((box.province_id, box.year) for box in claimed)
    outcome = Outcome.judged(
        (box.pk, rules.may_count(box, ruled[box.province_id, box.year], calendar.today())) for box in claimed
    )
    outcome.labels = {box.pk: f"{box.department.name} {box.year} 年度" for box in claimed}
    due = [box for box in claimed if box.pk not in outcome.refused]
    asked = questionnaires_for((box.institution_id, box.province_id, box.year) for box in due)
    answers, people, whom = answers_in(due), people_in(due), asked_in(due)
    results: list[Result] = []
    for box in due:
        place, rule = (box.department_id, box.year), ruled[box.province_id, box.year]
        results += _counted(
            box, answers[box.pk], people.get(place, {}), rule, asked[box.institution_id, box.year].items
        )
        box.asked = max(whom.get(place, 0), box.answered or 0)
    Result._base_manager.bulk_create(results)
    rewrite(due, ["counted_on", "asked", "answered", "mean"])
    given_in(due).delete()
    Ballot.objects.filter(box__in=due).delete()
    return outcome


def _counted(
    box: Box, answers: list[Answer], people: Mapping[int, int], rule: RatingRule, items: Sequence[str]
) -> list[Result]:
    """The box's own figures, and the results of those of its supervisors whom enough people have rated."""
    found = sums(answers)
    shown = publishable(found, people, rule.minimum)
    box.counted_on, box.answered, box.mean = calendar.today(), len(answers), whole(found, shown, rule.minimum)
    return [
        Result(
            box=box,
            supervisor_id=supervisor,
            department_id=box.department_id,
            institution_id=box.institution_id,
            province_id=box.province_id,
            year=box.year,
            items=list(items),
            answers=each.answers,
            points=sum(each.points),
            mean=each.mean(),
            means=each.means(),
            words=each.shuffled(),
            pass_mark=rule.pass_mark,
        )
        for supervisor, each in sorted(shown.items())
    ]


@action("ratings.results_confirmed", "确认带教评价年度结果")
def confirm_results(results: "QuerySet[Result]", *, by: Actor) -> Outcome:
    """Take published results over as 带教质量年度评估, by which FAC-04 judges. Keys are those of the results.

    Who was rated in several departments of the base has one verdict a year, from all that was published of him there.
    """
    claimed = claim(results, by, rules.CONFIRM, "supervisor__person")
    outcome = Outcome.judged((each.pk, rules.may_confirm(each)) for each in claimed)
    outcome.labels = {each.pk: each.supervisor.person.name for each in claimed}
    fit = [each for each in claimed if each.pk not in outcome.refused]
    verdicts = _verdicts(fit)
    supervisors = Supervisor._base_manager.filter(pk__in=verdicts)
    recorded = set(record_verdicts(supervisors, verdicts, by=by).done)
    confirmed = []
    for each in fit:
        if each.supervisor_id in recorded:
            each.confirmed_at, each.confirmed_by = timezone.now(), by.name
            confirmed.append(each)
        else:
            outcome.done.remove(each.pk)
            outcome.refused[each.pk] = "已不在本院师资库中，不能确认年度结果。"
    rewrite(confirmed, ["confirmed_at", "confirmed_by"])
    return outcome


def _verdicts(results: list[Result]) -> dict[int, dict[int, dict[str, Any]]]:
    """Supervisor → year → result and answers, as faculty records them; one statement."""
    wanted = {(each.supervisor_id, each.year) for each in results}
    rows = Result._base_manager.filter(
        supervisor__in={each[0] for each in wanted},
        year__in={each[1] for each in wanted},
        institution__in={each.institution_id for each in results},
    )
    parts: dict[tuple[int, int], list[Result]] = defaultdict(list)
    for row in rows:
        parts[row.supervisor_id, row.year].append(row)
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for supervisor, year in sorted(wanted):
        of_year = parts[supervisor, year]
        told = [(each.points, each.answers, len(each.items)) for each in of_year]
        result = verdict(told, of_year[0].pass_mark)
        found[supervisor][year] = {"result": result, "answers": sum(each.answers for each in of_year)}
    return found
