"""A hospital counted in months instead of half months, where nothing in it happens within a month: half the work."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from xinglin.kit.rotations.model import Block, Department, Hospital, Resident


def in_months(hospital: Hospital) -> Hospital:
    """The same in months; as it is when it is so counted already, or when something begins or ends within one."""
    if hospital.month == 1 or hospital.slots % 2 or not all(map(_is_whole, hospital.residents)):
        return hospital
    departments = tuple(
        Department(each.key, each.name, _paired(each.most, min), _paired(each.least, max))
        for each in hospital.departments
    )
    return replace(
        hospital,
        departments=departments,
        residents=tuple(map(_halved, hospital.residents)),
        slots=hospital.slots // 2,
        month=1,
    )


def _is_whole(resident: Resident) -> bool:
    lengths = [block.length for block in resident.blocks] + [length for _, length in resident.fixed]
    locks = set(resident.locks)
    return (
        not any(length % 2 for length in lengths)
        and not any(slot % 2 for slot in resident.calendar[::2])
        and all(late == early + 1 for early, late in zip(resident.calendar[::2], resident.calendar[1::2], strict=True))
        and all((department, slot ^ 1) in locks for department, slot in locks)
        and resident.worked % 2 == 0
    )


def _halved(resident: Resident) -> Resident:
    return replace(
        resident,
        blocks=tuple(Block(stage, length // 2, times, at) for stage, length, times, at in resident.blocks),
        calendar=tuple(slot // 2 for slot in resident.calendar[::2]),
        fixed=tuple((department, length // 2) for department, length in resident.fixed),
        locks=tuple(dict.fromkeys((department, slot // 2) for department, slot in resident.locks)),
        forbidden=tuple(dict.fromkeys((department, slot // 2) for department, slot in resident.forbidden)),
        worked=resident.worked // 2,
    )


def _paired(limits: Sequence[int], of: Callable[[tuple[int, int]], int]) -> tuple[int, ...]:
    return tuple(of(pair) for pair in zip(limits[::2], limits[1::2], strict=True))
