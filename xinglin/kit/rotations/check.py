"""An independent look at a finished plan: counts anew what the search believes, by code of its own (ROT-20)."""

from collections import Counter
from collections.abc import Iterator, Sequence

from xinglin.kit.rotations.model import Hospital, Resident, Run


def objections(hospital: Hospital, plan: Sequence[Sequence[Run]]) -> Iterator[str]:
    """What a plan breaks of what must hold for every single resident; nothing when it is sound."""
    if len(plan) != len(hospital.residents):
        yield f"方案有{len(plan)}人，应有{len(hospital.residents)}人"
    for resident, runs in zip(hospital.residents, plan, strict=False):
        for found in (_wrong_slots, _wrong_blocks, _wrong_order, _wrong_months, _wrong_cells):
            yield from (f"{resident.name}：{problem}" for problem in found(hospital, resident, runs))


def violation(hospital: Hospital, plan: Sequence[Sequence[Run]]) -> int:
    """Places exceeded or unfilled, in person-slots, counted anew."""
    load = Counter((run.department, slot) for runs in plan for run in runs for slot in run.slots)
    return sum(
        max(0, load[number, slot] - department.most[slot]) + max(0, department.least[slot] - load[number, slot])
        for number, department in enumerate(hospital.departments)
        for slot in range(hospital.slots)
    )


def _wrong_slots(hospital: Hospital, resident: Resident, runs: Sequence[Run]) -> Iterator[str]:
    """Every slot of the calendar once, one run after the other."""
    if [slot for run in runs for slot in run.slots] != list(resident.calendar):
        yield "各段轮转与在岗时间不一致"


def _wrong_blocks(hospital: Hospital, resident: Resident, runs: Sequence[Run]) -> Iterator[str]:
    """Fixed runs first, then every block as often as it is due."""
    begun = [(run.department, len(run.slots)) for run in runs[: len(resident.fixed)]]
    planned = Counter((run.department, len(run.slots)) for run in runs[len(resident.fixed) :])
    due: Counter[tuple[int, int]] = Counter()
    for block in resident.blocks:
        due[block.department, block.length] += block.times
    if begun != list(resident.fixed) or planned != due:
        yield "轮转科室或时长与培训计划不一致"


def _wrong_order(hospital: Hospital, resident: Resident, runs: Sequence[Run]) -> Iterator[str]:
    """Read as stages one after another, the runs of each stage are its blocks."""
    rest = [(run.department, len(run.slots)) for run in runs[len(resident.fixed) :]]
    for stage in sorted({block.stage for block in resident.blocks}):
        due = [(b.department, b.length) for b in resident.blocks if b.stage == stage for _ in range(b.times)]
        if Counter(rest[: len(due)]) != Counter(due):
            yield f"第{stage}阶段的科室排在别的阶段"
        rest = rest[len(due) :]


def _wrong_months(hospital: Hospital, resident: Resident, runs: Sequence[Run]) -> Iterator[str]:
    """Blocks of whole months begin after whole months of work, unless nothing planned could fill the month up."""
    worked = resident.worked
    halves = any(len(run.slots) % hospital.month for run in runs[len(resident.fixed) :])
    for number, run in enumerate(runs):
        if (
            halves
            and number >= len(resident.fixed)
            and len(run.slots) % hospital.month == 0
            and worked % hospital.month
        ):
            yield "整月的轮转没有从整月开始"
        worked += len(run.slots)


def _wrong_cells(hospital: Hospital, resident: Resident, runs: Sequence[Run]) -> Iterator[str]:
    """Locks kept and forbidden cells avoided by what is planned."""
    planned = {(run.department, slot) for run in runs[len(resident.fixed) :] for slot in run.slots}
    free = set(resident.calendar[resident.begun :])
    if any(cell not in planned and cell[1] in free for cell in resident.locks):
        yield "没有遵守固定的月份"
    if planned & set(resident.forbidden):
        yield "排在了不可安排的月份"
