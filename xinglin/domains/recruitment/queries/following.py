"""Reading training terms and what is applied for after admission (REC-40 to REC-44)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from xinglin.domains.reference.public import RotationStandard, Specialty, rotation_standard, shortened
from xinglin.domains.training.public import BOUND, DECISIONS, Decision, Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import CITY, PERSONAL
from xinglin.engines.access.visible import visible
from xinglin.engines.notices.queries import members_of
from xinglin.engines.review.labels import REVIEW_TONES, Tag, review_label
from xinglin.engines.review.models import Enclosure, State

from ..enums import Confirming, ReportIn
from ..models import Batch, InformationChange, LengthReduction, Offer, ReductionProof, StatusRequest
from ..rules import following as rules

R = TypeVar("R", InformationChange, StatusRequest)
ABOUT = ("person", "specialty", "institution__province", "province", "site", "case")
SHOWN = (*(f"training__{name}" for name in ABOUT), "case__seat", "institution", "province")
WAITING, IN_FORCE, GIVEN_UP = "待审核", "已生效", "已撤销"


def terms_visible_to(actor: Actor) -> "QuerySet[Training]":
    """Whose training terms the base keeps: all who are in training at it."""
    return visible(Training, actor, rules.TERMS).filter(status__in=BOUND).select_related(*ABOUT)


def candidates_visible_to(actor: Actor) -> "QuerySet[Training]":
    """Of whom a base may apply for changes."""
    return visible(Training, actor, rules.ASK).filter(status__in=BOUND).select_related(*ABOUT)


def own_training(actor: Actor) -> Training | None:
    """One's own training record, the newest."""
    mine = visible(Training, actor, rules.OWN_TERM).select_related(*ABOUT)
    return mine.order_by("-intake_year", "-pk").first()


def own_reductions(actor: Actor) -> "QuerySet[LengthReduction]":
    """What one applied for oneself, drafts included."""
    return visible(LengthReduction, actor, rules.OWN_TERM).select_related(*SHOWN)


def reductions_visible_to(actor: Actor) -> "QuerySet[LengthReduction]":
    """What was submitted, for the levels that decide; the resident's own he sees by `own_reductions`."""
    rows = visible(LengthReduction, actor, rules.REVIEW_REDUCTIONS).filter(case__isnull=False)
    return rows.select_related(*SHOWN)


def changes_visible_to(actor: Actor) -> "QuerySet[InformationChange]":
    """A base's own applications; authorities see what was submitted."""
    return _requests(InformationChange, actor).select_related(*SHOWN, "specialty", "target", "site")


def status_requests_visible_to(actor: Actor) -> "QuerySet[StatusRequest]":
    """Likewise."""
    return _requests(StatusRequest, actor).select_related(*SHOWN, "target")


def _requests(model: type[R], actor: Actor) -> "QuerySet[R]":
    rows = visible(model, actor, rules.SEE_REQUESTS)
    return rows if actor.may(rules.ASK) else rows.filter(case__isnull=False)


def last_reductions(trainings: Iterable[Training]) -> dict[int, LengthReduction]:
    """Training key → its last request for a shorter training that was not given up; one statement."""
    rows = LengthReduction._base_manager.filter(training__in=[t.pk for t in trainings], ended_at=None)
    return {row.training_id: row for row in rows.select_related("case").order_by("training", "pk")}


def recruiting(trainings: Iterable[Training]) -> set[tuple[int | None, int]]:
    """(province, intake year) of which the province recruits by this system; one statement."""
    rows = Batch.objects.filter(
        is_trial=False,
        province__in={t.province_id for t in trainings},
        intake_year__in={t.intake_year for t in trainings},
    )
    return set(rows.order_by().values_list("province", "intake_year"))


# The same, and whose length stands shorter though nobody has applied for it, of rows of training records (REC-41).
RECRUITED = Exists(
    Batch.objects.filter(is_trial=False, province=OuterRef("province"), intake_year=OuterRef("intake_year"))
)
APPLIED_FOR = Exists(LengthReduction._base_manager.filter(training=OuterRef("pk"), ended_at=None))
LACKING = Q(RECRUITED, ~APPLIED_FOR, training_years__lt=F("specialty__years"))


def lengths_decided(trainings: Sequence[Training]) -> Decision:
    """What 减免 leaves open to the base's own reporting form; two statements for a set (REC-41, REC-45)."""
    reductions, found = last_reductions(trainings), recruiting(trainings)

    def problems(training: Training, values: Mapping[str, Any], specialty: Specialty | None) -> dict[str, str]:
        if not (years := values.get("training_years")):
            return {}
        is_recruited, last = (training.province_id, training.intake_year) in found, reductions.get(training.pk)
        why = rules.may_enter_length(training, int(years), specialty, last, is_recruited)
        return {"training_years": why} if why else {}

    return problems


def admissions_decided(trainings: Sequence[Training]) -> Decision:
    """Who was admitted as what, and sent by whom, changes by application alone; one statement (REC-42, REC-43)."""
    came = Offer._base_manager.filter(
        person__in={t.person_id for t in trainings}, report_state=ReportIn.PRESENT, is_trial=False, cancelled_at=None
    )
    found = set(came.values_list("person", "intake_year"))

    def problems(training: Training, values: Mapping[str, Any], specialty: Specialty | None) -> dict[str, str]:
        is_admitted = (training.person_id, training.intake_year) in found
        return rules.admitted_otherwise(training, values) if is_admitted else {}

    return problems


DECISIONS.extend((lengths_decided, admissions_decided))


def undecided(model: type[Any], trainings: Iterable[Training]) -> dict[int, Any]:
    """Training key → the request of this kind that has not come to an end; one statement."""
    rows = model._base_manager.filter(training__in=[t.pk for t in trainings], done_at=None, ended_at=None)
    return {row.training_id: row for row in rows.select_related("case").order_by("pk")}


def why_others_wait(trainings: Sequence[Training], besides: type[Any]) -> dict[int, str]:
    """Training key → why its base cannot change: something else about it is not decided yet."""
    found = {}
    for model, title in (
        (LengthReduction, "培训年限减免"),
        (InformationChange, "信息变更"),
        (StatusRequest, "培训状态变更"),
    ):
        if model is not besides:
            for key in undecided(model, trainings):
                found[key] = f"该学员还有未办结的{title}申请，请先办结或撤销。"
    return found


def request_tag(request: Any) -> Tag:
    """How a request stands, in a word and its colour."""
    if request.done_at:
        return Tag(IN_FORCE, "green")
    if request.ended_at:
        word = review_label(request) or GIVEN_UP
        return Tag(word if word == "驳回" else GIVEN_UP, REVIEW_TONES.get(word, "grey") if word == "驳回" else "grey")
    label = review_label(request)
    return Tag(label, REVIEW_TONES[label]) if label else Tag("未提交", "grey")


def waits_with(request: Any) -> str:
    """Whose turn it is."""
    return request.case.seat.name if request.case and request.case.state == State.OPEN and request.case.seat else ""


def proofs_of(reductions: Sequence[LengthReduction]) -> dict[int, list[ReductionProof]]:
    """Request key → its evidence, the resident's first; one statement."""
    found: dict[int, list[ReductionProof]] = {reduction.pk: [] for reduction in reductions}
    for proof in ReductionProof.objects.filter(reduction__in=found).select_related("upload").order_by("by_base", "pk"):
        found[proof.reduction_id].append(proof)
    return found


def files_of_reductions(actor: Actor) -> Q:
    """Files of the reductions that the actor sees: as they stand, and as they were ever submitted."""
    seen = own_reductions(actor) if actor.role in PERSONAL else reductions_visible_to(actor)
    proofs = ReductionProof.objects.filter(reduction__in=seen.order_by().values("pk")).values("upload")
    return Q(pk__in=proofs) | _enclosed(seen)


def files_of_requests(actor: Actor) -> Q:
    """Files of the applications for changes that the actor sees, likewise."""
    found = Q()
    for rows in (changes_visible_to(actor), status_requests_visible_to(actor)):
        proofs = rows.order_by().filter(proof__isnull=False).values("proof")
        found |= Q(pk__in=proofs) | _enclosed(rows)
    return found


def _enclosed(requests: "QuerySet[Any]") -> Q:
    cases = requests.order_by().filter(case__isnull=False).values("case")
    return Q(pk__in=Enclosure._base_manager.filter(submission__case__in=cases).values("upload"))


def standard_of(training: Training) -> RotationStandard | None:
    """The rotation standard that the training is held by: the one in force when it began (ROT-01)."""
    began = training.starts_on or date(training.intake_year, 9, 1)
    return rotation_standard(training.specialty_id, min(began, localdate()))


def compared(training: Training, years: int) -> dict[str, Any] | None:
    """«标准科室»: every line of the standard with its months, and with those of the shorter training (REC-41)."""
    standard = standard_of(training)
    if standard is None:
        return None
    lines = shortened(standard, years)
    printed = sum(line.months for line, _ in lines)
    return {
        "standard": standard,
        "years": years,
        "lines": lines,
        "months": printed,
        "shortened": sum(months for _, months in lines),
        "is_unlike": printed != standard.months,
        "has_stages": any(line.stage for line, _ in lines),
        "has_notes": any(line.note for line, _ in lines),
    }


def reviewed_by_city(requests: Sequence[Any]) -> Collection[int]:
    """Those above whom a city stands in which somebody decides; a city that takes no part holds nothing up (REC-41)."""
    line = {r.pk: {int(key) for key in (r.institution.path or "").split("/") if key} for r in requests}
    keys = set().union(*line.values()) if line else set()
    cities = list(Unit.objects.filter(pk__in=keys, kind=UnitKind.CITY).values_list("pk", flat=True))
    seated = {unit for unit, _ in members_of(cities, CITY)}
    return [key for key, above in line.items() if above & seated]


def decided_by_city(requests: Sequence[Any]) -> Collection[int]:
    """Of those, whose batch lets the city decide, alone or before the province (REC-30)."""
    by_city = _confirmed_by(requests, (Confirming.CITY, Confirming.CITY_THEN_PROVINCE))
    above = set(reviewed_by_city(requests))
    return [r.pk for r in requests if r.pk in above and r.training_id in by_city]


def decided_by_province(requests: Sequence[Any]) -> Collection[int]:
    """All but those whose batch lets their city decide alone (REC-30)."""
    by_city = _confirmed_by(requests, (Confirming.CITY,))
    above = set(reviewed_by_city(requests))
    return [r.pk for r in requests if r.pk not in above or r.training_id not in by_city]


def _confirmed_by(requests: Sequence[Any], ways: Collection[str]) -> set[int]:
    offers = Offer._base_manager.filter(training__in=[r.training_id for r in requests], batch__confirming__in=ways)
    return {key for key in offers.values_list("training", flat=True) if key}
