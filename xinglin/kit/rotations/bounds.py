"""How few places any plan must exceed or leave unfilled: proven department by department (ROT-20).

For some departments alone, an integer program chooses how many blocks begin where, each where some whole sequence of
its resident allows it, and nobody in two of them at once. Any plan gives such numbers, so that the optimum is a lower
bound for these departments, and bounds of different departments add up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from xinglin.kit.rotations.load import Seat, fixed_load
from xinglin.kit.rotations.model import Block, Hospital, Resident

EFFORT = 1.0  # of the integer program's own clock, which counts work and not seconds, so that runs are alike
EFFORT_FOR_GROUPS = 0.3

Cover = tuple[int, ...]  # the slots of the plan that a block takes when it begins somewhere


@dataclass(frozen=True)
class Need:
    """What at least is exceeded or unfilled; exact: no less is possible for these departments, looked at alone."""

    violation: int
    exact: bool


@dataclass(frozen=True)
class Kind:
    """Residents who are alike: how many, and for each of their blocks what it may cover."""

    residents: int
    blocks: tuple[Block, ...]
    covers: tuple[tuple[Cover, ...], ...]


class Bounds:
    """The programs of one hospital; residents who are alike are looked at once."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.fixed = fixed_load(hospital)
        alike: dict[tuple[object, ...], list[Resident]] = defaultdict(list)
        for resident in hospital.residents:
            alike[resident.kind].append(resident)
        self.kinds = [Kind(len(found), found[0].blocks, _covers(found[0], hospital)) for found in alike.values()]

    def need(self, departments: Iterable[int]) -> Need:
        """The proven minimum of these departments together."""
        model, gaps = cp_model.CpModel(), []
        found = self._loads(model, sorted(departments))
        for department, loads in found.items():
            most, least = self.hospital.departments[department].most, self.hospital.departments[department].least
            for slot, load in enumerate(loads):
                over, under = self._number(model), self._number(model)
                model.add(load - over <= most[slot])
                model.add(load + under >= least[slot])
                gaps += [over, under]
        model.minimize(sum(gaps))
        solver, status = self._solve(model, EFFORT if len(found) == 1 else EFFORT_FOR_GROUPS)
        return Need(max(0, int(np.ceil(solver.best_objective_bound - 1e-6))), status == cp_model.OPTIMAL)

    def relaxation(self, department: int) -> tuple[int, int] | None:
        """The smallest raise of all maxima and cut of all minima with which the department alone can be planned."""
        model = cp_model.CpModel()
        more, less = self._number(model), self._number(model)
        most, least = self.hospital.departments[department].most, self.hospital.departments[department].least
        for slot, load in enumerate(self._loads(model, [department])[department]):
            model.add(load - more <= most[slot])
            model.add(load + (less if least[slot] else 0) >= least[slot])
        model.minimize(more + less)
        solver, status = self._solve(model, EFFORT)
        return (solver.value(more), solver.value(less)) if status == cp_model.OPTIMAL else None

    def _number(self, model: cp_model.CpModel) -> cp_model.IntVar:
        return model.new_int_var(0, len(self.hospital.residents), "")

    def _loads(self, model: cp_model.CpModel, departments: list[int]) -> dict[int, list[cp_model.IntVar]]:
        """The load of every slot: variables say how many blocks of a type take which of their covers."""
        terms: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        alone: Counter[tuple[int, tuple[Cover, ...]]] = Counter()
        for kind in self.kinds:
            here = [j for j, block in enumerate(kind.blocks) if block.department in departments]
            if len(here) == 1:
                alone[kind.blocks[here[0]].department, kind.covers[here[0]]] += (
                    kind.blocks[here[0]].times * kind.residents
                )
                continue
            busy: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for j in here:
                block = kind.blocks[j]
                begun = _begun(model, kind.covers[j], block.times * kind.residents)
                for slot, variables in begun.items():
                    terms[block.department, slot] += variables
                    busy[slot] += variables
            for variables in busy.values():
                model.add(sum(variables) <= kind.residents)
        for (department, covers), count in alone.items():
            for slot, variables in _begun(model, covers, count).items():
                terms[department, slot] += variables
        return {d: [self._sum(model, terms[d, t], d, t) for t in range(self.hospital.slots)] for d in departments}

    def _sum(
        self, model: cp_model.CpModel, terms: list[cp_model.IntVar], department: int, slot: int
    ) -> cp_model.IntVar:
        load = self._number(model)
        model.add(load == sum(terms) + int(self.fixed[department, slot]))
        return load

    def _solve(self, model: cp_model.CpModel, effort: float) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = effort
        return solver, solver.solve(model)


def _begun(model: cp_model.CpModel, covers: tuple[Cover, ...], count: int) -> dict[int, list[cp_model.IntVar]]:
    """Per slot the numbers of blocks that take it, of `count` blocks in all."""
    found: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    begun = [model.new_int_var(0, count, "") for _ in covers]
    model.add(sum(begun) == count)
    for variable, cover in zip(begun, covers, strict=True):
        for slot in cover:
            found[slot].append(variable)
    return found


def _covers(resident: Resident, hospital: Hospital) -> tuple[tuple[Cover, ...], ...]:
    """For each block what it may take of the plan, without what lies behind it; one after another in time."""
    seat = Seat(resident, hospital)
    windows, days = seat.space.windows(seat.allowed), seat.days.tolist()
    found = []
    for row, length in zip(windows, seat.lengths.tolist(), strict=True):
        covers = [tuple(t for t in days[p : p + length] if t < hospital.slots) for p in np.flatnonzero(row).tolist()]
        found.append(tuple(dict.fromkeys(covers)))
    return tuple(found)
