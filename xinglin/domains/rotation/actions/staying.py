"""入科, 出科 and 请假 (ROT-07)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.domains.training.public import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.queries import members_of
from xinglin.kit.half_months import slot_of

from .. import rules
from ..enums import PlanState
from ..models import Leave, LeaveLimit, PlannedResident, RotationPlan, Stay, Stint
from ..queries.beside import NEEDED_STAYS
from ..queries.plans import Needs, approved_years, extensions, last_day_of, lock_plans
from ..queries.standards import base_of

JOINED = ("resident__plan", "resident__training__person", "department", "stay")


def _judged(stints: "QuerySet[Stint]", by: Actor, rule: Callable[[Stint], str | None]) -> tuple[Outcome, list[Stint]]:
    _lock_plans(stints, by)
    claimed = claim(stints, by, rules.STAYS, *JOINED)
    outcome = Outcome.judged((stint.pk, rule(stint)) for stint in claimed)
    outcome.labels = {stint.pk: stint.resident.training.person.name for stint in claimed}
    return outcome, [stint for stint in claimed if stint.pk not in outcome.refused]


def _lock_plans(stints: "QuerySet[Stint]", by: Actor) -> None:
    """First of all: nobody puts another plan in force meanwhile, which would take over what has begun without this."""
    asked = visible(Stint, by, rules.STAYS).filter(pk__in=stints.order_by().values("pk"))
    lock_plans(RotationPlan._base_manager.filter(residents__stints__in=asked))


@action("rotation.entries_confirmed", "入科确认")
def confirm_entries(stints: "QuerySet[Stint]", *, entered_on: date | None = None, by: Actor) -> Outcome:
    """They came to the department on this day; if none is said, on the first of their stint or, before it, today. From
    then on they record what they do there, however late it is confirmed. Keys are those of the stints.
    """
    outcome, fit = _judged(stints, by, lambda stint: rules.may_enter(stint, entered_on))
    Stay._base_manager.bulk_create(
        Stay(stint=stint, entered_on=entered_on or min(stint.starts_on, localdate()), entered_by=by.name)
        for stint in fit
    )
    return outcome


@action("rotation.entries_undone", "撤销入科")
def undo_entries(stints: "QuerySet[Stint]", *, by: Actor) -> Outcome:
    """It was noted by mistake. Keys are those of the stints."""
    _lock_plans(stints, by)
    entered = Stay._base_manager.filter(stint__in=stints.order_by().values("pk")).values_list("pk", flat=True)
    entered = entered.select_for_update().order_by("pk")  # nothing is recorded of them meanwhile
    needed = {pk: why for ask in NEEDED_STAYS for pk, why in ask(list(entered)).items()}
    outcome, _ = _judged(stints, by, lambda stint: rules.may_undo_entry(stint, needed))
    Stay._base_manager.filter(stint__in=outcome.done).delete()
    return outcome


@action("rotation.exits_confirmed", "出科确认")
def confirm_exits(stints: "QuerySet[Stint]", *, left_on: date, absent_days: int = 0, by: Actor) -> Outcome:
    """They have left the department, and were absent so many days beside their leave. Keys are those of the stints."""
    outcome, fit = _judged(stints, by, lambda stint: rules.may_leave(stint, left_on))
    for stint in fit:
        stint.stay.left_on, stint.stay.left_by = left_on, by.name
        stint.stay.absent_days, stint.stay.confirmed_at = absent_days, timezone.now()
    rewrite([stint.stay for stint in fit], ["left_on", "left_by", "absent_days", "confirmed_at"])
    return outcome


@action("rotation.leaves_recorded", "请假登记")
def record_leaves(
    stints: "QuerySet[Stint]", *, kind: str, starts_on: date, ends_on: date, note: str | None = None, by: Actor
) -> Outcome:
    """These residents are away from their department in this time; beyond the base's limit it extends their training,
    which plans then reckon with. Keys are those of the stints.
    """
    claimed = claim(stints, by, rules.LEAVES, *JOINED)
    people = Training._base_manager.filter(pk__in=[stint.resident.training_id for stint in claimed]).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk"))  # two departments do not note the same days
    standing = Needs(0).leaves({stint.resident.training_id for stint in claimed})
    outcome = Outcome.judged(
        (stint.pk, rules.may_take_leave(stint, starts_on, ends_on, standing[stint.resident.training_id]))
        for stint in claimed
    )
    outcome.labels = {stint.pk: stint.resident.training.person.name for stint in claimed}
    leaves = {
        stint.resident.training_id: Leave(
            training_id=stint.resident.training_id,
            department_id=stint.department_id,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            note=(note or "").strip(),
            recorded_by=by.name,
        )
        for stint in claimed
        if stint.pk not in outcome.refused
    }
    trainings = [stint.resident.training for stint in claimed if stint.resident.training_id in leaves]
    before = extensions(trainings)
    Leave._base_manager.bulk_create(leaves.values())
    _extend(leaves)
    _tell_base(trainings, before, by)
    return outcome


def _tell_base(trainings: Sequence[Training], before: Mapping[int, int], by: Actor) -> None:
    """How many are now on leave beyond the limit: the teaching department looks after the end of their training.

    Nobody is named: a notice also goes out as mail, and the page to which it leads names them.
    """
    over = {pk: days - before[pk] for pk, days in extensions(trainings).items() if days > before[pk]}
    bases = {training.institution_id for training in trainings if training.pk in over}
    staff = [account for _, account in members_of(sorted(bases), [Role.BASE_ADMIN]) if account != by.account_id]
    words = "姓名和顺延后的培训结束日期见“请假管理”；需要补足轮转的，请编制轮转计划的新版本。"
    notify(staff, f"{len(over)} 名住院医师请假超过上限，培训顺延", words, "/rotation/leaves/", by=by)


@action("rotation.leaves_removed", "删除请假")
def remove_leaves(leaves: "QuerySet[Leave]", *, by: Actor) -> Outcome:
    """They were noted by mistake. Keys are primary keys."""
    found = claim(leaves, by, rules.LEAVES)
    Leave._base_manager.filter(pk__in=[leave.pk for leave in found]).delete()
    _extend({leave.training_id for leave in found})
    return Outcome(done=[leave.pk for leave in found])


def _extend(trainings: Collection[int]) -> None:
    """The residents' time in drafts and in the plan in force ends where leave beyond the limit puts it."""
    rows = PlannedResident._base_manager.filter(training__in=trainings).exclude(plan__state=PlanState.SUPERSEDED)
    residents = list(rows.select_related("training").select_for_update(of=("self",)).order_by("pk"))
    records = [resident.training for resident in residents]
    years, over = approved_years(records), extensions(records)
    for resident in residents:
        last = last_day_of(resident.training, years[resident.training_id]) + timedelta(over[resident.training_id])
        resident.half_months = slot_of(last) + 1 - resident.first
    rewrite(residents, ["half_months"])


@action("rotation.leave_limits_kept", "设置请假天数上限")
def keep_leave_limits(rows: Sequence[tuple[int, date]], *, by: Actor) -> Outcome:
    """From a day on so many days of leave in a year of training: (days, first day); keys are indexes of `rows`."""
    base = base_of(by)
    if not base or not by.may(rules.PLAN):
        raise Refused("请假天数上限由培训基地设置，请切换为教学部身份。")
    LeaveLimit._base_manager.bulk_create(
        [LeaveLimit(institution_id=base, days=days, valid_from=day) for days, day in rows],
        update_conflicts=True,
        unique_fields=["institution", "valid_from"],
        update_fields=["days"],
    )
    residents = PlannedResident._base_manager.filter(plan__institution=base)
    _extend(set(residents.values_list("training", flat=True)))
    return Outcome(done=list(range(len(rows))))
