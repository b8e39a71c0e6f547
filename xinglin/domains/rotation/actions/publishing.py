"""Putting a plan in force (ROT-02)."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.domains.training.public import BOUND
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.notices.actions import notify

from .. import rules
from ..enums import PlanState
from ..models import Edit, PlannedResident, RotationPlan, Stay, Stint


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
    Edit.objects.filter(plan__in=outcome.done).delete()
    accounts = comparison.concerned(outcome.done)
    notify(accounts, "您的轮转安排已发布", "请查看各科室的轮转时间。", "/rotation/mine/", by=by)
    return outcome


Place = tuple[int, int, int]  # training, department, first half month: where a stint of another version is found again


class _Comparison:
    """What plans are compared with that are to be put in force: those in force at the same time."""

    def __init__(self, plans: Sequence[RotationPlan], old: Sequence[RotationPlan]) -> None:
        self.old, self.replaced, self.taken = old, set[int](), list[RotationPlan]()
        self.moved: list[Stay] = []  # 入科 and 出科 that go over to the new plans' stints
        keys = [plan.pk for plan in (*plans, *old)]
        self.stints: dict[int, dict[Place, Stint]] = defaultdict(dict)
        rows = Stint._base_manager.filter(resident__plan__in=keys)
        for stint in rows.select_related("resident__training__person", "stay"):
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
        return why

    def concerned(self, published: Collection[int]) -> list[int]:
        """Accounts of the residents whose rotation is another than in the plans replaced."""
        before = {(place, s.half_months) for key in self.replaced for place, s in self.stints[key].items()}
        changed = {
            stint.resident.training.person.account_id
            for key in published
            for place, stint in self.stints[key].items()
            if (place, stint.half_months) not in before
        }
        return [pk for pk in changed if pk]


def _at_once(plan: RotationPlan, other: RotationPlan) -> bool:
    return (
        plan.institution_id == other.institution_id
        and plan.first < other.first + other.half_months
        and other.first < plan.first + plan.half_months
    )
