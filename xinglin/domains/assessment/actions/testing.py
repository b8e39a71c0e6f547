"""What became of tests: by sheet, and from the online test; and taking an import back (EXM-08, PLT-46)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.history.effects import effects
from xinglin.engines.sheets.sheet import Deed
from xinglin.engines.windows.queries import Opening, Openings
from xinglin.kit.calendar import start_of

from .. import windows
from ..enums import Paper, TestState
from ..models import Enrolment, TestResult
from ..queries.cycles import rules_of_provinces
from ..queries.results import tested_by_number, tests_of
from ..rules import results as rules
from ..rules.results import NOT_YOURS, Sitting
from ..rules.reviewing import ENTER_TESTS
from .standing import settle

Standing = dict[tuple[int, str], TestResult]
TWICE = "同一医师同一次测评在这一批中出现多次，只取第一行，请删去本行。"


@action("assessment.tests_recorded", "录入测评成绩")
def record_tests(sittings: Sequence[Sitting], *, by: Actor) -> Outcome:
    """Keep what became of papers, and what follows from it. Keys are indexes; `records`: index → enrolment.

    The door by which sheets and the online test come in. A sitting is taken with all its papers or not at all.
    """
    asked = Enrolment._base_manager.filter(pk__in={each.enrolment for each in sittings})
    found = {each.pk: each for each in claim(asked, by, ENTER_TESTS, "cycle", "case", "physician__person")}
    tests, figures = tests_of(found.values()), rules_of_provinces(each.province_id for each in found.values())
    openings = Openings([windows.TEST, windows.RESIT], {each.cycle.year for each in found.values()})
    outcome, written, seen = Outcome(), [], set[tuple[int, int]]()
    for index, sitting in enumerate(sittings):
        enrolment = found.get(sitting.enrolment)
        if enrolment is None:
            outcome.refused[index] = NOT_YOURS
            continue
        outcome.labels[index], standing = str(enrolment), tests.setdefault(enrolment.pk, {})
        states = {place: row.state for place, row in standing.items()}
        why = rules.may_enter(enrolment, _opening(openings, enrolment, sitting)) or rules.why_not_sitting(
            sitting, states, figures[enrolment.province_id].resits
        )
        if why or (enrolment.pk, sitting.number) in seen:
            outcome.refused[index] = why or TWICE
            continue
        seen.add((enrolment.pk, sitting.number))
        changed = _taken(sitting, standing)
        written += changed
        (outcome.done if changed else outcome.unchanged).append(index)
        outcome.records[index] = enrolment.pk
    TestResult._base_manager.bulk_create([row for row in written if not row.pk], batch_size=5_000)
    rewrite([row for row in written if row.pk], ["state", "score", "taken_at"])
    settle({row.enrolment_id for row in written}, by=by)
    return outcome


def _opening(openings: Openings, row: Enrolment, sitting: Sitting) -> Opening | None:
    kind = windows.TEST if sitting.number == 1 else windows.RESIT
    place = {"institution_id": row.institution_id, "province_id": row.province_id}
    return None if row.early_for_id else openings.best(kind, row.cycle.year, **place)


def _taken(sitting: Sitting, standing: Standing) -> list[TestResult]:
    """Put the papers among those that stand; those that are new or changed."""
    changed = []
    for paper, (state, given) in sitting.papers.items():
        place = (sitting.number, paper)
        row = standing.get(place) or TestResult(enrolment_id=sitting.enrolment, sitting=sitting.number, paper=paper)
        taken_at = sitting.taken_at or row.taken_at
        score = None if state == TestState.ABSENT else row.score if given is None else given
        if (row.state, row.score, row.taken_at) != (state, score, taken_at):
            row.state, row.score, row.taken_at = state, score, taken_at
            standing[place] = row
            changed.append(row)
    return changed


@action("assessment.tests_imported", "导入测评成绩")
def import_tests(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Outcome:
    """Rows of the sheet; keys are their indexes, `records` those of enrolments."""
    known = tested_by_number(by, [row["document_number"] for row in rows])
    places, sittings, outcome = [], [], Outcome()
    for index, row in enumerate(rows):
        enrolment = known.get(row["document_number"])
        if enrolment is None:
            outcome.refused[index] = NOT_YOURS
        else:
            places.append(index)
            sittings.append(_sitting_of(row, enrolment.pk))
    recorded = record_tests(sittings, by=by)
    outcome.refused |= {places[key]: why for key, why in recorded.refused.items()}
    outcome.labels = {places[key]: label for key, label in recorded.labels.items()}
    outcome.records = {places[key]: record for key, record in recorded.records.items()}
    outcome.done = [places[key] for key in recorded.done]
    outcome.unchanged = [places[key] for key in recorded.unchanged]
    return outcome


def _sitting_of(row: Mapping[str, Any], enrolment: int) -> Sitting:
    """What a row says; a paper whose 结果 is empty is not of this sitting."""
    papers = {p.value: (row[p.value], _hundredths(row.get(f"{p}_score"))) for p in Paper if row.get(p.value)}
    day = row.get("taken_on")
    taken_at = start_of(day) if day else None
    return Sitting(enrolment=enrolment, number=int(row["sitting"]), papers=papers, taken_at=taken_at)


def _hundredths(score: Decimal | None) -> int | None:
    """As scores are kept."""
    return None if score is None else int(score * 100)


@action("assessment.test_import_undone", "撤销测评成绩导入")
def undo_import(deed: Deed, *, by: Actor) -> Outcome:
    """Tests that a sheet entered go, those that it changed become what they were; keys are those of enrolments."""
    keys = {*deed.created, *deed.changed}
    found = claim(Enrolment._base_manager.filter(pk__in=keys), by, ENTER_TESTS, "cycle", "case", "physician__person")
    mine = {each.pk for each in found}
    touched = TestResult.pgh_event_model._default_manager.filter(  # type: ignore[attr-defined]  # -- made by @tracked
        pgh_context=deed.context, enrolment__in=mine
    )
    owner = dict(touched.values_list("pgh_obj_id", "enrolment_id"))
    story = effects(TestResult, owner, deed.context)
    standing = {row.pk: row for rows in tests_of(found).values() for row in rows.values()}
    changed_since = {owner[key] for key in story.since}
    outcome = Outcome(labels={each.pk: str(each) for each in found})
    for each in found:
        later = {row.sitting for key, row in standing.items() if row.enrolment_id == each.pk and key not in owner}
        earliest = min((standing[k].sitting for k, e in owner.items() if e == each.pk and k in standing), default=0)
        if why := rules.may_undo_tests(each, earliest, later, is_changed=each.pk in changed_since):
            outcome.refused[each.pk] = why
        else:
            outcome.done.append(each.pk)
    _take_back([key for key, enrolment in owner.items() if enrolment in set(outcome.done)], story.before, standing)
    settle(outcome.done, by=by)
    return outcome


def _take_back(keys: Sequence[int], before: Mapping[int, Any], standing: Mapping[int, TestResult]) -> None:
    restored = []
    for key in keys:
        if key in before and key in standing:
            row, old = standing[key], before[key]
            row.state, row.score, row.taken_at = old.state, old.score, old.taken_at
            restored.append(row)
    rewrite(restored, ["state", "score", "taken_at"])
    TestResult._base_manager.filter(pk__in=[key for key in keys if key not in before]).delete()
