"""Who teaches whom (ROT-05, ROT-06): what supervisors and departments see, and what assigning has to know."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from xinglin.domains.faculty.public import Appointment, Supervisor
from xinglin.domains.training.public import BOUND
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.kit.half_months import first_day, last_day, slot_of

from ..enums import PlanState
from ..models import Avoidance, Stint, Teaching, TeachingLimit
from ..rules import stay_of
from ..rules.sharing import Loads, Rotation
from ..rules.teaching import (
    AVOIDED,
    NOT_HERE,
    TAUGHT,
    TEACH,
    TERM,
    Span,
    covers,
    limit_of,
    may_teach,
    why_not_taught,
)

IN_FORCE = Q(resident__plan__state=PlanState.PUBLISHED, resident__training__status__in=BOUND)
JOINED = ("resident__plan", "resident__standard", "resident__training__person", "resident__training__specialty")


def taught_stints_visible_to(actor: Actor) -> "QuerySet[Stint]":
    """Stints of the plans in force at the actor's base or department, with who teaches them."""
    rows = visible(Stint, actor, TEACH).filter(IN_FORCE)
    return rows.select_related(*JOINED, "department", "line", "stay", "teaching__supervisor__person")


def without_supervisor(actor: Actor) -> "QuerySet[Stint]":
    """Those who are in a department this month or come next month, whom nobody teaches who is appointed there."""
    this = slot_of(localdate())
    near = Q(first__lt=this // 2 * 2 + 4, first__gt=this - F("half_months")) | Q(stay__isnull=False)
    place = {"supervisor": OuterRef("teaching__supervisor"), "department": OuterRef("department")}
    terms = Appointment._base_manager.filter(**place, last_on__gte=localdate())
    return visible(Stint, actor, TEACH).filter(~Exists(terms), IN_FORCE, near, stay__left_on=None)


def teachings_visible_to(actor: Actor) -> "QuerySet[Teaching]":
    """Who teaches whom by the plans in force: at the actor's base or department, or for a supervisor his own."""
    rows = taught_by(actor) if actor.may(TAUGHT) else visible(Teaching, actor, TEACH)
    return rows.filter(stint__resident__plan__state=PlanState.PUBLISHED)


def taught_by(actor: Actor) -> "QuerySet[Teaching]":
    """Whom a supervisor teaches, taught and will teach, as long as a term of his lasts, the newest first."""
    today = localdate()
    terms = Appointment._base_manager.filter(
        supervisor=OuterRef("supervisor"), starts_on__lte=today, last_on__gte=today
    )
    rows = visible(Teaching, actor, TAUGHT).filter(Exists(terms), stint__resident__plan__state=PlanState.PUBLISHED)
    joined = [f"stint__{path}" for path in (*JOINED, "department", "line", "stay")]
    return rows.select_related(*joined, "supervisor").order_by("-stint__first", "pk")


def taught_now(actor: Actor) -> "QuerySet[Teaching]":
    """Whom a supervisor teaches now: in the department since 入科, or by the plan, and not gone."""
    slot = slot_of(localdate())
    begun = Q(stint__first__lte=slot) | Q(stint__stay__isnull=False)
    over = Q(stint__stay=None, stint__first__lte=slot - F("stint__half_months")) | Q(stint__stay__left_on__isnull=False)
    return taught_by(actor).filter(begun, stint__resident__training__status__in=BOUND).exclude(over)


def avoidances_visible_to(actor: Actor) -> "QuerySet[Avoidance]":
    """回避 of the base, or of the department's supervisors."""
    return visible(Avoidance, actor, TEACH).select_related(
        "training__person", "training__specialty", "supervisor__person"
    )


def teaching_limits_of(base: int) -> list[TeachingLimit]:
    """What holds at a base, the oldest first: its own figures and those of the standards."""
    rows = TeachingLimit._base_manager.filter(Q(institution=base) | Q(institution=None))
    return list(rows.order_by("valid_from", "pk"))


@dataclass
class Department:
    """One department from today on: who comes, who is appointed when, and who teaches whom."""

    stints: list[Stint] = field(default_factory=list)
    terms: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    supervisors: dict[int, Supervisor] = field(default_factory=dict)
    rotations: dict[int, Rotation] = field(default_factory=dict)  # by stint

    def there(self, slots: Collection[int]) -> dict[int, set[int]]:
        """Supervisor → in which of these half months he is appointed on every day that is left of them."""
        spans = {slot: (max(first_day(slot), localdate()), last_day(slot)) for slot in slots}
        found = {pk: {slot for slot, span in spans.items() if covers(terms, *span)} for pk, terms in self.terms.items()}
        return {pk: there for pk, there in found.items() if there}

    @cached_property
    def loads(self) -> Loads:
        """Whom everybody has."""
        return Loads(self.rotations.values())

    def take(self, stint: Stint, supervisor: int) -> str | None:
        """Why he cannot teach this one, too; if he can, it is counted from now on."""
        if why := may_teach(stint):
            return why
        rotation = self.rotations.get(stint.pk)
        if supervisor not in self.supervisors or rotation is None:
            return NOT_HERE
        why = why_not_taught(rotation, supervisor, self.loads)
        if why is None:
            self.loads.put(rotation, supervisor)
        return why

    def names(self) -> dict[int, str]:
        """Supervisor → name."""
        return {pk: each.person.name for pk, each in self.supervisors.items()}


def departments_read(departments: Iterable[int], since: int) -> dict[int, Department]:
    """Department → all that is known of it from a half month on, with what ended just before; four statements."""
    keys, found = set(departments), defaultdict[int, Department](Department)
    rows = Stint._base_manager.filter(IN_FORCE, department__in=keys, first__gte=since - F("half_months"))
    late = Stint._base_manager.filter(IN_FORCE, department__in=keys, stay__isnull=False, stay__left_on=None)
    joined = (*JOINED, "stay", "teaching")
    stints = list((rows | late).select_related(*joined).order_by("department", "first", "pk"))
    terms = Appointment._base_manager.filter(department__in=keys, last_on__gte=localdate())
    for term in terms.select_related("supervisor__person").order_by("starts_on", "supervisor__person__pinyin", "pk"):
        found[term.department_id].terms[term.supervisor_id].append((term.starts_on, term.last_on))
        found[term.department_id].supervisors[term.supervisor_id] = term.supervisor
    barred = _avoided(stints)
    limits = _limits(stints)
    for stint in stints:
        there = found[stint.department_id]
        there.stints.append(stint)
        there.rotations[stint.pk] = _rotation(stint, there, barred, limits[stint.resident.plan.institution_id])
    return found


def _avoided(stints: Sequence[Stint]) -> set[tuple[int, int]]:
    rows = Avoidance._base_manager.filter(training__in={stint.resident.training_id for stint in stints})
    return set(rows.values_list("training", "supervisor"))


def _limits(stints: Sequence[Stint]) -> Mapping[int, list[TeachingLimit]]:
    bases = {stint.resident.plan.institution_id for stint in stints}
    rows = TeachingLimit._base_manager.filter(Q(institution__in=bases) | Q(institution=None))
    found: dict[int, list[TeachingLimit]] = {base: [] for base in bases}
    for row in rows.order_by("valid_from", "pk"):
        for base in [row.institution_id] if row.institution_id else bases:
            found[base].append(row)
    return found


def _rotation(
    stint: Stint, there: Department, avoided: Collection[tuple[int, int]], limits: Sequence[TeachingLimit]
) -> Rotation:
    """What is left of a stint today; who should have left counts until he has. A supervisor who has gone is none."""
    end, this = stint.first + stint.half_months, slot_of(localdate())
    slots = range(min(max(stint.first, this), max(end - 1, this)), max(end, this + 1)) if _lasts(stint) else range(0)
    days = (max(stint.starts_on, localdate()), max(stint.ends_on, localdate()))
    barred = {pk: TERM for pk, terms in there.terms.items() if not covers(terms, *days)}
    barred |= {pk: AVOIDED for pk in there.terms if (stint.resident.training_id, pk) in avoided}
    version = stint.resident.standard.version
    teaching = teaching_of(stint)
    return Rotation(
        stint.pk,
        {slot: limit_of(limits, version, first_day(slot)) for slot in slots},
        barred,
        teaching.supervisor_id if teaching and teaching.supervisor_id in there.terms else None,
    )


def _lasts(stint: Stint) -> bool:
    """Is he there, or to come? Who has left is nobody's any more."""
    stay = stay_of(stint)
    return not (stay and stay.left_on) and (stay is not None or stint.ends_on >= localdate())


def teaching_of(stint: Stint) -> Teaching | None:
    """Who teaches it, if anybody does."""
    return getattr(stint, "teaching", None)
