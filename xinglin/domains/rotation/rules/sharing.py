"""Sharing out residents among the supervisors of a department (ROT-05), on plain data.

As many residents as possible get a supervisor; within that the load of the months asked for is even to one resident;
within that it is as even as possible at all other times. A whole-number program with a single worker, a fixed seed and
a limit counted in work and not in seconds: the same input gives the same answer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

EFFORTS = (2.0, 2.0, 0.3)  # of the program's own clock, for each aim; the first two are proven much earlier


@dataclass(frozen=True)
class Rotation:
    """One resident's time in a department. `limits`: half month → how many residents whoever teaches him may have then,
    himself included; `barred`: supervisor → why not he; `now`: who teaches him, and stays.
    """

    key: int
    limits: Mapping[int, int]
    barred: Mapping[int, str] = field(default_factory=dict)
    now: int | None = None


class Loads:
    """Whom each supervisor has in which half month."""

    def __init__(self, rotations: Iterable[Rotation] = ()) -> None:
        self.taught: dict[tuple[int, int], list[Rotation]] = defaultdict(list)
        for each in rotations:
            if each.now is not None:
                self.put(each, each.now)

    def put(self, rotation: Rotation, supervisor: int) -> None:
        """He teaches one more."""
        for slot in rotation.limits:
            self.taught[supervisor, slot].append(rotation)

    def of(self, supervisor: int, slot: int) -> int:
        """How many."""
        return len(self.taught[supervisor, slot])

    def room(self, supervisor: int, slot: int, limit: int) -> int:
        """How many more with this limit; for those whom he has must not be too many by theirs either."""
        there = self.taught[supervisor, slot]
        return max(0, min([limit, *(each.limits[slot] for each in there)]) - len(there))

    def full_at(self, rotation: Rotation, supervisor: int) -> int | None:
        """The first half month in which he cannot have this one, too."""
        return next((t for t, limit in sorted(rotation.limits.items()) if not self.room(supervisor, t, limit)), None)


def share(
    rotations: Sequence[Rotation], terms: Mapping[int, Collection[int]], asked: Collection[int]
) -> dict[int, int]:
    """Rotation → supervisor, for those that had none and get one.

    `terms`: supervisor → half months of his appointment in the department; `asked`: half months to be even first.
    """
    open_ones = sorted((each for each in rotations if each.now is None), key=lambda each: each.key)
    program = _Program(open_ones, Loads(rotations), sorted(terms))
    return program.solved(program.aims(terms, asked)) if program.chosen else {}


class _Program:
    """x = 1: this supervisor teaches that resident."""

    def __init__(self, rotations: Sequence[Rotation], loads: Loads, supervisors: Sequence[int]) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 -- takes half a second, and few pages need it

        self.engine, self.model = cp_model, cp_model.CpModel()
        self.rotations, self.loads, self.supervisors = rotations, loads, supervisors
        self.chosen: dict[tuple[int, int], Any] = {}
        self.new: dict[tuple[int, int], list[tuple[Rotation, Any]]] = defaultdict(list)
        for each in rotations:
            mine = [s for s in supervisors if s not in each.barred and loads.full_at(each, s) is None]
            for s in mine:
                self.chosen[each.key, s] = x = self.model.new_bool_var("")
                for slot in each.limits:
                    self.new[s, slot].append((each, x))
            self.model.add_at_most_one(self.chosen[each.key, s] for s in mine)
        for (s, slot), pairs in self.new.items():
            self._limit(s, slot, pairs)

    def _limit(self, supervisor: int, slot: int, pairs: Sequence[tuple[Rotation, Any]]) -> None:
        rooms = {each.key: self.loads.room(supervisor, slot, each.limits[slot]) for each, _ in pairs}
        most, number = max(rooms.values()), sum(x for _, x in pairs)
        self.model.add(number <= most)
        for room in set(rooms.values()) - {most}:  # with any of those who allow less, no more than that
            strict = [x for each, x in pairs if rooms[each.key] <= room]
            is_strict = self.model.new_bool_var("")
            self.model.add_max_equality(is_strict, strict)
            self.model.add(sum(strict) <= room * is_strict)
            self.model.add(number <= most - (most - room) * is_strict)

    def aims(self, terms: Mapping[int, Collection[int]], asked: Collection[int]) -> list[Any]:
        """What is to be as small as possible, the weightier first: residents without supervisor, uneven half months of
        the time asked for, and the squares of all loads.
        """
        squares: list[Any] = []  # the first resident of a supervisor costs 1, the second 3, then 5
        for (s, slot), pairs in self.new.items():
            standing = self.loads.of(s, slot)
            room = max(self.loads.room(s, slot, each.limits[slot]) for each, _ in pairs)
            costs = range(standing, standing + min(room, len(pairs)))
            units = [self.model.new_bool_var("") for _ in costs]
            self.model.add(sum(units) == sum(x for _, x in pairs))
            squares += [(2 * n + 1) * unit for n, unit in zip(costs, units, strict=True)]
        uneven = [self._gap(slot, [s for s in self.supervisors if slot in terms[s]]) for slot in sorted(asked)]
        return [-sum(self.chosen.values()), sum(uneven), sum(squares)]

    def _gap(self, slot: int, there: Sequence[int]) -> Any:
        """By how much more than one resident the most and the least loaded differ."""
        bound = len(self.rotations) + max([self.loads.of(s, slot) for s in there], default=0)
        high, low, gap = (self.model.new_int_var(0, bound, "") for _ in range(3))
        for s in there:
            load = self.loads.of(s, slot) + sum(x for _, x in self.new.get((s, slot), ()))
            self.model.add(high >= load)
            self.model.add(low <= load)
        self.model.add(gap >= high - low - 1)
        return gap

    def solved(self, aims: Sequence[Any]) -> dict[int, int]:
        """One aim after the other, never giving up what was reached before; to share nothing out is always possible."""
        found: dict[int, int] = {}
        for aim, effort in zip(aims, EFFORTS, strict=True):
            solver = self.engine.CpSolver()
            solver.parameters.num_workers, solver.parameters.random_seed = 1, 1
            solver.parameters.max_deterministic_time = effort
            self.model.minimize(aim)
            if solver.solve(self.model) not in (self.engine.OPTIMAL, self.engine.FEASIBLE):
                break
            found = {key: s for (key, s), x in self.chosen.items() if solver.value(x)}
            self.model.add(aim <= round(solver.objective_value))
            self.model.clear_hints()
            for x in self.chosen.values():
                self.model.add_hint(x, solver.value(x))
        return found


def why_alone(rotation: Rotation, supervisors: Collection[int], loads: Loads) -> str:
    """The sentence why nobody can teach this one: how many are barred for which reason, how many have no room."""
    if not supervisors:
        return "这段时间科室没有聘期内的带教老师，请先聘任。"
    reasons = Counter(rotation.barred.get(s, "同时带教人数已到上限") for s in supervisors)
    told = "，".join(f"{words} {number} 人" for words, number in sorted(reasons.items()))
    return f"科室 {len(supervisors)} 名带教老师都不能带教：{told}。"


@dataclass(frozen=True)
class Gap:
    """In this half month these two differ by more than one, and why the one could not take over from the other."""

    slot: int
    most: int
    least: int
    numbers: tuple[int, int]
    reasons: tuple[str, ...]


TAUGHT, ELSEWHERE = "学员已分配，由同一位老师带教到出科", "改由其带教，会使其他月份超限或更不均衡"


def gaps(rotations: Sequence[Rotation], terms: Mapping[int, Collection[int]], asked: Collection[int]) -> list[Gap]:
    """Where the load is not even, and why: what stands against handing a resident over to the least loaded."""
    loads, found = Loads(rotations), []
    for slot in sorted(asked):
        there = sorted((s for s in terms if slot in terms[s]), key=lambda s: (loads.of(s, slot), s))
        if there and loads.of(there[-1], slot) - loads.of(there[0], slot) > 1:
            least, most = there[0], there[-1]
            reasons = {_against(each, least, loads) for each in loads.taught[most, slot]}
            numbers = (loads.of(most, slot), loads.of(least, slot))
            found.append(Gap(slot, most, least, numbers, tuple(sorted(reasons))))
    return found


def _against(rotation: Rotation, supervisor: int, loads: Loads) -> str:
    if supervisor in rotation.barred:
        return rotation.barred[supervisor]
    return ELSEWHERE if loads.full_at(rotation, supervisor) is not None else TAUGHT
