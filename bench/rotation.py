"""rotation: 300 and 500 residents of twelve specialties by the official standard, 60 departments, (half) months.

The peer is the same problem with one Boolean for every begin of a block, given to CP-SAT on one core for the same time,
for the hospitals of `PEER_CASES`. The floor is the proven bound of the places exceeded.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import product
from random import Random
from statistics import median

from ortools.sat.python import cp_model

from bench._hospitals import hospital
from xinglin.kit.rotations.check import objections, violation
from xinglin.kit.rotations.load import fixed_load
from xinglin.kit.rotations.model import Hospital, Plan, Resident
from xinglin.kit.rotations.replan import replan
from xinglin.kit.rotations.search import Limits, plan

SECONDS, LEAVES, SEED = 30.0, 5, 1
PEER_CASES = {("A", 300, False, 1.15), ("S", 300, False, 1.15)}


def case(family: str, count: int, half: bool, factor: float) -> dict[str, object]:
    """One hospital: time until the plan is proven the best possible, or the limit, and leaves re-planned."""
    made = hospital(count, family[0], half, factor, nearest=family.endswith("r"))
    cpu = time.process_time()
    *_, last = plan(made, SEED, Limits(SECONDS, even_sweeps=0))
    assert last.best is not None
    cpu = time.process_time() - cpu
    runs = last.best.runs(made)
    assert not [*objections(made, runs)]
    assert violation(made, runs) == last.violation
    found: dict[str, object] = {"case": f"{family} {count} {'half' if half else 'month'} {factor}"}
    found |= {"planned": len(made.residents), "departments": len(made.departments), "exceeded": last.violation}
    found |= {"bound": last.bound, "seconds": round(last.seconds, 1), "cpu_s": round(cpu, 1), "steps": last.steps}
    found |= after_leaves(made, last.best)
    if (family, count, half, factor) in PEER_CASES:
        found["peer_exceeded"] = peer(made)
    return found


def after_leaves(made: Hospital, published: Plan) -> dict[str, object]:
    """Some residents are on leave for one to three months: how long it takes, and how many others must move."""
    random, now, times, others, worse = Random(SEED), 6 * made.month, [], [], 0
    working = [n for n, one in enumerate(made.residents) if one.calendar[0] < now < one.calendar[-1] - 8 * made.month]
    for _ in range(LEAVES):
        first = now + random.randint(0, 6) * made.month
        leave = (random.choice(working), first, first + random.randint(1, 3) * made.month)
        started = time.perf_counter()
        found = replan(made, published, now, [leave], SEED)
        times.append(time.perf_counter() - started)
        others.append(len(found.others))
        worse += found.violation > found.published
        assert not [*objections(found.hospital, found.plan.runs(found.hospital))]
    return {"replan_s": round(max(times), 1), "others_moved": others, "not_restored": worse}


def peer(made: Hospital) -> int | None:
    """Places exceeded in the best plan of one big program after the same time; None: it found no plan."""
    model, loads = cp_model.CpModel(), fixed_load(made).tolist()
    terms: list[list[list[cp_model.IntVar]]] = [[[] for _ in row] for row in loads]
    for resident in made.residents:
        _one(model, resident, made.slots, terms)
    gaps = []
    for row, department in enumerate(made.departments):
        for slot in range(made.slots):
            over, under = (model.new_int_var(0, len(made.residents), "") for _ in range(2))
            load = sum(terms[row][slot]) + loads[row][slot]
            model.add(load - over <= department.most[slot])
            model.add(load + under >= department.least[slot])
            gaps += [over, under]
    model.minimize(sum(gaps))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = SECONDS
    return round(solver.objective_value) if solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def _one(model: cp_model.CpModel, resident: Resident, slots: int, terms: list[list[list[cp_model.IntVar]]]) -> None:
    """One resident: every stage fills its part of the calendar."""
    begin = resident.begun
    for stage in sorted({block.stage for block in resident.blocks}):
        blocks = [block for block in resident.blocks if block.stage == stage]
        end = begin + sum(block.length * block.times for block in blocks)
        busy: dict[int, list[cp_model.IntVar]] = {position: [] for position in range(begin, end)}
        for block in blocks:
            begins = []
            for first in range(begin, end - block.length + 1):
                cells = [(block.department, resident.calendar[p]) for p in range(first, first + block.length)]
                if set(cells) & set(resident.forbidden):
                    continue
                begins.append(model.new_bool_var(""))
                for position in range(first, first + block.length):
                    busy[position].append(begins[-1])
                for department, slot in cells:
                    terms[department][min(slot, slots)].append(begins[-1])
            model.add(sum(begins) == block.times)
        for taken in busy.values():
            model.add_exactly_one(taken)
        begin = end


def cases(families: list[str], counts: list[int]) -> Iterator[dict[str, object]]:
    """Every size, grid and factor of these families."""
    for family, count, half, factor in product(families, counts, (False, True), (1.15, 1.05)):
        found = case(family, count, half, factor)
        print(json.dumps(found, ensure_ascii=False), flush=True)
        yield found


def main(families: list[str], counts: list[int]) -> None:
    """A line a hospital; one JSON line last."""
    found = list(cases(families, counts))
    closed = [one for one in found if one["exceeded"] == one["bound"]]
    print(
        json.dumps(
            {
                "name": "rotation",
                "cases": len(found),
                "proven_best": len(closed),
                "furthest_from_bound": max(int(str(one["exceeded"])) - int(str(one["bound"])) for one in found),
                "ours_s": median(float(str(one["seconds"])) for one in found),
                "longest_s": max(float(str(one["seconds"])) for one in found),
                "replan_s": max(float(str(one["replan_s"])) for one in found),
                "peer": "CP-SAT, one Boolean for every begin, 1 worker",
                "peer_s": SECONDS,
                "peer_exceeded": {str(one["case"]): one["peer_exceeded"] for one in found if "peer_exceeded" in one},
                "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    words = sys.argv[1:]
    main(
        [word for word in words if not word.isdigit()] or ["A", "B", "S"],
        [int(word) for word in words if word.isdigit()] or [300, 500],
    )
