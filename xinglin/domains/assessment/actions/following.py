"""What follows a published result: re-consideration and the consequences of 不合格 (ASM-36)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Topic

from ..enums import Answer, ConsequenceKind, Duty
from ..models import Consequence, Enrolment, Physician, Reconsideration
from ..queries.overseeing import consequences_of
from ..queries.physicians import lock_physicians
from ..rules import OWN
from ..rules import following as rules
from ..rules.overseeing import OWN_RESULTS
from .overseeing import redo


@action("assessment.reconsideration_asked", "申请复核考核结果")
def ask_reconsideration(enrolments: "QuerySet[Enrolment]", *, grounds: str, by: Actor) -> Outcome:
    """The physician, within 30 days of the publication (PA-08). Raises Refused without grounds."""
    if why := rules.why_not_text(grounds, "复核理由"):
        raise Refused(why)
    found = claim(enrolments, by, OWN, "cycle", "physician__person")
    asked = _asked([each.pk for each in found])
    outcome = Outcome.judged((each.pk, rules.may_ask(each, asked[each.pk])) for each in found)
    copy_in(Reconsideration, ("enrolment_id", "grounds"), [(key, grounds) for key in outcome.done])
    return outcome


def _asked(keys: Sequence[int]) -> dict[int, list[Reconsideration]]:
    found: dict[int, list[Reconsideration]] = {key: [] for key in keys}
    for each in Reconsideration._base_manager.filter(enrolment__in=keys):
        found[each.enrolment_id].append(each)
    return found


@action("assessment.reconsideration_answered", "答复复核申请")
def answer_reconsiderations(
    requests: "QuerySet[Reconsideration]", *, is_granted: bool, answer: str, to: str = "", by: Actor
) -> Outcome:
    """In writing. What is granted is published no more: it goes back to where it is put right (`to`, Redo)."""
    found = claim(requests, by, rules.RECONSIDER, "enrolment__cycle", "enrolment__case", "enrolment__physician__person")
    enrolments = Enrolment._base_manager.filter(pk__in=[each.enrolment_id for each in found]).order_by("pk")
    list(enrolments.select_for_update(of=("self",)))
    outcome = Outcome.judged((each.pk, rules.may_answer(each, is_granted, answer, to)) for each in found)
    outcome.labels = {each.pk: str(each.enrolment) for each in found}
    done = set(outcome.done)
    answered = [each for each in found if each.pk in done]
    state = Answer.GRANTED if is_granted else Answer.DECLINED
    values = {"state": state, "answer": answer, "answered_at": timezone.now(), "answered_by": by.name}
    Reconsideration._base_manager.filter(pk__in=outcome.done).update(**values)
    if is_granted and answered:
        redo([each.enrolment_id for each in answered], to=to, why=f"复核：{answer}", by=by)
    people = [each.enrolment.physician.person.account_id for each in answered]
    words = "同意重新办理，原结果和合格证书不再有效。" if is_granted else "维持原结果。"
    told = [account for account in people if account]
    notify(told, "您的复核申请已答复", words, OWN_RESULTS, by=by, topic=Topic.APPROVED)
    return outcome


@action("assessment.consequences_ordered", "登记考核不合格的处理")
def order_consequences(
    enrolments: "QuerySet[Enrolment]",
    *,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    is_passed: bool | None = None,
    note: str = "",
    by: Actor,
) -> Outcome:
    """暂停执业 3–6 months with training, then a re-assessment, and 注销 where that failed, too (PA-L3)."""
    lock_physicians(visible(Enrolment, by, rules.ORDER).filter(pk__in=enrolments.order_by().values("pk")))
    found = claim(enrolments, by, rules.ORDER, "physician__person")
    keys = [each.pk for each in found]
    standing, asked = consequences_of(keys), _asked(keys)
    given: Mapping[str, Any] = {"kind": kind, "starts_on": starts_on, "ends_on": ends_on, "is_passed": is_passed}
    outcome, rows = Outcome(labels={each.pk: str(each) for each in found}), []
    last = ends_on if kind == ConsequenceKind.SUSPENDED else None
    passed = is_passed if kind == ConsequenceKind.REASSESSED else None
    for each in found:
        waits = any(request.state == Answer.WAITING for request in asked[each.pk])
        if why := rules.why_not_consequence(each, given, standing[each.pk], waits):
            outcome.refused[each.pk] = why
            continue
        outcome.done.append(each.pk)
        rows.append((each.pk, kind, starts_on, last, passed, note, by.name))
    columns = ("enrolment_id", "kind", "starts_on", "ends_on", "is_passed", "note", "ordered_by")
    copy_in(Consequence, columns, rows)
    if kind == ConsequenceKind.DEREGISTERED:
        over = Physician._base_manager.filter(enrolments__in=outcome.done).order_by("pk").values("pk")
        Physician._base_manager.filter(pk__in=over).update(duty=Duty.ENDED)
    people = {each.pk: each.physician.person.account_id for each in found}
    told = [account for key in outcome.done if (account := people[key])]
    words = f"卫生行政机构已登记“{ConsequenceKind(kind).label}”。"
    notify(told, "医师定期考核不合格的处理", words, OWN_RESULTS, by=by, topic=Topic.APPROVED)
    return outcome
