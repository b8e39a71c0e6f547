"""Hospitals and plans as JSON; the format stands in docs/planner.md (ROT-20)."""

from collections.abc import Iterator, Sequence
from typing import Any

from xinglin.kit.rotations.model import NEUTRAL, Department, Hospital, Resident, Run, calendar, counted


class Unreadable(ValueError):
    """What is wrong with the data: Chinese sentences, all of them at once."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def read(data: dict[str, Any]) -> Hospital:
    """A hospital from its JSON. Raises Unreadable."""
    slots, month = data["slots"], data.get("slots_per_month", 1)
    departments = tuple(_department(one, slots) for one in data["departments"])
    numbers = {department.key: number for number, department in enumerate(departments)}
    unknown = sorted({key for one in data["residents"] for key in _named(one)} - numbers.keys())
    if unknown:
        raise Unreadable([f"科室 {key} 不在科室表中，请先在 departments 中列出" for key in unknown])
    residents = tuple(_resident(one, numbers) for one in data["residents"])
    hospital = Hospital(departments, residents, slots, month, data.get("first_month", ""))
    if found := problems(hospital):
        raise Unreadable(found)
    return hospital


def problems(hospital: Hospital) -> list[str]:
    """What makes a hospital impossible to plan, in words."""
    found = []
    if hospital.month not in (1, 2):
        found.append("slots_per_month 只能是 1（按月）或 2（按半月）")
    for department in hospital.departments:
        if not len(department.most) == len(department.least) == hospital.slots:
            found.append(f"{department.name}：每个时段都要有容量上限和下限，共{hospital.slots}个时段")
        if any(least > most or least < 0 for most, least in zip(department.most, department.least, strict=False)):
            found.append(f"{department.name}：容量下限不能为负，也不能大于上限")
    for resident in hospital.residents:
        found += [f"{resident.name}：{problem}" for problem in _problems_of(resident, hospital.slots)]
    return found


def _problems_of(resident: Resident, slots: int) -> Iterator[str]:
    length = resident.begun + sum(block.length * block.times for block in resident.blocks)
    if length != len(resident.calendar) or list(resident.calendar) != sorted(set(resident.calendar)):
        yield f"在岗时段应为{length}个且依次递增"
    if resident.calendar and resident.calendar[0] < 0:
        yield "在岗时段不能早于方案的第一个时段"
    if any(block.length < 1 for block in resident.blocks):
        yield "每段轮转至少1个时段"
    locked = [slot for _, slot in resident.locks]
    if len(set(locked)) < len(locked) or set(locked) - set(resident.calendar[resident.begun :]):
        yield "一个月份只能固定在一个科室，且当时在岗、尚未排定"
    if any(not 0 <= slot < slots for _, slot in (*resident.locks, *resident.forbidden)):
        yield "固定或不可安排的月份不在方案之内"


def written(hospital: Hospital, plan: Sequence[Sequence[Run]]) -> dict[str, list[list[Any]]]:
    """A plan as JSON: resident → department (null: none), slots worked, one after another."""
    keys = [*(department.key for department in hospital.departments), None]
    return {
        resident.key: [[keys[run.department], list(run.slots)] for run in runs]
        for resident, runs in zip(hospital.residents, plan, strict=True)
    }


def _department(one: dict[str, Any], slots: int) -> Department:
    most, least = (
        one[word] if isinstance(one.get(word), list) else [one.get(word, 0)] * slots for word in ("most", "least")
    )
    return Department(one["key"], one.get("name", one["key"]), tuple(most), tuple(least))


def _named(one: dict[str, Any]) -> list[str]:
    """The departments that a resident's data names."""
    cells = [*one.get("fixed", []), *one.get("locks", []), *one.get("forbidden", [])]
    keys = [block["department"] for block in one["blocks"]] + [cell[0] for cell in cells]
    return [key for key in keys if key is not None]


def _resident(one: dict[str, Any], numbers: dict[str, int]) -> Resident:
    todo = counted(
        (block.get("stage", 1), block["length"], numbers.get(block["department"], NEUTRAL))
        for block in one["blocks"]
        for _ in range(block.get("count", 1))
    )
    fixed, locks, forbidden = (
        tuple((numbers.get(key, NEUTRAL), number) for key, number in one.get(word, []))
        for word in ("fixed", "locks", "forbidden")
    )
    length = sum(block.length * block.times for block in todo) + sum(length for _, length in fixed)
    leave = [(first, end) for first, end in one.get("leave", [])]
    worked = tuple(one["calendar"]) if "calendar" in one else calendar(one.get("begin", 0), length, leave)
    name = one.get("name", one["key"])
    return Resident(one["key"], name, todo, worked, fixed, locks, forbidden, one.get("worked", 0))
