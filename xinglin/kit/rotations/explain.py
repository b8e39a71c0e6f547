"""Why no plan keeps all limits: facts that are proven, and the words for them (ROT-20)."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from xinglin.kit.rotations.load import Seat, fixed_load
from xinglin.kit.rotations.model import Cell, Hospital, Resident
from xinglin.kit.rotations.proof import Proof


@dataclass(frozen=True)
class Clash:
    """What one department must exceed or leave unfilled in every plan, in person-slots, and why.

    `demand` and `room` in person-slots of the planned time; `stretches`: how many blocks of how many slots;
    `raise_by`, `cut_by`: the smallest change of all maxima and minima with which the department alone can be planned.
    """

    key: str
    department: str
    violation: int
    overfull: tuple[int, ...]  # slots where what is fixed alone exceeds the maximum
    demand: int
    room: int
    stretches: tuple[tuple[int, int], ...]
    raise_by: int | None = None
    cut_by: int | None = None


@dataclass(frozen=True)
class Tangle:
    """Departments of the same residents that must exceed `more` than each of them alone."""

    departments: tuple[str, ...]
    more: int


def clashes(hospital: Hospital, proof: Proof) -> list[Clash]:
    """Of every department that is proven to be impossible alone."""
    return [_clash(hospital, proof, department) for department in np.flatnonzero(proof.alone > 0).tolist()]


def tangles(hospital: Hospital, proof: Proof) -> list[Tangle]:
    """Of departments that are proven to be impossible only together."""
    return [Tangle(tuple(hospital.departments[d].name for d in group), more) for group, more in proof.groups()]


def _clash(hospital: Hospital, proof: Proof, number: int) -> Clash:
    department = hospital.departments[number]
    fixed = fixed_load(hospital)[number, :-1]
    overfull = tuple(np.flatnonzero(fixed > np.array(department.most)).tolist())
    demand, stretches = int(fixed.sum()), Counter[int]()
    for kind in proof.programs.kinds:
        for block, covers in zip(kind.blocks, kind.covers, strict=True):
            if block.department == number:
                demand += min(len(cover) for cover in covers) * block.times * kind.residents
                stretches[block.length] += block.times * kind.residents
    runs = tuple((n, length) for length, n in sorted(stretches.items()))
    change = proof.programs.relaxation(number) or (None, None)
    violation, room = int(proof.alone[number]), sum(department.most)
    return Clash(department.key, department.name, violation, overfull, demand, room, runs, *change)


def least_peak(stretches: int, length: int, slots: int) -> int:
    """How many are together at least once, when so many stretches of one length lie within so many slots.

    Each covers exactly one of the slots length − 1, 2 × length − 1, … or lies behind the last of them that fits.
    """
    return -(-stretches // (slots // length))


def sentence(clash: Clash, hospital: Hospital) -> str:
    """One clash in words: what, why, and what to do about it."""
    unit = unit_of(hospital.month)
    return (
        f"{clash.department}：任何排法至少{clash.violation}{unit}越界（{_reason(clash, hospital)}）。{_change(clash)}"
    )


def tangle_sentence(tangle: Tangle, hospital: Hospital) -> str:
    """One tangle in words."""
    return (
        f"{'、'.join(tangle.departments)}：由同一批学员轮转，各科各自最好的排法不能同时成立，"
        f"合起来至少再多{tangle.more}{unit_of(hospital.month)}越界。请放宽其中一个科室的容量后重新排班。"
    )


def unit_of(month: int) -> str:
    """What is counted, by slots in a month."""
    return "人月" if month == 1 else "人半月"


def _reason(clash: Clash, hospital: Hospital) -> str:
    fixed = f"{'、'.join(label(slot, hospital) for slot in clash.overfull)}已固定的轮转本身就超过上限"
    if clash.overfull and clash.demand <= clash.room:
        return fixed
    unit = unit_of(hospital.month)
    stretches = "、".join(f"{n}段×{_length(length, hospital.month)}" for n, length in clash.stretches)
    amounts = f"需求{clash.demand}{unit}，容量合计{clash.room}{unit}；{stretches}"
    if clash.demand > clash.room:
        return f"总需求大于总容量；{amounts}{f'；{fixed}' if clash.overfull else ''}"
    return f"总量够，但整段连续、阶段先后和固定月份使越界不可避免；{amounts}{_peak(clash, hospital)}"


def _peak(clash: Clash, hospital: Hospital) -> str:
    """The closed form, where it alone is the reason: one length, nothing fixed, nothing behind the plan."""
    if not clash.stretches:
        return ""
    n, length = clash.stretches[0]
    peak = least_peak(n, length, hospital.slots) if length <= hospital.slots else 0
    most = max(next(one.most for one in hospital.departments if one.name == clash.department))
    if len(clash.stretches) > 1 or clash.demand != n * length or peak <= most:
        return ""
    times = hospital.slots // length
    return f"；整段排下去一个名额最多接{times}段，{n}段必有同时{peak}人在科的时候"


def _change(clash: Clash) -> str:
    """The smallest relaxation; it is enough for the department alone, so that the plan is to be made again."""
    words = [f"每月上限+{clash.raise_by}"] if clash.raise_by else []
    words += [f"每月下限-{clash.cut_by}"] if clash.cut_by else []
    return (
        f"只看本科室，最小放宽：{'，'.join(words)}；放宽后请重新排班。" if words else "请放宽本科室的容量后重新排班。"
    )


def _length(slots: int, month: int) -> str:
    months, rest = divmod(slots, month)
    return f"{months}个月" if not rest else f"{months}个半月" if months else "半个月"


def label(slot: int, hospital: Hospital) -> str:
    """A slot as people call it: 2026年9月上半月, or 第3个月 where the hospital names no first month."""
    month, part = divmod(slot, hospital.month)
    half = "" if hospital.month == 1 else ("上半月", "下半月")[part]
    if not hospital.first_month:
        return f"第{month + 1}个月{half}"
    year, first = (int(word) for word in hospital.first_month.split("-"))
    return f"{year + (first - 1 + month) // 12}年{(first - 1 + month) % 12 + 1}月{half}"


@dataclass(frozen=True)
class Contradiction:
    """A resident who fits no order, and a smallest set of locks and forbidden cells that is to blame."""

    resident: str
    locks: tuple[Cell, ...]
    forbidden: tuple[Cell, ...]


def contradictions(hospital: Hospital) -> list[Contradiction]:
    """Of all residents who cannot be planned: one cell after another is dropped, and only those that matter stay."""
    found = []
    for resident in hospital.residents:
        if not _can_be_planned(resident, hospital):
            blamed = resident
            for cell in (*resident.locks, *resident.forbidden):
                without = replace(
                    blamed,
                    locks=tuple(other for other in blamed.locks if other != cell),
                    forbidden=tuple(other for other in blamed.forbidden if other != cell),
                )
                blamed = blamed if _can_be_planned(without, hospital) else without
            found.append(Contradiction(resident.name, blamed.locks, blamed.forbidden))
    return found


def _can_be_planned(resident: Resident, hospital: Hospital) -> bool:
    seat = Seat(resident, hospital)
    return bool(np.isfinite(seat.space.best(seat.standing)[0]))


def contradiction_sentence(found: Contradiction, hospital: Hospital) -> str:
    """Whose cells contradict each other, which, and what to do."""
    locks = [f"固定在{_cell(cell, hospital)}" for cell in found.locks]
    cells = "、".join(locks + [f"不可在{_cell(cell, hospital)}" for cell in found.forbidden])
    if not cells:
        return f"{found.resident}：培训计划的各段排不成任何顺序，请检查阶段和半月段。"
    return f"{found.resident}：{cells}，与培训计划的阶段和时长放在一起排不出任何顺序，请取消其中一项。"


def _cell(cell: Cell, hospital: Hospital) -> str:
    department, slot = cell
    return f"{label(slot, hospital)}的{hospital.departments[department].name}"
