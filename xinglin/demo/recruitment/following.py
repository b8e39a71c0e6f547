"""After admission: shorter trainings at each of their levels, and applications for other facts and another status."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from xinglin.demo import pictures
from xinglin.demo.cohorts import FLAGSHIP
from xinglin.demo.log_ins import CITY, FAR, actors
from xinglin.demo.recruitment.setup import Recruitment
from xinglin.domains.recruitment.public import (
    AskedStatus,
    InformationChange,
    LengthReduction,
    NewFacts,
    NewReduction,
    Proof,
    StatusRequest,
    add_base_proofs,
    ask_changes,
    ask_reductions,
    ask_statuses,
)
from xinglin.domains.training.public import ChangeReason, NewStatus, Training, TrainingStatus
from xinglin.engines.access.actor import Actor, actor_of, memberships_of
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome
from xinglin.engines.files.actions import take_in
from xinglin.engines.files.inspection import inspect
from xinglin.engines.files.kinds import FILE_KINDS
from xinglin.engines.files.storing import NewFile
from xinglin.engines.review.actions import approve, return_for_changes, submit
from xinglin.kit.calendar import today

# How far each request for a shorter training has come, one resident each.
DRAFT, AT_BASE, AT_CITY, AT_PROVINCE, RETURNED, DONE = range(6)
STAGES = {FLAGSHIP: (DRAFT, AT_BASE, AT_BASE, AT_PROVINCE, RETURNED, DONE), FAR: (AT_CITY, AT_PROVINCE)}
CHANGED, RESTATED = 4, 2  # residents of whom other facts, and another status, are applied for
REASON = "取得临床医学硕士专业学位，并在三级医院工作两年，申请减免一年。"
BASE_NOTE = "经专业基地能力测评，符合减免条件，同意减免一年。"
OPINION = "申请表缺少本人签字，请签字后重新上传。"
FILES = {"reduction-application": "培训年限减免申请表", "reduction-evidence": "学历、学位证书"}


def follow(made: Recruitment) -> None:
    """At the two hospitals that people look at closely; above the second stands a city that takes part."""
    for name, stages in STAGES.items():
        unit = made.places.hospitals[name]
        residents = _residents(unit)
        _shorten(made, unit, residents[: len(stages)], stages)
        left = residents[len(stages) :]
        social = [training for training in left if training.resident_category == "SOCIAL"][:CHANGED]
        others = [training for training in left if training not in social][:RESTATED]
        if social and others:
            _change(made, unit, social)
            _restate(made, unit, others)


def _residents(unit: Unit) -> list[Training]:
    """Approved and in training; whoever studies for a degree cannot have it shorter."""
    rows = Training._base_manager.filter(institution=unit, status=TrainingStatus.TRAINING, training_years=3)
    whole = rows.filter(case__state="approved", starts_on__isnull=False, person__account__isnull=False)
    found = whole.exclude(resident_category="GRADUATE").select_related("person", "specialty", "institution")
    return list(found.order_by("intake_year", "pk")[:40])


def _shorten(made: Recruitment, unit: Unit, residents: Sequence[Training], stages: Sequence[int]) -> None:
    base = made.bases[unit.pk]
    written: list[LengthReduction] = []
    for training in residents:
        by = _himself(training)
        proofs = tuple(Proof(title, _paper(kind, by)) for kind, title in FILES.items())
        new = {training.pk: NewReduction(2, REASON, proofs)}
        _done(ask_reductions(_rows([training]), new, by=by))
        written.append(LengthReduction._base_manager.get(training=training))
    at = dict(zip([each.pk for each in written], stages, strict=False))
    for each, training in zip(written, residents, strict=True):
        if at[each.pk] > DRAFT:
            _done(submit(LengthReduction._base_manager.filter(pk=each.pk), by=_himself(training)))
    _done(return_for_changes(_at(at, RETURNED), comment=OPINION, by=base))
    passed = _at(at, AT_CITY, AT_PROVINCE, DONE)
    proof = Proof("培训基地证明", _paper("reduction-base-proof", base))
    _done(add_base_proofs(passed, proofs=[proof], note=BASE_NOTE, by=base))
    _done(approve(passed, comment="材料齐全，同意。", by=base))
    city = made.places.cities[CITY]
    if (unit.path or "").startswith(city.path or "-"):
        clerk = actors(Role.CITY_ADMIN, [city])[city.pk]
        _done(approve(_at(at, AT_PROVINCE, DONE), comment="同意。", by=clerk))
    _done(approve(_at(at, DONE), comment="同意减免一年。", by=made.reviewers[unit.province_id or 0]))


def _at(stages: dict[int, int], *wanted: int) -> Any:
    return LengthReduction._base_manager.filter(pk__in=[key for key, stage in stages.items() if stage in wanted])


def _change(made: Recruitment, unit: Unit, residents: Sequence[Training]) -> None:
    """One waits, one was sent back, one took effect, one is not sent yet."""
    base, reviewer = made.bases[unit.pk], made.reviewers[unit.province_id or 0]
    proof = _paper("change-proof", base)
    employed = NewFacts(
        reason="与本院签订聘用合同，转为本单位住院医师。",
        resident_category="COMPANY",
        employer_name=unit.name,
        proof=proof,
    )
    _done(ask_changes(_rows(residents), dict.fromkeys([t.pk for t in residents], employed), by=base))
    keys = _keys(InformationChange, residents)
    rows = InformationChange._base_manager
    _done(submit(rows.filter(pk__in=keys[:3]), by=base))
    _done(return_for_changes(rows.filter(pk__in=keys[1:2]), comment="请补充聘用合同。", by=reviewer))
    _done(approve(rows.filter(pk__in=keys[2:3]), comment="同意变更。", by=reviewer))


def _restate(made: Recruitment, unit: Unit, residents: Sequence[Training]) -> None:
    """One waits, one took effect and is to be reported."""
    base, reviewer = made.bases[unit.pk], made.reviewers[unit.province_id or 0]
    day = today()
    leave = NewStatus(TrainingStatus.SUSPENDED, ChangeReason.MATERNITY, day, day + timedelta(158), "休产假。")
    asked = AskedStatus(leave, _paper("change-proof", base))
    _done(ask_statuses(_rows(residents), dict.fromkeys([t.pk for t in residents], asked), by=base))
    keys = _keys(StatusRequest, residents)
    _done(submit(StatusRequest._base_manager.filter(pk__in=keys), by=base))
    _done(approve(StatusRequest._base_manager.filter(pk__in=keys[1:]), comment="同意。", by=reviewer))


def _keys(model: Any, residents: Sequence[Training]) -> list[int]:
    return list(model._base_manager.filter(training__in=residents).order_by("pk").values_list("pk", flat=True))


def _himself(training: Training) -> Actor:
    held = memberships_of(training.person.account_id or 0)
    return actor_of(next(each for each in held if each.role == Role.RESIDENT))


def _rows(residents: Sequence[Training]) -> Any:
    return Training._base_manager.filter(pk__in=[training.pk for training in residents])


def _paper(kind: str, by: Actor) -> UUID:
    """A page of evidence, drawn once."""
    content = _page(is_pdf=kind == "reduction-application")
    accepted = inspect(BytesIO(content), len(content), FILE_KINDS[kind])
    new = NewFile(
        kind=kind,
        name=f"{FILE_KINDS[kind].title}{'.pdf' if kind == 'reduction-application' else '.jpg'}",
        body=BytesIO(accepted.content),
        content_type=accepted.content_type,
        width=accepted.width,
        height=accepted.height,
        thumbnail=accepted.thumbnail,
    )
    take_in([new], by=by)
    return new.uuid


@cache
def _page(*, is_pdf: bool) -> bytes:
    content = pictures.paper()
    if not is_pdf:
        return content
    page = BytesIO()
    Image.open(BytesIO(content)).save(page, "PDF")
    return page.getvalue()


def _done(outcome: Outcome) -> None:
    assert not outcome.refused, list(outcome.refused.values())[:3]  # noqa: S101 -- a fault of the demonstration itself
