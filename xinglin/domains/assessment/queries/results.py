"""What standings follow from, for many enrolments at once; and whose tests an actor enters (ASM-22, EXM-08)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.actions.sets import listed
from xinglin.engines.secrets.kinds import blind_indexes
from xinglin.engines.sheets.sheet import Resolution

from ..enums import Paper, Progress
from ..models import Enrolment, TestResult, Verdict
from ..rules.results import NOT_YOURS, Parts, why_not_row
from ..rules.reviewing import ENTER_TESTS
from .cycles import rules_of_provinces

Standing = Mapping[tuple[int, str], TestResult]


def parts_of(enrolments: Sequence[Enrolment]) -> dict[int, Parts]:
    """Enrolment → all that its standing follows from; three statements. `case` comes with the enrolments."""
    keys = listed([each.pk for each in enrolments], "bigint")
    verdicts: dict[int, dict[str, bool]] = defaultdict(dict)
    for key, aspect, is_passed in Verdict._base_manager.filter(enrolment__in=keys).values_list(
        "enrolment_id", "aspect", "is_passed"
    ):
        verdicts[key][aspect] = is_passed
    tests = tests_of(enrolments)
    figures = rules_of_provinces(each.province_id for each in enrolments)
    return {
        each.pk: Parts(
            state=each.case.state if each.case else None,
            step=each.case.step if each.case else "",
            procedure=each.procedure,
            verdicts=verdicts[each.pk],
            tests={place: row.state for place, row in tests.get(each.pk, {}).items()},
            resits=figures[each.province_id].resits,
        )
        for each in enrolments
    }


def tests_of(enrolments: Iterable[Enrolment]) -> dict[int, dict[tuple[int, str], TestResult]]:
    """Enrolment → (sitting, paper) → what stands. One statement."""
    found: dict[int, dict[tuple[int, str], TestResult]] = defaultdict(dict)
    keys = listed([each.pk for each in enrolments], "bigint")
    for row in TestResult._base_manager.filter(enrolment__in=keys).order_by("pk"):
        found[row.enrolment_id][row.sitting, row.paper] = row
    return found


def tested_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """Whose tests the actor may enter: the authority's in its area, an agency's own; not in closed cycles."""
    rows = visible(Enrolment, actor, ENTER_TESTS).filter(cycle__closed_at=None)
    return rows.select_related("physician__person", "case", "cycle")


def tested_by_number(actor: Actor, numbers: Sequence[str]) -> dict[str, Enrolment]:
    """Document number → the enrolment whose test it must be: the one that waits for it, else the newest."""
    indexes = dict(zip(blind_indexes(list(numbers), "document"), numbers, strict=True))
    people: Any = listed(indexes, "bytea")
    rows = tested_visible_to(actor).filter(physician__person__document_index__in=people).order_by("pk")
    found: dict[str, Enrolment] = {}
    for waits in (False, True):
        for row in rows:
            if not waits or row.progress in (Progress.TEST, Progress.RESIT):
                found[indexes[bytes(row.physician.person.document_index)]] = row
    return found


def resolve_tests(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Resolution:
    """Who these are, and what stands of the same sitting; five statements."""
    known = tested_by_number(by, [row["document_number"] for row in rows])
    tests, resolution = tests_of(known.values()), Resolution()
    for index, row in enumerate(rows):
        enrolment = known.get(row["document_number"])
        if enrolment is None:
            resolution.refused[index] = ("document_number", NOT_YOURS)
        elif row["name"] != str(enrolment):
            resolution.refused[index] = ("name", "与该证件号码的医师姓名不一致，请核对，以免成绩错位。")
        elif why := why_not_row(row):
            resolution.refused[index] = why
        elif standing := _standing(row, tests.get(enrolment.pk, {})):
            resolution.existing[index] = standing
    return resolution


def _standing(row: Mapping[str, Any], tests: Standing) -> dict[str, Any]:
    """The cells of this sitting as they stand."""
    found: dict[str, Any] = {}
    for paper in Paper:
        if test := tests.get((int(row["sitting"]), paper)):
            score = None if test.score is None else Decimal(test.score) / 100
            found |= {paper.value: test.state, f"{paper}_score": score}
            found["taken_on"] = localdate(test.taken_at) if test.taken_at else None
    return found | ({"sitting": row["sitting"]} if found else {})
