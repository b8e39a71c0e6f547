"""Certificates: issued with the publication, withdrawn when a result is taken back, printed in bulk (ASM-42)."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from psycopg.types.json import Jsonb

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.jobs.queue import enqueue

from ..enums import Result
from ..models import Certificate, Cycle, Enrolment
from ..queries.certifying import PRINTING, content_of, in_force, issuer_named, last_serials, number_of
from ..queries.printing import why_no_seal
from ..rules import overseeing as rules

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none of them is taken for another
COLUMNS = ("enrolment_id", "number", "code", "content", "document_number", "issued_at", "issued_by")


@action("assessment.certificates_issued", "发放合格证书")
def issue(enrolments: Sequence[Enrolment], *, by: Actor) -> Outcome:
    """To those of locked, just published enrolments that passed. Numbers are drawn one authority after another."""
    passed = [each for each in enrolments if each.result == Result.PASSED]
    if not passed:
        return Outcome()
    cycles = {each.cycle_id for each in passed}
    locked = Cycle.objects.filter(pk__in=cycles).order_by("pk").select_for_update(of=("self",), no_key=True)
    serials = last_serials(list(locked.select_related("province")))
    now, issuer, rows = timezone.now(), issuer_named(by.unit), []
    for each in passed:
        serials[each.cycle_id] += 1
        number = number_of(each.cycle, serials[each.cycle_id])
        code = "".join(secrets.choice(LETTERS) for _ in range(8))
        document = each.physician.person.__dict__["document_number"]  # the cipher text as it stands
        content = Jsonb(content_of(each, issuer, now))
        rows.append((each.pk, number, code, content, document.text if document else None, now, issuer))
    return Outcome(done=copy_in(Certificate, COLUMNS, rows))


@action("assessment.certificates_withdrawn", "撤回合格证书")
def withdraw(enrolments: Sequence[int], *, why: str, by: Actor) -> Outcome:
    """Those in force of locked enrolments whose result is taken back. Keys are those of certificates."""
    standing = in_force().filter(enrolment__in=enrolments).order_by("pk")
    keys = list(standing.select_for_update(of=("self",)).values_list("pk", flat=True))
    Certificate._base_manager.filter(pk__in=keys).update(withdrawn_at=timezone.now(), withdrawn_why=why)
    return Outcome(done=keys)


@action("assessment.certificates_ordered", "批量打印合格证书", is_look=True)
def print_certificates(enrolments: "QuerySet[Enrolment]", *, by: Actor) -> Outcome:
    """Have one zip made in the background of the certificates in force; `records`: enrolment → its JobRun.

    Raises Refused where the seal does not hold.
    """
    if why := why_no_seal():
        raise Refused(f"合格证书暂时不能打印：{why}")
    found = claim(enrolments, by, rules.PRINT, "physician__person")
    standing = dict(in_force().filter(enrolment__in=[each.pk for each in found]).values_list("enrolment", "pk"))
    outcome = Outcome.judged((each.pk, rules.may_print(each, each.pk in standing)) for each in found)
    outcome.labels = {each.pk: str(each) for each in found}
    if not outcome.done:
        return outcome
    run = JobRun._base_manager.create(
        task=PRINTING,
        title=f"打印合格证书（{len(outcome.done)} 份）",
        account_id=by.account_id,
        membership_id=by.membership_id,
        unit=by.unit,
        address=by.address,
        arguments={"certificates": [standing[key] for key in outcome.done]},
        total=len(outcome.done),
    )
    enqueue(PRINTING, run_id=run.pk)
    outcome.records = dict.fromkeys(outcome.done, run.pk)
    return outcome


@action("assessment.printing_ended", "结束批量打印")
def end_printing(
    runs: "QuerySet[JobRun]", *, state: JobState, message: str, by: Actor, file: UUID | None = None
) -> Outcome:
    """Note what became of printing; those that had ended before stay as they are. Keys are primary keys."""
    going = runs.filter(task=PRINTING, state__in=(JobState.WAITING, JobState.RUNNING)).order_by("pk")
    keys = list(going.select_for_update().values_list("pk", flat=True))
    values: Mapping[str, Any] = {"state": state, "message": message, "result_id": file, "finished_at": timezone.now()}
    JobRun._base_manager.filter(pk__in=keys).update(**values)
    return Outcome(done=keys)
