"""分配带教老师: by hand, automatically, and taken back; limits and 回避 (ROT-05)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from xinglin.domains.faculty.public import Supervisor
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.notices.actions import notify
from xinglin.kit.half_months import slot_of

from .. import rules
from ..enums import Source
from ..models import Avoidance, RotationPlan, Stint, Teaching, TeachingLimit
from ..queries.standards import base_of
from ..queries.teaching import JOINED, Department, departments_read, teaching_of
from ..rules import teaching as may
from ..rules.sharing import Loads, Rotation, share, why_alone

SOON = timedelta(days=7)  # who begins later is told with all others (ROT-10)
KEPT = "须由同一位老师带教"


@action("rotation.supervisors_assigned", "分配带教老师")
def assign_supervisors(stints: "QuerySet[Stint]", *, supervisor: int, by: Actor) -> Outcome:
    """This supervisor teaches these from now on, as far as he may have so many. Keys are those of the stints."""
    office = _Office(stints, by)
    for stint in office.stints:
        there, teaching = office.departments[stint.department_id], teaching_of(stint)
        if teaching and teaching.supervisor_id == supervisor:
            office.outcome.unchanged.append(stint.pk)
        elif why := there.take(stint, supervisor):
            office.outcome.refused[stint.pk] = why
        else:
            office.given[stint.pk] = supervisor
    return office.written(Source.BY_HAND, by)


@action("rotation.supervisors_shared", "自动分配带教老师")
def share_supervisors(stints: "QuerySet[Stint]", *, month: int, by: Actor) -> Outcome:
    """Give a supervisor to each of these that has none, or whose has gone, so that the load of this month is even;
    others keep theirs, and stints that follow each other in a department get the same. Keys are those of the stints.
    """
    office = _Office(stints, by)
    chosen: dict[int, list[Stint]] = defaultdict(list)
    for stint in office.stints:
        if why := may.may_teach(stint):
            office.outcome.refused[stint.pk] = why
        elif office.is_taught(stint):
            office.outcome.unchanged.append(stint.pk)
        else:
            chosen[stint.department_id].append(stint)
    this = slot_of(localdate())
    for pk, wanted in sorted(chosen.items()):
        _share(office, office.departments[pk], wanted, [s for s in (month * 2, month * 2 + 1) if s >= this])
    return office.written(Source.FILLED, by)


def _share(office: "_Office", there: Department, wanted: Sequence[Stint], asked: Sequence[int]) -> None:
    runs = _runs(there, {stint.pk for stint in wanted})
    fixed = [each for each in there.rotations.values() if each.now is not None]
    rotations = [_as_one(run, there) for run in runs]
    slots = {slot for each in (*fixed, *rotations) for slot in each.limits}.union(asked)
    terms = there.there(slots)
    given = share([*fixed, *rotations], terms, asked)
    loads = Loads(fixed)
    for each in rotations:
        if each.key in given:
            loads.put(each, given[each.key])
    for run, each in zip(runs, rotations, strict=True):
        for stint in run:
            if each.key in given:
                office.given[stint.pk] = given[each.key]
            else:
                present = [pk for pk, held in terms.items() if held & each.limits.keys()]
                office.outcome.refused[stint.pk] = why_alone(each, present, loads)


def _runs(there: Department, wanted: set[int]) -> list[list[Stint]]:
    """Stints without a supervisor that follow each other for one resident, where one of them was asked for."""
    open_ones = [stint for stint in there.stints if there.rotations[stint.pk].now is None and not may.may_teach(stint)]
    runs: list[list[Stint]] = []
    for stint in sorted(open_ones, key=lambda each: (each.resident_id, each.first)):
        last = runs[-1][-1] if runs else None
        if last and last.resident_id == stint.resident_id and last.first + last.half_months == stint.first:
            runs[-1].append(stint)
        else:
            runs.append([stint])
    return [run for run in runs if wanted & {stint.pk for stint in run}]


def _as_one(run: Sequence[Stint], there: Department) -> Rotation:
    """A run as one rotation; the supervisor whom the resident has before or after it keeps him, if he can."""
    parts = [there.rotations[stint.pk] for stint in run]
    barred = {pk: why for each in parts for pk, why in each.barred.items()}
    begin, end = run[0].first, run[-1].first + run[-1].half_months
    beside = [
        there.rotations[each.pk].now
        for each in there.stints
        if each.resident_id == run[0].resident_id and (each.first + each.half_months == begin or each.first == end)
    ]
    if keeper := next((pk for pk in beside if pk in there.supervisors and pk not in barred), None):
        barred |= {pk: KEPT for pk in there.supervisors if pk != keeper and pk not in barred}
    return Rotation(run[0].pk, {t: most for each in parts for t, most in each.limits.items()}, barred)


@action("rotation.teachings_withdrawn", "取消带教分配")
def withdraw_teachings(stints: "QuerySet[Stint]", *, by: Actor) -> Outcome:
    """Nobody is named for these any more. Keys are those of the stints."""
    office = _Office(stints, by)
    for stint in office.stints:
        why = may.may_teach(stint) or (None if teaching_of(stint) else "还没有分配带教老师。")
        if why:
            office.outcome.refused[stint.pk] = why
        else:
            office.outcome.done.append(stint.pk)
    Teaching._base_manager.filter(stint__in=office.outcome.done).delete()
    return office.outcome


class _Office:
    """The stints that `by` may assign, locked with their plans, and the departments they lie in as they are now."""

    def __init__(self, stints: "QuerySet[Stint]", by: Actor) -> None:
        asked = visible(Stint, by, may.TEACH).filter(pk__in=stints.order_by().values("pk"))
        plans = RotationPlan._base_manager.filter(pk__in=asked.values("resident__plan"))
        list(plans.select_for_update(no_key=True).order_by("pk"))  # one at a time assigns in a base
        found = claim(stints, by, may.TEACH, *JOINED, "department", "stay", "teaching")
        self.stints = sorted(found, key=lambda stint: (stint.first, stint.pk))
        self.outcome = Outcome(labels={stint.pk: stint.resident.training.person.name for stint in found})
        keys = {stint.department_id for stint in found}
        self.departments: Mapping[int, Department] = departments_read(keys, slot_of(localdate()))
        for key in keys:
            self.departments[key]  # one that nobody is appointed in and nobody comes to stands there, too
        self.given: dict[int, int] = {}

    def is_taught(self, stint: Stint) -> bool:
        """By somebody who is still appointed there?"""
        rotation = self.departments[stint.department_id].rotations.get(stint.pk)
        return rotation is not None and rotation.now is not None

    def written(self, source: Source, by: Actor) -> Outcome:
        """Write who teaches whom, and tell those for whom it begins at once."""
        Teaching._base_manager.bulk_create(
            [
                Teaching(stint_id=stint, supervisor_id=supervisor, source=source, assigned_by=by.name)
                for stint, supervisor in sorted(self.given.items())
            ],
            update_conflicts=True,
            unique_fields=["stint"],
            update_fields=["supervisor", "source", "assigned_at", "assigned_by"],
        )
        self.outcome.done = sorted(self.given)
        self._tell(by)
        return self.outcome

    def _tell(self, by: Actor) -> None:
        soon = {
            stint.pk: stint
            for there in self.departments.values()
            for stint in there.stints
            if stint.pk in self.given and stint.starts_on <= localdate() + SOON
        }
        teachers = {pk: each for there in self.departments.values() for pk, each in there.supervisors.items()}
        told = [teachers[self.given[pk]].person.account_id for pk in soon]
        residents = [stint.resident.training.person.account_id for stint in soon.values()]
        notify(_given(told), "您有新的学员", "请在“我的学员”中查看轮转时间，安排带教。", "/rotation/taught/", by=by)
        notify(_given(residents), "已为您安排带教老师", "请在“我的轮转”中查看。", "/rotation/mine/", by=by)


def _given(accounts: Iterable[int | None]) -> list[int]:
    return [pk for pk in accounts if pk]


@action("rotation.teaching_limits_kept", "设置带教人数上限")
def keep_teaching_limits(rows: Sequence[tuple[int, date]], *, by: Actor) -> Outcome:
    """From a day on a supervisor of the actor's base teaches so many at once: (residents, first day); keys are indexes
    of `rows`. Who has more already keeps them until they leave.
    """
    base = base_of(by)
    if not base or not by.may(rules.PLAN):
        raise Refused("带教人数上限由培训基地设置，请切换为教学部身份。")
    outcome = Outcome.judged((index, may.may_limit_teaching(most)) for index, (most, _) in enumerate(rows))
    TeachingLimit._base_manager.bulk_create(
        [
            TeachingLimit(institution_id=base, most=most, valid_from=day)
            for most, day in (rows[index] for index in outcome.done)
        ],
        update_conflicts=True,
        unique_fields=["institution", "version", "valid_from"],
        update_fields=["most"],
    )
    return outcome


@action("rotation.avoidances_recorded", "登记带教回避")
def record_avoidances(stints: "QuerySet[Stint]", *, supervisor: int, reason: str, by: Actor) -> Outcome:
    """This supervisor is not to teach the residents of these stints. Who does so now is to be replaced by hand."""
    found = claim(stints, by, may.TEACH, "resident__training__person")
    is_known = visible(Supervisor, by, may.TEACH).filter(pk=supervisor).exists()
    why = may.why_not_avoided(reason) or (None if is_known else "没有找到该带教老师，请重新选择。")
    standing = set(Avoidance._base_manager.filter(supervisor=supervisor).values_list("training", flat=True))
    outcome = Outcome(labels={stint.pk: stint.resident.training.person.name for stint in found})
    fresh: dict[int, Avoidance] = {}
    for stint in found:
        training = stint.resident.training_id
        if why:
            outcome.refused[stint.pk] = why
        elif training in standing:
            outcome.unchanged.append(stint.pk)
        else:
            outcome.done.append(stint.pk)
            facts = {"supervisor_id": supervisor, "reason": reason.strip(), "recorded_by": by.name}
            fresh[training] = Avoidance(training_id=training, **facts)
    Avoidance._base_manager.bulk_create(fresh.values(), ignore_conflicts=True)
    return outcome


@action("rotation.avoidances_lifted", "取消带教回避")
def lift_avoidances(rows: "QuerySet[Avoidance]", *, by: Actor) -> Outcome:
    """Keys are primary keys."""
    found = claim(rows, by, may.TEACH, "training__person")
    Avoidance._base_manager.filter(pk__in=[each.pk for each in found]).delete()
    return Outcome(done=[each.pk for each in found])
