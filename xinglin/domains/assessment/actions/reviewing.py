"""Institution and agency judge and pass on, singly and in bulk (ASM-31 to ASM-35)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.sets import listed
from xinglin.engines.review import actions as review
from xinglin.engines.review.chain import chain_of
from xinglin.engines.review.rules import may_decide

from ..models import Enrolment, Opinion, Verdict
from ..queries import reviewing as q
from ..queries.enrolling import JOINED, dossiers_of, unreviewable
from ..rules import reviewing as rules
from ..rules.enrolling import REVIEW, SECOND_REVIEW

Given = Mapping[int, rules.Given]
MOVED_ON = "该记录已由他人办理，请刷新后再试。"


@action("assessment.passed_on", "评定并提交")
def pass_on(
    enrolments: "QuerySet[Enrolment]",
    verdicts: Given,
    *,
    by: Actor,
    comment: str = "",
    expected: Mapping[int, int] | None = None,
) -> Outcome:
    """Give the verdicts that the level asks for, and pass on: the institution to the agency, the agency for good.

    `verdicts`: enrolment → aspect → (合格, reason). `expected` as in `review.approve`.
    """
    rows, reasons = _claimed(enrolments, by, expected)
    for row in rows:
        if row.pk not in reasons:
            asked = rules.asked_of(row)
            if why := rules.why_not_verdicts(asked, verdicts.get(row.pk, {})):
                reasons[row.pk] = why
    return _pass(rows, reasons, verdicts, comment, by)


@action("assessment.passed_on_in_bulk", "批量评定合格并提交")
def pass_all(enrolments: "QuerySet[Enrolment]", *, by: Actor) -> Outcome:
    """Everything that the level asks for is 合格, and all are passed on but those that want a look of their own."""
    rows, reasons = _claimed(enrolments, by, None)
    adverse, back = q.adverse_numbers(rows), q.sent_back(rows)
    verdicts = q.verdicts_of(rows)
    for row in rows:
        given = {aspect: each.is_passed for aspect, each in verdicts.get(row.pk, {}).items()}
        why = rules.may_pass_in_bulk(row, given, adverse=adverse.get(row.pk, 0), is_sent_back=row.pk in back)
        if why:
            reasons.setdefault(row.pk, why)
    passed: Given = {row.pk: dict.fromkeys(rules.asked_of(row), (True, "")) for row in rows if row.pk not in reasons}
    return _pass(rows, reasons, passed, "", by)


def _claimed(
    enrolments: "QuerySet[Enrolment]", by: Actor, expected: Mapping[int, int] | None
) -> tuple[list[Enrolment], dict[int, str]]:
    """Locked; with why some cannot be decided on now, whatever is said of them."""
    rows = claim(enrolments, by, REVIEW if by.may(REVIEW) else SECOND_REVIEW, *JOINED)
    reasons = may_decide(chain_of(Enrolment), rows, by, expected=expected)
    left = [row for row in rows if row.pk not in reasons]
    reasons |= unreviewable(left, by=by)
    dossiers = dossiers_of(row for row in left if row.pk not in reasons)
    for key, dossier in dossiers.items():
        if why := q.why_not_open(dossier):
            reasons[key] = why
    return rows, reasons


def _pass(rows: Sequence[Enrolment], reasons: Mapping[int, str], verdicts: Given, comment: str, by: Actor) -> Outcome:
    """Write the verdicts and let the engine pass on; what it still refuses must not be left half done."""
    fit = [row for row in rows if row.pk not in reasons]
    now = timezone.now()
    Verdict._base_manager.bulk_create(
        [
            Verdict(
                enrolment=row,
                aspect=aspect,
                is_passed=verdicts[row.pk][aspect][0],
                reason="" if verdicts[row.pk][aspect][0] else verdicts[row.pk][aspect][1].strip(),
                given_at=now,
                given_by=by.name,
            )
            for row in fit
            for aspect in rules.asked_of(row)
        ],
        update_conflicts=True,
        unique_fields=["enrolment", "aspect"],
        update_fields=["is_passed", "reason", "given_at", "given_by"],
        batch_size=5_000,
    )
    chosen = Enrolment._base_manager.filter(pk__in=listed([row.pk for row in fit], "bigint"))
    passed = review.approve(chosen, by=by, comment=comment)
    if len(passed.done) != len(fit):
        raise Refused(next(iter(passed.refused.values()), MOVED_ON))
    outcome = Outcome.judged((row.pk, reasons.get(row.pk)) for row in rows)
    outcome.labels = {row.pk: str(row) for row in rows if row.pk in reasons}
    return outcome


@action("assessment.opinion_added", "登记多执业机构其它意见")
def add_opinions(
    enrolments: "QuerySet[Enrolment]", *, institution_name: str, text: str, given_on: date, by: Actor
) -> Outcome:
    """«新增意见»: what another institution says of physicians who practise there too (ASM-34)."""
    found = claim(enrolments, by, REVIEW, "cycle", "physician__person")
    outcome = Outcome.judged((row.pk, rules.may_add_opinion(row, institution_name, text)) for row in found)
    outcome.labels = {row.pk: str(row) for row in found}
    Opinion._base_manager.bulk_create(_opinions(outcome.done, institution_name, text, given_on, by))
    return outcome


def _opinions(keys: Iterable[int], name: str, text: str, given_on: date, by: Actor) -> list[Opinion]:
    said = {"institution_name": name.strip(), "text": text.strip(), "given_on": given_on, "recorded_by": by.name}
    return [Opinion(enrolment_id=key, **said) for key in keys]
