"""Putting a plan in force (ROT-02)."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.domains.training.public import BOUND
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.notices.actions import notify
from xinglin.kit.half_months import slot_of

from .. import rules
from ..enums import PlanState
from ..models import Edit, PlannedResident, RotationPlan, Stay, Stint
from ..queries.teaching import departments_read, teaching_of


@action("rotation.plans_published", "发布轮转计划")
def publish_plans(plans: "QuerySet[RotationPlan]", *, by: Actor) -> Outcome:
    """Put drafts in force. Plans of the same time that were are replaced, and what has begun in them goes on in these;
    residents whose rotation is another are told. Keys are primary keys.
    """
    claimed = claim(plans, by, rules.PLAN)
    in_force = RotationPlan._base_manager.filter(state=PlanState.PUBLISHED)
    old = in_force.filter(institution__in={plan.institution_id for plan in claimed}).select_for_update()
    comparison = _Comparison(claimed, list(old.order_by("pk")))
    outcome = Outcome.judged((plan.pk, comparison.judge(plan)) for plan in claimed)
    outcome.labels = {plan.pk: plan.name for plan in claimed}
    rows = RotationPlan._base_manager
    rows.filter(pk__in=comparison.replaced).update(state=PlanState.SUPERSEDED)
    rows.filter(pk__in=outcome.done).update(
        state=PlanState.PUBLISHED, published_at=timezone.now(), published_by=by.name
    )
    rewrite(comparison.moved, ["stint"])
    _take_over(comparison.taught)
    Edit.objects.filter(plan__in=outcome.done).delete()
    accounts = comparison.concerned(outcome.done)
    notify(accounts, "您的轮转安排已发布", "请查看各科室的轮转时间。", "/rotation/mine/", by=by)
    return outcome


def _take_over(pairs: Sequence[tuple[Stint, Stint]]) -> None:
    """Who teaches whom goes over to the new plans' stints; where their time is another, only if he still can.

    What cannot go over stays with the plan replaced, and the resident is again without a supervisor.
    """
    same = [(old, new) for old, new in pairs if rules.stay_of(old) or _time_of(old) == _time_of(new)]
    other = {new.pk: old for old, new in pairs if (old, new) not in same}
    for old, new in same:
        old.teaching.stint = new
    rewrite([old.teaching for old, _ in same], ["stint"])
    departments = departments_read({old.department_id for old in other.values()}, slot_of(localdate()))
    fresh = [s for there in departments.values() for s in there.stints if s.pk in other]
    able = [s for s in fresh if departments[s.department_id].take(s, other[s.pk].teaching.supervisor_id) is None]
    for stint in able:
        other[stint.pk].teaching.stint = stint
    rewrite([other[stint.pk].teaching for stint in able], ["stint"])


def _time_of(stint: Stint) -> tuple[int, int]:
    return stint.first, stint.half_months


Place = tuple[int, int, int]  # training, department, first half month: where a stint of another version is found again


class _Comparison:
    """What plans are compared with that are to be put in force: those in force at the same time."""

    def __init__(self, plans: Sequence[RotationPlan], old: Sequence[RotationPlan]) -> None:
        self.old, self.replaced, self.taken = old, set[int](), list[RotationPlan]()
        self.moved: list[Stay] = []  # 入科 and 出科 that go over to the new plans' stints
        self.taught: list[tuple[Stint, Stint]] = []  # stints with a supervisor, and those of the same rotation now
        keys = [plan.pk for plan in (*plans, *old)]
        self.stints: dict[int, dict[Place, Stint]] = defaultdict(dict)
        rows = Stint._base_manager.filter(resident__plan__in=keys)
        for stint in rows.select_related("resident__training__person", "stay", "teaching"):
            place = (stint.resident.training_id, stint.department_id, stint.first)
            self.stints[stint.resident.plan_id][place] = stint
        self.bound: dict[int, dict[int, str]] = defaultdict(dict)
        residents = PlannedResident._base_manager.filter(plan__in=keys, training__status__in=BOUND)
        for plan, training, name in residents.values_list("plan", "training", "training__person__name"):
            self.bound[plan][training] = name

    def judge(self, plan: RotationPlan) -> str | None:
        """Why it cannot be put in force; what it replaces is noted otherwise."""
        if any(_at_once(plan, other) for other in self.taken):
            return "与同时发布的另一计划周期重叠，请分别发布。"
        earlier, own = [each for each in self.old if _at_once(plan, each)], self.stints[plan.pk]
        bound = {training: name for each in earlier for training, name in self.bound[each.pk].items()}
        missing = [name for training, name in bound.items() if training not in self.bound[plan.pk]]
        begun = {p: s for each in earlier for p, s in self.stints[each.pk].items() if rules.stay_of(s)}
        broken = sorted({s.resident.training.person.name for place, s in begun.items() if place not in own})
        why = rules.may_publish(plan, len(own), missing, broken)
        if why is None:
            self.taken.append(plan)
            self.replaced |= {each.pk for each in earlier}
            for place, stint in begun.items():
                stint.stay.stint = own[place]
                self.moved.append(stint.stay)
            for each in earlier:
                self._follow(self.stints[each.pk], own)
        return why

    def _follow(self, old: dict[Place, Stint], new: dict[Place, Stint]) -> None:
        """Pair stints that have a supervisor with the new plan's of the same resident and department at that time."""
        by_rotation: dict[tuple[int, int], list[Stint]] = defaultdict(list)
        for (training, department, _), stint in new.items():
            by_rotation[training, department].append(stint)
        taken: set[int] = set()
        for place, stint in sorted(old.items(), key=lambda item: item[0] not in new):  # the surest first
            near = [new[place]] if place in new else by_rotation[place[0], place[1]]
            same = next((each for each in near if each.pk not in taken and _meet(stint, each)), None)
            if teaching_of(stint) and same:
                taken.add(same.pk)
                self.taught.append((stint, same))

    def concerned(self, published: Collection[int]) -> list[int]:
        """Accounts of the residents in training whose rotation is another than in the plans replaced."""
        before = {(place, s.half_months) for key in self.replaced for place, s in self.stints[key].items()}
        changed = {
            stint.resident.training.person.account_id
            for key in published
            for place, stint in self.stints[key].items()
            if (place, stint.half_months) not in before and stint.resident.training_id in self.bound[key]
        }
        return [pk for pk in changed if pk]


def _at_once(plan: RotationPlan, other: RotationPlan) -> bool:
    return plan.institution_id == other.institution_id and _meet(plan, other)


def _meet(one: RotationPlan | Stint, other: RotationPlan | Stint) -> bool:
    return one.first < other.first + other.half_months and other.first < one.first + one.half_months
