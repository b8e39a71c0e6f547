"""Changing a draft stint by stint: move, swap, split, another department, lock, undo (ROT-04).

Each change by hand leaves an `Edit` with what stood before, the newest of which can be taken back.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.kit.half_months import months_of, span_shown

from .. import rules
from ..enums import Source
from ..models import Edit, RotationPlan, Stint
from ..models.plans import KEPT
from ..queries.standards import own_departments

WRITTEN = ("department", "line", "first", "half_months", "is_locked", "source")
JOINED = ("resident__plan", "resident__training__person", "department", "line")


@action("rotation.stints_moved", "移动轮转")
def move_stints(stints: "QuerySet[Stint]", *, first: int, by: Actor) -> Outcome:
    """These stints begin at the half month `first` instead. Keys are primary keys."""
    draft = _Draft(stints, by)
    for stint in draft.stints:
        others = [each for each in draft.of(stint.resident_id) if each.pk != stint.pk]
        plan = stint.resident.plan
        if not draft.refuse(stint, rules.may_edit(plan) or rules.may_move(stint, first, others, plan)):
            draft.note(stint, f"移至 {span_shown(first, stint.half_months)}")
            stint.first = first
    return draft.written(by)


@action("rotation.stints_swapped", "对调轮转")
def swap_stints(stints: "QuerySet[Stint]", *, other: int, by: Actor) -> Outcome:
    """Each of these changes places with the stint of key `other`: within one resident they change their order, and
    what lies between stays between; between two residents of the same time they change departments.
    """
    draft = _Draft(stints, by, besides=[other])
    partner = draft.by_key.get(other)
    for stint in [each for each in draft.stints if each.pk != other or len(draft.stints) == 1]:
        if partner is None or stint.resident.plan_id != partner.resident.plan_id:
            draft.refuse(stint, "没有找到要对调的轮转，请刷新后重新选择。")
        elif not draft.refuse(stint, rules.may_edit(stint.resident.plan) or rules.may_swap(stint, partner)):
            draft.note(stint, f"与{partner.resident.training.person.name}的{partner.department.name}对调")
            if stint.resident_id == partner.resident_id:
                draft.refuse_all(stint, _exchange(draft.of(stint.resident_id), stint, partner))
            else:
                stint.department, partner.department = partner.department, stint.department
                stint.line, partner.line = partner.line, stint.line
    return draft.written(by)


def _exchange(own: Sequence[Stint], one: Stint, other: Stint) -> str | None:
    """Change the order of two stints of one resident; those between move along, pauses stay where they were."""
    early, late = sorted((one, other), key=lambda stint: stint.first)
    between = [s for s in own if early.first < s.first < late.first]
    if locked := next((s for s in between if s.is_locked), None):
        return f"两段之间的{locked.department.name}已锁定，请先解除锁定。"
    shift = late.half_months - early.half_months
    end = late.first + late.half_months
    late.first, early.first = early.first, end - early.half_months
    for stint in between:
        stint.first += shift
    return None


@action("rotation.stints_split", "拆分轮转")
def split_stints(stints: "QuerySet[Stint]", *, after: int, by: Actor) -> Outcome:
    """Make two of each, the first of `after` half months. Keys are primary keys."""
    draft = _Draft(stints, by)
    for stint in draft.stints:
        if not draft.refuse(stint, rules.may_edit(stint.resident.plan) or rules.may_split(stint, after)):
            draft.note(stint, f"拆分为 {months_of(after)} 和 {months_of(stint.half_months - after)} 个月")
            rest = {name: getattr(stint, name) for name in KEPT}
            rest |= {"first": stint.first + after, "half_months": stint.half_months - after}
            draft.made.append(Stint(**rest))
            stint.half_months = after
    return draft.written(by)


@action("rotation.stints_reassigned", "调整轮转科室")
def reassign_stints(stints: "QuerySet[Stint]", *, department: Unit, by: Actor) -> Outcome:
    """Another department of the base for these stints. Keys are primary keys."""
    draft = _Draft(stints, by)
    is_own = own_departments(by).filter(pk=department.pk).exists()
    for stint in draft.stints:
        why = rules.may_edit(stint.resident.plan) or rules.may_change(stint)
        if not is_own:
            why = "只能选择本基地启用的科室，请重新选择。"
        if not draft.refuse(stint, why):
            draft.note(stint, f"改为{department.name}")
            stint.department, stint.source = department, Source.BY_HAND
    return draft.written(by)


@action("rotation.stints_locked", "锁定轮转")
def lock_stints(stints: "QuerySet[Stint]", *, by: Actor) -> Outcome:
    """Nothing moves them until they are unlocked, the planner included. Keys are primary keys."""
    return _set_lock(_Draft(stints, by), True, by)


@action("rotation.stints_unlocked", "解除锁定")
def unlock_stints(stints: "QuerySet[Stint]", *, by: Actor) -> Outcome:
    """Keys are primary keys."""
    return _set_lock(_Draft(stints, by), False, by)


def _set_lock(draft: "_Draft", is_locked: bool, by: Actor) -> Outcome:
    for stint in draft.stints:
        if not draft.refuse(stint, rules.may_edit(stint.resident.plan)):
            draft.note(stint, "锁定" if is_locked else "解除锁定")
            stint.is_locked = is_locked
    return draft.written(by)


@action("rotation.stints_removed", "移除轮转")
def remove_stints(stints: "QuerySet[Stint]", *, by: Actor) -> Outcome:
    """Leave the time empty. Keys are primary keys."""
    draft = _Draft(stints, by)
    for stint in draft.stints:
        if not draft.refuse(stint, rules.may_edit(stint.resident.plan) or rules.may_change(stint)):
            draft.note(stint, "移除")
            draft.removed.append(stint.pk)
    return draft.written(by)


@action("rotation.edits_undone", "撤销上一步调整")
def undo_edits(plans: "QuerySet[RotationPlan]", *, edit: int | None = None, by: Actor) -> Outcome:
    """Take back the last change by hand of each draft: its stints are again what they were. Keys are plans.

    `edit`: the change that was seen to be the last; nobody takes back what another has done meanwhile.
    """
    claimed = claim(plans, by, rules.PLAN)
    last: dict[int, Edit] = {}
    for each in Edit.objects.filter(plan__in=claimed, undone_at=None).order_by("pk"):
        last[each.plan_id] = each
    outcome = Outcome.judged(
        (plan.pk, rules.may_edit(plan) or rules.may_undo(last.get(plan.pk), edit)) for plan in claimed
    )
    outcome.labels = {plan.pk: plan.name for plan in claimed}
    undone = [last[pk] for pk in outcome.done]
    Stint._base_manager.filter(pk__in=[key for each in undone for key in each.made]).delete()
    rewrite([Stint(**stint) for each in undone for stint in each.before], WRITTEN)
    Edit.objects.filter(pk__in=[each.pk for each in undone]).update(undone_at=timezone.now())
    return outcome


class _Draft:
    """The stints asked for that `by` may plan, with all others of their residents, locked; and what is to become."""

    def __init__(self, stints: "QuerySet[Stint]", by: Actor, besides: Sequence[int] = ()) -> None:
        asked = visible(Stint, by, rules.PLAN)
        wanted = asked.filter(pk__in=stints.order_by().values("pk"))
        plans = RotationPlan._base_manager.filter(residents__stints__in=wanted).values("pk")
        list(RotationPlan._base_manager.filter(pk__in=plans).select_for_update().order_by("pk"))
        chosen = set(wanted.values_list("pk", flat=True))
        of = asked.filter(pk__in=[*chosen, *besides]).values("resident")
        rows = Stint._base_manager.filter(resident__in=of).select_related(*JOINED).order_by("first", "pk")
        self.by_key: dict[int, Stint] = {stint.pk: stint for stint in rows}
        self.stints = [stint for pk, stint in sorted(self.by_key.items()) if pk in chosen]
        self.residents: dict[int, list[Stint]] = defaultdict(list)
        for stint in self.by_key.values():
            self.residents[stint.resident_id].append(stint)
        self.before = {pk: stint.kept for pk, stint in self.by_key.items()}
        self.words: dict[int, str] = {}
        self.made: list[Stint] = []
        self.removed: list[int] = []
        self.outcome = Outcome(labels={s.pk: s.resident.training.person.name for s in self.stints})

    def of(self, resident: int) -> list[Stint]:
        """All stints of a resident in order, as they now are to be."""
        return sorted(self.residents[resident], key=lambda stint: stint.first)

    def refuse(self, stint: Stint, why: str | None) -> bool:
        """Note why not; was it refused?"""
        if why:
            self.outcome.refused[stint.pk] = why
        return why is not None

    def refuse_all(self, stint: Stint, why: str | None) -> None:
        """A swap that turned out not to go: it is as if it had not been asked for."""
        if self.refuse(stint, why):
            self.words.pop(stint.pk)

    def note(self, stint: Stint, words: str) -> None:
        """What is done to it, for the list of changes."""
        where = f"{stint.department.name} {span_shown(stint.first, stint.half_months)}"
        self.words[stint.pk] = f"{stint.resident.training.person.name} {where}：{words}"

    def written(self, by: Actor) -> Outcome:
        """Write what has become of them, and remember what was."""
        changed = [s for pk, s in self.by_key.items() if pk not in self.removed and s.kept != self.before[pk]]
        Stint._base_manager.filter(pk__in=self.removed).delete()
        rewrite(changed, WRITTEN)
        made = Stint._base_manager.bulk_create(self.made)  # last: what they take the room of is shorter now
        touched: dict[int, dict[str, list[Any]]] = defaultdict(lambda: {"before": [], "made": [], "words": []})
        for pk in [*(s.pk for s in changed), *self.removed]:
            touched[self.by_key[pk].resident.plan_id]["before"].append(self.before[pk])
        plans = {stint.resident_id: stint.resident.plan_id for stint in self.by_key.values()}
        for new in made:
            touched[plans[new.resident_id]]["made"].append(new.pk)
        for pk, words in self.words.items():
            touched[self.by_key[pk].resident.plan_id]["words"].append(words)
        Edit.objects.bulk_create(_edit(plan, facts, by) for plan, facts in touched.items() if facts["before"])
        self.outcome.done = sorted(self.words)
        return self.outcome


def _edit(plan: int, facts: Mapping[str, list[Any]], by: Actor) -> Edit:
    more = f" 等 {len(facts['words'])} 段" if len(facts["words"]) > 1 else ""
    title = f"{facts['words'][0]}{more}"[:200]
    return Edit(plan_id=plan, title=title, before=facts["before"], made=facts["made"], by=by.name)
