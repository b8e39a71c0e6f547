"""What the planner needs to know of a base, read from its tables, and what it is asked (ROT-20).

What has begun by the plan in force stays as it is; what the draft has locked stays where it is; everything else is laid
anew by standard and approved length. Constant number of statements.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from xinglin.domains.reference.public import RotationStandard
from xinglin.domains.training.public import BOUND
from xinglin.engines.access.models import Unit
from xinglin.kit.half_months import first_day, overlap, slot_of
from xinglin.kit.rotations.model import Department, Hospital, Plan, Resident, Run
from xinglin.kit.rotations.months import in_months

from ..enums import Goal, PlanState, Source
from ..models import Elective, Forbidden, Leave, PlannedResident, RotationPlan, Stint
from ..rules import arranging, stay_of
from ..rules.arranging import Facts, Piece, Stretch
from ..rules.filling import blocks_of
from .plans import Needs
from .repeating import repeats_due
from .standards import needed, served_at, standards_of

Shares = list[tuple[int, int]]  # department, half months


@dataclass(frozen=True)
class Problem:
    """The hospital as the planner takes it, with what leads back to residents, lines and half months.

    `orders` and `leaves` (resident, first slot, end): what is to be kept as far as possible, and what has come between.
    """

    plan: RotationPlan
    hospital: Hospital
    facts: tuple[Facts, ...]
    now: int  # slot
    orders: Plan | None = None
    leaves: tuple[tuple[int, int, int], ...] = ()
    unserved: tuple[str, ...] = field(default=())  # lines that no department of the base serves

    @property
    def slot(self) -> int:
        """Half months in a slot."""
        return arranging.MONTH // self.hospital.month

    @property
    def digest(self) -> str:
        """Changes with anything that a plan is made of."""
        lines = [facts.pieces for facts in self.facts]
        return arranging.digest_of(self.hospital, lines, self.orders, self.leaves)

    def stints(self, runs: Sequence[Sequence[Run]]) -> list[list[int | None]]:
        """A plan as rows: resident, department, line, first, half months."""
        keys = [int(each.key) for each in self.hospital.departments]
        first, end = self.plan.first, self.plan.first + self.plan.half_months
        return [
            [facts.resident, *stretch]
            for facts, own in zip(self.facts, runs, strict=True)
            for stretch in arranging.stretches_of(facts, self._in_half_months(own), keys, first, end)
        ]

    def _in_half_months(self, runs: Sequence[Run]) -> list[Run]:
        if self.slot == 1:
            return list(runs)
        return [Run(run.department, tuple(2 * slot + n for slot in run.slots for n in (0, 1))) for run in runs]


class Reading:
    """The facts of a plan's residents."""

    def __init__(self, plan: RotationPlan, today: date) -> None:
        self.plan, self.end = plan, plan.first + plan.half_months
        rows = plan.residents.filter(training__status__in=BOUND).select_related("training__person")
        self.residents: list[PlannedResident] = list(rows.order_by("pk"))
        trainings = [each.training_id for each in self.residents]
        self.own = self._by_training(Q(resident__plan=plan))
        in_force = Q(resident__plan__institution=plan.institution_id, resident__plan__state=PlanState.PUBLISHED)
        standing = self._by_training(in_force & Q(resident__training__in=trainings))
        self.present = slot_of(today)
        self.earlier = {key: [s for s in own if s.first < plan.first] for key, own in standing.items()}
        self.begun = {key: [s for s in own if self._has_begun(s)] for key, own in standing.items()}
        self.now = self.present + 1 if any(self.begun.values()) else plan.first
        needs = Needs(plan.institution_id)
        self.leaves, self.forbidden = needs.leaves(trainings), needs.forbidden(trainings)
        self.limits, self.due = needs.capacities(), repeats_due(trainings)
        self.electives: dict[tuple[int, int], Shares] = defaultdict(list)
        for each in Elective._base_manager.filter(training__in=trainings).order_by("pk"):
            self.electives[each.training_id, each.line_id].append((each.department_id, each.half_months))
        self.served: dict[int, Shares] = defaultdict(list)
        for row in served_at(plan.institution_id).order_by("line", "place", "pk"):
            self.served[row.line_id].append((row.department_id, row.half_months))
        self.standards = standards_of(each.standard_id for each in self.residents)
        self.crowd: dict[int, float] = defaultdict(float)  # department → half months chosen, of what it takes in all
        self.unserved: dict[str, None] = {}

    def _by_training(self, condition: Q) -> dict[int, list[Stint]]:
        found = defaultdict(list)
        rows = Stint._base_manager.filter(condition).select_related("resident", "line", "stay")
        for stint in rows.order_by("first", "pk"):
            found[stint.resident.training_id].append(stint)
        return found

    def _has_begun(self, stint: Stint) -> bool:
        return stint.first >= self.plan.first and (stint.first <= self.present or stay_of(stint) is not None)

    def facts(self) -> Iterable[Facts]:
        """Of everybody: what has begun, and what the standard still asks."""
        for each in self.residents:
            begun = [_stretch(stint) for stint in self.begun.get(each.training_id, ())]
            locked = [
                _stretch(stint)
                for stint in self.own.get(each.training_id, ())
                if stint.is_locked and stint.first >= (begun[-1].end if begun else self.plan.first)
            ]
            todo = self._todo(each, begun, locked)
            begin = max(each.first, self.plan.first, self.now if begun else 0)
            yield Facts(
                each.pk,
                each.training.person.name,
                begin,
                tuple(begun),
                tuple(todo),
                tuple(locked),
                self.away(each),
                self._barred(each),
                self.present,
            )

    def _todo(self, resident: PlannedResident, begun: Sequence[Stretch], locked: Sequence[Stretch]) -> list[Piece]:
        earlier = [_stretch(stint) for stint in self.earlier.get(resident.training_id, ())]
        standard, again = self.standards[resident.standard_id], self.due.get(resident.training_id, {})
        stages = {line.pk: line.stage or 1 for line in standard.lines.all()}
        lines = [(pk, stages[pk], number + again.get(pk, 0)) for pk, number in self._needed(standard, resident.years)]
        blocks, missing = blocks_of(lines, self._shares(resident.training_id, [pk for pk, _, _ in lines]))
        self.unserved |= {line.department: None for line in standard.lines.all() if line.pk in missing}
        found = [Piece(stages.get(s.line or 0, 1), s.half_months, s.department, s.line) for s in locked]
        for pk, stage, _ in lines:
            shares = [(block.department, block.half_months) for block in blocks if block.line == pk]
            had = [(s.department, s.half_months) for s in (*earlier, *begun, *locked) if s.line == pk]
            for department, number in self._chosen(resident, pk, arranging.remaining(shares, had), had):
                found += arranging.pieces_of(pk, stage, department, number)
        return found

    def _needed(self, standard: RotationStandard, years: int) -> list[tuple[int, int]]:
        return [(line.pk, number) for line, number in needed(standard, years)]

    def _shares(self, training: int, lines: Iterable[int]) -> dict[int, Shares]:
        """What the resident has chosen, else the base's own departments."""
        return {pk: self.electives.get((training, pk)) or self.served.get(pk, []) for pk in lines}

    def _chosen(self, resident: PlannedResident, line: int, parts: Shares, had: Shares) -> Shares:
        """Where the base offers more departments than one passes and nobody has chosen: those set by hand in the draft,
        else the least crowded of them.
        """
        offered = [department for department, _ in self.served.get(line, ())]
        is_choice = any(not share for _, share in self.served.get(line, ()))
        if parts and is_choice and (resident.training_id, line) not in self.electives:
            own = self.own.get(resident.training_id, ())
            by_hand = {s.department_id for s in own if s.line_id == line and s.source == Source.BY_HAND}
            taken = [department for department, _ in had]
            wanted = [department for department in offered if department in by_hand]
            rest = [department for department in offered if department not in by_hand]
            first = arranging.chosen(parts[: len(wanted)], wanted, taken, self._crowding)
            more = arranging.chosen(parts[len(wanted) :], rest, taken, self._crowding)
            parts = [*first, *more]
        for department, number in parts:
            self.crowd[department] += number
        return parts

    def _crowding(self, department: int) -> float:
        most = self.limits.most(department, self.now // 2)
        return self.crowd[department] / (len(self.residents) if most is None else max(most, 0.5))

    def away(self, resident: PlannedResident) -> frozenset[int]:
        """Half months on leave, and those in which the resident may be in no department."""
        leaves: list[Leave] = self.leaves[resident.training_id]
        days = [(each.starts_on.toordinal(), each.ends_on.toordinal()) for each in leaves]
        found = arranging.away_in(self.plan.first, self.end, days)
        rows: list[Forbidden] = [row for row in self.forbidden[resident.training_id] if row.department_id is None]
        return found | {slot for row in rows for slot in range(slot_of(row.starts_on), slot_of(row.ends_on) + 1)}

    def _barred(self, resident: PlannedResident) -> frozenset[tuple[int, int]]:
        return frozenset(
            (row.department_id, slot)
            for row in self.forbidden[resident.training_id]
            if row.department_id
            for slot in range(self.plan.first, self.end)
            if overlap(slot, 1, (row.starts_on, row.ends_on))
        )

    def still_to_work(self, stint: Stint) -> range:
        """Its half months that a leave can move: not the one in which it begins, once that has come; nothing of a
        stint that is over.
        """
        end = stint.first + stint.half_months
        return range(stint.first + (stint.first <= self.present), end if end > self.present else stint.first)

    def as_planned(self, resident: PlannedResident, own: Sequence[Stint]) -> Facts:
        """With the plan's own stints as what is to be done."""
        todo = [Piece(s.line.stage or 1 if s.line else 1, s.half_months, s.department_id, s.line_id) for s in own]
        locked = tuple(_stretch(s) for s in own if s.is_locked and s.first >= self.now)
        name = resident.training.person.name
        stretches = tuple(_stretch(stint) for stint in own)
        return Facts(
            resident.pk, name, self.plan.first, stretches, tuple(todo), locked, forbidden=self._barred(resident)
        )

    def departments(self, keys: Iterable[int]) -> list[Department]:
        """With how many each takes in each half month; who has no limit takes everybody."""
        names = dict(Unit.objects.filter(pk__in=set(keys)).order_by("pk").values_list("pk", "name"))
        everybody, found = len(self.residents), []
        for key, name in names.items():
            rows = [self.limits.of(key, slot // 2) for slot in range(self.plan.first, self.end)]
            most = tuple(everybody if row is None or row.most is None else row.most for row in rows)
            found.append(Department(str(key), name, most, tuple(row.least if row else 0 for row in rows)))
        return found


def _stretch(stint: Stint) -> Stretch:
    return Stretch(stint.department_id, stint.line_id, stint.first, stint.half_months)


def whole_problem(plan: RotationPlan, today: date) -> Problem:
    """Everything that has not begun is laid anew."""
    reading = Reading(plan, today)
    facts = tuple(each for each in reading.facts() if each.begun or each.todo)
    hospital = in_months(_hospital(reading, facts, arranging.resident_of))
    now = max(0, reading.now - plan.first) * hospital.month // arranging.MONTH
    return Problem(plan, hospital, facts, now, unserved=tuple(reading.unserved))


def _hospital(reading: Reading, facts: Sequence[Facts], resident_of: Callable[..., Resident]) -> Hospital:
    plan = reading.plan
    departments = reading.departments(piece.department for each in facts for piece in each.pieces)
    numbers = {int(each.key): number for number, each in enumerate(departments)}
    residents = tuple(resident_of(each, numbers, plan.first, reading.end) for each in facts)
    room = arranging.with_room(departments, residents, facts, plan.first, max(0, reading.now - plan.first))
    return Hospital(room, residents, plan.half_months, arranging.MONTH, first_day(plan.first).strftime("%Y-%m"))


def leave_problem(plan: RotationPlan, today: date) -> Problem:
    """The plan's own stints stay where they are, except for those that a leave has come between."""
    reading, facts = Reading(plan, today), list[Facts]()
    leaves: list[tuple[int, int, int]] = []
    for each in reading.residents:
        if own := reading.own.get(each.training_id):
            missed = reading.away(each) & {slot for stint in own for slot in reading.still_to_work(stint)}
            leaves += [(len(facts), first - plan.first, end - plan.first) for first, end in arranging.spans(missed)]
            facts.append(reading.as_planned(each, own))
    hospital = _hospital(reading, facts, arranging.resident_as_planned)
    numbers = {int(each.key): number for number, each in enumerate(hospital.departments)}
    pairs = zip(facts, hospital.residents, strict=True)
    orders = Plan(tuple(arranging.order_of(one, resident, numbers) for one, resident in pairs))
    now, coarse = max(0, reading.now - plan.first), in_months(hospital)
    if coarse.month == 1 and not any(
        slot % arranging.MONTH for slot in (now, *(s for _, *span in leaves for s in span))
    ):
        hospital, now = coarse, now // arranging.MONTH
        leaves = [(one, first // arranging.MONTH, end // arranging.MONTH) for one, first, end in leaves]
    return Problem(plan, hospital, tuple(facts), now, orders, tuple(leaves))


def problem_of(plan: RotationPlan, goal: str, today: date) -> Problem:
    """What the planner is asked for this goal."""
    return leave_problem(plan, today) if goal == Goal.FEW_CHANGES else whole_problem(plan, today)
