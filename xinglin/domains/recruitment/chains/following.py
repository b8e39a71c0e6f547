"""How what is applied for after admission climbs (REC-41, REC-42, REC-44)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.actions import Outcome
from xinglin.engines.review.chain import Chain, Seat, Step

from .. import events
from ..actions.carrying import carry_out_changes, carry_out_reductions, carry_out_statuses
from ..models import InformationChange, LengthReduction, StatusRequest
from ..queries.following import decided_by_city, decided_by_province, proofs_of, reviewed_by_city
from ..queries.requests import base_additions, base_proofs_lacking, change_forms, reduction_forms, status_forms
from ..rules import following as rules

RELATED = ("training__person", "training__specialty", "training__institution", "training__case", "province")


def rehearsal(carry_out: Callable[..., Outcome]) -> Callable[..., dict[int, str]]:
    """What of these could not be carried out any more, and why: it is tried, and taken back."""

    def why_not(requests: Sequence[Any], *, by: Actor) -> dict[int, str]:
        """What can be carried out: it is tried, and taken back."""
        if not requests:
            return {}
        with transaction.atomic():
            rows = type(requests[0])._base_manager.filter(pk__in=[request.pk for request in requests])
            refused = carry_out(rows, by=by).refused
            transaction.set_rollback(True)
        return refused

    return why_not


def _submittable(why_not: Callable[..., dict[int, str]]) -> Callable[[Sequence[Any]], dict[int, str]]:
    """Only what could be carried out is worth sending up, and nothing that was given up."""

    def unsubmittable(requests: Sequence[Any]) -> dict[int, str]:
        ended = {r.pk: why for r in requests if (r.done_at or r.ended_at) and (why := rules.may_edit_request(r))}
        left = [r for r in requests if r.pk not in ended]
        return ended | (why_not(left, by=system_actor()) if left else {})

    return unsubmittable


def _unready_reductions(reductions: Sequence[LengthReduction]) -> dict[int, str]:
    proofs = proofs_of(reductions)
    kinds = {key: {proof.upload.kind for proof in each} for key, each in proofs.items()}
    lacking = {r.pk: why for r in reductions if (why := rules.lacking_proofs(r.reason, kinds[r.pk]))}
    return _submittable(can_reduce)([r for r in reductions if r.pk not in lacking]) | lacking


def _unready_statuses(requests: Sequence[StatusRequest]) -> dict[int, str]:
    return {r.pk: rules.NO_EVIDENCE for r in requests if r.proof_id is None} | _submittable(can_step)(requests)


can_reduce, can_change = rehearsal(carry_out_reductions), rehearsal(carry_out_changes)
can_step = rehearsal(carry_out_statuses)


def _authorities(why_not: Callable[..., dict[int, str]]) -> tuple[Step, Step]:
    """City and province as the batch says; without a batch the province. Whoever is last carries it out."""

    def last_of_city(requests: Sequence[Any], *, by: Actor) -> dict[int, str]:
        """What can be carried out, where the city decides alone."""
        above = set(decided_by_province(requests))
        return why_not([r for r in requests if r.pk not in above], by=by)

    return (
        Step(
            key="city",
            title="市级审核",
            seat=Seat(UnitKind.CITY, rules.DECIDE),
            optional=True,
            only=decided_by_city,
            may_approve=last_of_city,
        ),
        Step(
            key="province",
            title="省级审核",
            seat=Seat(UnitKind.PROVINCE, rules.DECIDE),
            only=decided_by_province,
            may_approve=why_not,
        ),
    )


REDUCTION = Chain(
    key="length-reduction",
    title="培训年限减免",
    subject=LengthReduction,
    related=RELATED,
    label=lambda reduction: reduction.training.person.name,
    submitter="学员",
    submit_right=rules.OWN_TERM,
    may_submit=_unready_reductions,
    freezes=reduction_forms,
    may_reject=True,
    steps=(
        Step(
            key=rules.BASE_STEP,
            title="基地审核",
            seat=Seat(UnitKind.INSTITUTION, rules.REVIEW_REDUCTIONS),
            may_approve=base_proofs_lacking,
            adds=base_additions,
        ),
        Step(
            key="city",
            title="市级审核",
            seat=Seat(UnitKind.CITY, rules.REVIEW_REDUCTIONS),
            optional=True,
            only=reviewed_by_city,
        ),
        Step(
            key="province",
            title="省级审核",
            seat=Seat(UnitKind.PROVINCE, rules.REVIEW_REDUCTIONS),
            may_approve=can_reduce,
        ),
    ),
    on_approved=events.REDUCTION_APPROVED,
    on_returned=events.REDUCTION_RETURNED,
    on_rejected=events.REDUCTION_REJECTED,
)
CHANGE = Chain(
    key="information-change",
    title="学员信息变更申请",
    subject=InformationChange,
    related=(*RELATED, "specialty", "target", "site"),
    label=lambda change: change.training.person.name,
    submitter="基地",
    submit_right=rules.ASK,
    may_submit=_submittable(can_change),
    freezes=change_forms,
    may_reject=True,
    steps=_authorities(can_change),
    on_approved=events.CHANGE_APPROVED,
    on_returned=events.CHANGE_RETURNED,
    on_rejected=events.CHANGE_REJECTED,
)
STATUS = Chain(
    key="status-request",
    title="学员培训状态变更申请",
    subject=StatusRequest,
    related=(*RELATED, "target"),
    label=lambda request: request.training.person.name,
    submitter="基地",
    submit_right=rules.ASK,
    may_submit=_unready_statuses,
    freezes=status_forms,
    may_reject=True,
    steps=_authorities(can_step),
    on_approved=events.STATUS_APPROVED,
    on_returned=events.STATUS_RETURNED,
    on_rejected=events.STATUS_REJECTED,
)
