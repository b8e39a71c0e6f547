"""«报名信息修改申请»: the physician asks, his institution decides, and then it is open to him again (ASM-23)."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.review.revisions import revise

from .. import events, rules, windows
from ..enums import Answer
from ..models import ChangeRequest, Enrolment
from ..queries.enrolling import JOINED, why_not_changes
from ..queries.timing import Times
from ..rules import enrolling

OF_ENROLMENT = tuple(f"enrolment__{name}" for name in JOINED)


@action("assessment.changes_asked", "申请修改报名信息")
def ask_changes(enrolments: "QuerySet[Enrolment]", texts: Mapping[int, str], *, by: Actor) -> Outcome:
    """Enrolment key → what he wants to change, and why."""
    found = claim(enrolments, by, rules.OWN, *JOINED)
    refused = why_not_changes(found, texts)
    outcome = Outcome.judged((row.pk, refused.get(row.pk)) for row in found)
    outcome.labels = {row.pk: str(row) for row in found}
    ChangeRequest._base_manager.bulk_create(
        ChangeRequest(enrolment_id=key, text=texts[key].strip()) for key in outcome.done
    )
    events.CHANGE_ASKED.announce(outcome.done, by=by)
    return outcome


@action("assessment.changes_granted", "同意修改报名信息")
def grant_changes(requests: "QuerySet[ChangeRequest]", *, by: Actor, comment: str = "") -> Outcome:
    """The physician can fill in and submit anew; until then nobody passes on what lies above. Keys: requests."""
    return _answer(requests, Answer.GRANTED, comment, by)


@action("assessment.changes_declined", "不同意修改报名信息")
def decline_changes(requests: "QuerySet[ChangeRequest]", *, by: Actor, comment: str) -> Outcome:
    """It stays as it was submitted; the physician reads why. Keys: requests."""
    return _answer(requests, Answer.DECLINED, comment, by)


def _answer(requests: "QuerySet[ChangeRequest]", answer: Answer, comment: str, by: Actor) -> Outcome:
    found = claim(requests, by, enrolling.REVIEW, "enrolment", *OF_ENROLMENT)
    times, outcome, answered = Times(each.enrolment for each in found), Outcome(), []
    for each in found:
        outcome.labels[each.pk] = str(each.enrolment)
        why = enrolling.may_answer_change(each, each.enrolment, times.of(windows.REVIEW, each.enrolment))
        if answer == Answer.DECLINED or comment:
            why = why or enrolling.why_not_text(comment, "审核意见")
        if why:
            outcome.refused[each.pk] = why
            continue
        each.state, each.answer = answer, comment.strip()
        each.answered_at, each.answered_by = timezone.now(), by.name
        answered.append(each)
        outcome.done.append(each.pk)
    rewrite(answered, ["state", "answer", "answered_at", "answered_by"])
    concerned = [each.enrolment_id for each in answered]
    if answer == Answer.GRANTED:  # so that it can be sent again though nothing was changed in the end
        revise(Enrolment._base_manager.filter(pk__in=concerned))
    events.CHANGE_ANSWERED.announce(concerned, by=by, answer=answer, comment=comment.strip())
    return outcome
