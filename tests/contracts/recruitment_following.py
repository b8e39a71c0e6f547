"""Records of the hospital for the addresses and lists of what is applied for after admission."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from tests.factories.country import Country
from tests.walk import opened, resident, upload_for, walk
from xinglin.domains.recruitment.actions.asking import ask_changes, ask_reductions, ask_statuses
from xinglin.domains.recruitment.models import InformationChange, LengthReduction, StatusRequest
from xinglin.domains.recruitment.rules.following import AskedStatus, NewFacts, NewReduction, Proof
from xinglin.domains.training.models import Training
from xinglin.domains.training.rules.transitions import NewStatus
from xinglin.engines.review.actions import submit


def _somebody(country: Country, start: int) -> Training:
    return walk(country, opened(country, start=start), "approved", start=start)[0]


def waiting_reduction(country: Country) -> int:
    """A resident's request for a shorter training that waits for the hospital."""
    standing = LengthReduction._base_manager.filter(institution=country.hospital).first()
    if standing is None:
        training = _somebody(country, 160)
        by = resident(training)
        kinds = {"培训年限减免申请表": "reduction-application", "学历、学位证书": "reduction-evidence"}
        proofs = tuple(Proof(title, upload_for(by, kind).pk) for title, kind in kinds.items())
        new = {training.pk: NewReduction(2, "有硕士专业学位", proofs)}
        ask_reductions(Training._base_manager.filter(pk=training.pk), new, by=by).only()
        standing = LengthReduction._base_manager.get(training=training)
        submit(LengthReduction._base_manager.filter(pk=standing.pk), by=by).only()
    return standing.pk


def waiting_change(country: Country) -> int:
    """An application of the hospital for other facts that waits for the province."""
    standing = InformationChange._base_manager.filter(institution=country.hospital).first()
    if standing is None:
        training = _somebody(country, 162)
        new = {training.pk: NewFacts(reason="转专业", specialty="0700")}
        ask_changes(Training._base_manager.filter(pk=training.pk), new, by=country.base).only()
        standing = InformationChange._base_manager.get(training=training)
        submit(InformationChange._base_manager.filter(pk=standing.pk), by=country.base).only()
    return standing.pk


def waiting_status(country: Country) -> int:
    """Likewise for another status."""
    standing = StatusRequest._base_manager.filter(institution=country.hospital).first()
    if standing is None:
        training = _somebody(country, 164)
        proof = upload_for(country.base, "change-proof").pk
        new = AskedStatus(NewStatus("suspended", "sick", localdate(), localdate() + timedelta(60)), proof)
        ask_statuses(Training._base_manager.filter(pk=training.pk), {training.pk: new}, by=country.base).only()
        standing = StatusRequest._base_manager.get(training=training)
        submit(StatusRequest._base_manager.filter(pk=standing.pk), by=country.base).only()
    return standing.pk


def trained(country: Country) -> int:
    """Somebody in training at the hospital."""
    return LengthReduction._base_manager.get(pk=waiting_reduction(country)).training_id


ROWS: dict[str, Callable[[Country], int]] = {
    "training-terms": trained,
    "change-candidates": trained,
    "length-reductions": waiting_reduction,
    "information-changes": waiting_change,
    "status-requests": waiting_status,
}


def examples(country: Country) -> dict[str, list[dict[str, Any]]]:
    """Arguments of the addresses."""
    training = [{"pk": trained(country)}]
    return {
        "following": [{"pk": waiting_reduction(country)}],
        "following:term": training,
        "following:ask_change": training,
        "following:ask_status": training,
        "following:change": [{"pk": waiting_change(country)}],
        "following:status": [{"pk": waiting_status(country)}],
    }
