"""Invented hospitals for the planner of rotations: the official standards of twelve specialties, sixty departments."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np

from xinglin.kit.rotations.load import reference
from xinglin.kit.rotations.model import Block, Department, Hospital, Resident, blocks, calendar
from xinglin.kit.rotations.search import Limits, plan

STANDARDS = Path(__file__).parents[1] / "xinglin" / "domains" / "reference" / "data" / "rotation_2014.json"
SHARES = {
    "0100": 0.18, "0900": 0.14, "0700": 0.12, "0200": 0.08, "1600": 0.08, "1900": 0.08,
    "0300": 0.06, "2200": 0.06, "1400": 0.05, "0600": 0.05, "2300": 0.05, "0800": 0.05,
}  # fmt: skip
YEARS, TRAINING_MONTHS, PLANNED_MONTHS = 3, 33, 36
# the first that occurs in a line of the standard names the department
RULES = """
小儿外科麻醉 胸心小儿麻醉区, 胸心血管外科麻醉 胸心小儿麻醉区, 骨科麻醉 骨泌尿麻醉区, 泌尿外科麻醉 骨泌尿麻醉区,
口腔外科麻醉 五官麻醉区, 耳鼻咽喉科麻醉 五官麻醉区, 手术室外麻醉 麻醉恢复室, 骨科康复 康复医学科, 治疗 康复医学科,
康复 康复医学科, 神经病理 神经电生理室, 小儿骨科 创伤骨科, 神经内科ICU 神经重症, 儿科 儿科, 门诊、急诊 儿科门诊,
妇产科（急诊） 妇科, 急诊 急诊科, SICU 外科重症, RICU 呼吸内科, CCU 心血管内科, ICU 重症医学科, 重症 重症医学科,
影像 放射科, 放射 放射科, 神经电生理 神经电生理室, 呼吸 呼吸内科, 心血管内 心血管内科, 内科门诊 内科门诊, 肾 肾内科,
消化 消化内科, 感染 感染科, 内分泌 内分泌科, 妇科 妇科, 产科病房 产科, 妇产科 妇科, 胸外科 心胸外科, 心胸 心胸外科,
骨科或创伤 创伤骨科, 普通外科 普通外科, 基层 基层实践基地, 外科 普通外科, 骨软组织 骨肿瘤科, 骨科 创伤骨科
"""
DEPARTMENT_OF = dict(rule.split() for rule in RULES.split(","))
OWN_NAMES = {"神经外科", "泌尿外科", "手外科", "心胸外科", "麻醉恢复室"}
PAEDIATRICS = (
    "新生儿科 小儿心血管 小儿肾脏 小儿神经 小儿血液 小儿消化 小儿呼吸 "
    "小儿传染 小儿重症 小儿内分泌 小儿风湿 小儿辅助科室"
)
# specialty and beginning of the line → variants of departments and months
CHOICES: dict[tuple[str, str], list[dict[str, float]]] = {
    ("0100", "可选"): [{"放射科": 2, "皮肤科": 2}, {"老年病科": 2, "肿瘤内科": 2}, {"放射科": 2, "老年病科": 2}],
    ("0200", "新生儿/"): [dict(zip(PAEDIATRICS.split(), [3] * 4 + [2] * 8, strict=True))],
    ("0300", "其他内科"): [{"血液内科": 1}, {"内分泌科": 1}, {"肾内科": 1}],
    ("0300", "机动"): [{"输血科": 1}, {"儿科": 1}, {"皮肤科": 1}],
    ("0700", "内科"): [{"呼吸内科": 4, "心血管内科": 4, "消化内科": 2, "内分泌科": 2}],
    ("0700", "选修"): [{"老年病科": 0.5}],
    ("0800", "自选（"): [{"内分泌科": 1}, {"风湿免疫科": 1}, {"老年病科": 1}],
    ("0800", "自选专业"): [{"针灸推拿科": 1}, {"疼痛科": 1}],
    ("1600", "门诊及"): [{"妇科门诊": 1, "计划生育科": 1, "产科门诊": 1}],
    ("1600", "门诊（"): [{"妇科门诊": 1, "产科门诊": 1}],
    ("0900", "骨科"): [{"创伤骨科": 6}],
    ("1900", "非麻醉科室"): [
        {"普通外科": 3, "呼吸内科": 3},
        {"神经外科": 3, "急诊科": 3},
        {"心血管内科": 3, "儿科": 3},
    ],
    ("2300", "临床科室"): [{"心血管内科": 2, "消化内科": 2, "妇科": 2}],
}
WHOLE_MONTHS = {
    "急诊科": 4.0,
    "皮肤科": 1.0,
    "眼科": 1.0,
    "耳鼻咽喉科": 1.0,
}  # of general practice, without half months


def lines(code: str, variant: int, half: bool) -> list[tuple[str, float, int]]:
    """Departments, months and stages of a specialty; residents differ in what they chose."""
    standard = next(one for one in json.loads(STANDARDS.read_text(encoding="utf-8")) if one["code"] == code)
    found: list[tuple[str, float, int]] = []
    for row in standard["rows"]:
        stage = row.get("stage", 1)
        chosen = next((c for (own, begin), c in CHOICES.items() if own == code and row["dept"].startswith(begin)), None)
        if chosen:
            found += [(name, months, stage) for name, months in chosen[variant % len(chosen)].items()]
        elif row["months"]:
            found.append((_department(code, row["dept"]), row["months"], stage))
    if code == "0700" and not half:
        found = [(name, WHOLE_MONTHS.get(name, months), stage) for name, months, stage in found]
        found = [line for line in found if line[1] >= 1]
    return found


def _department(code: str, line: str) -> str:
    if line in OWN_NAMES or line == "麻醉科":
        return line
    if code == "1900" and line.startswith("疼痛治疗"):
        return "疼痛科"
    return next(
        (name for part, name in DEPARTMENT_OF.items() if part in line), line.partition("（")[0].partition("/")[0]
    )


def cohort(count: int, begin: int, half: bool, random: Random, names: list[str]) -> list[Resident]:
    """Residents who start in month `begin`; a twentieth is on leave for some months; `names` learns departments."""
    month = 2 if half else 1
    sizes = {code: round(count * share) for code, share in SHARES.items()}
    sizes["0100"] += count - sum(sizes.values())
    found = []
    for code, size in sizes.items():
        for n in range(size):
            wanted = lines(code, n, half)
            names += [name for name in dict.fromkeys(name for name, _, _ in wanted) if name not in names]
            todo = blocks([(names.index(name), round(months * month), stage) for name, months, stage in wanted], month)
            leave = []
            if random.random() < 0.05:
                first = (begin + random.randrange(TRAINING_MONTHS)) * month
                leave = [(first, first + random.randint(1, 3) * month)]
            worked = calendar(begin * month, sum(b.length * b.times for b in todo), leave)
            key = f"{begin + 24:02}-{code}-{n:03}"
            found.append(Resident(key, f"学员{key}", todo, worked))
    return found


def hospital(count: int, family: str, half: bool, factor: float, seed: int = 1, nearest: bool = False) -> Hospital:
    """A: all start now. B: a third each now, a year, two years ago. S: steady, those of the next two years as well.

    Maxima are `factor` × the mean load of the month, rounded up or to the nearest, minima 0.6 × it.
    """
    random = Random(f"{count}|{family}|{int(half)}|{seed}")
    begins = {"A": [0], "B": [-24, -12, 0], "S": [-24, -12, 0, 12, 24]}[family]
    each = count if family == "A" else count // YEARS
    names: list[str] = []
    month = 2 if half else 1
    slots = PLANNED_MONTHS * month
    found: list[Resident] = []
    for begin in begins:
        group = cohort(each + (count - each * min(len(begins), YEARS) if begin == 0 else 0), begin, half, random, names)
        found += (
            [_cut(one, order) for one, order in zip(group, _history(group, names, month), strict=True)]
            if begin < 0
            else group
        )
    exam = [(names.index(name), 11 * month + n) for name in ("急诊科", "重症医学科") for n in range(month)]
    residents = [
        Resident(**(one.__dict__ | {"forbidden": tuple(sorted(exam))}))
        if one.calendar[0] < 12 * month and not one.fixed and random.random() < 0.3
        else one
        for one in found
    ]
    bare = Hospital(tuple(Department(n, n, (0,) * slots, (0,) * slots) for n in names), tuple(residents), slots, month)
    return with_places(bare, family, factor, nearest)


def with_places(bare: Hospital, family: str, factor: float, nearest: bool) -> Hospital:
    """The same with maxima and minima of the mean load."""
    mean = reference(bare)[:-1, :-1]
    busy = TRAINING_MONTHS * bare.month
    rounded: Callable[[float], int] = (
        (lambda x: max(1, math.floor(x + 0.5))) if nearest else (lambda x: math.ceil(x - 1e-9))
    )
    departments = []
    for department, row in zip(bare.departments, mean, strict=True):
        level = np.full(bare.slots, row[:busy].mean()) if family == "S" else row
        least = [math.floor(0.6 * m + 1e-9) if t < busy or family == "S" else 0 for t, m in enumerate(level)]
        most = tuple(rounded(factor * float(m)) for m in level)
        departments.append(Department(department.key, department.name, most, tuple(least)))
    return Hospital(tuple(departments), bare.residents, bare.slots, bare.month)


def _history(group: list[Resident], names: list[str], month: int) -> tuple[tuple[int, ...], ...]:
    """How a cohort of the past was planned: evenly, without maxima."""
    begin = min(one.calendar[0] for one in group)
    end = max(one.calendar[-1] for one in group) - begin + 1
    past = [Resident(**(one.__dict__ | {"calendar": tuple(slot - begin for slot in one.calendar)})) for one in group]
    free = tuple(Department(n, n, (len(group),) * end, (0,) * end) for n in names)
    return list(plan(Hospital(free, tuple(past), end, month), 99, Limits(sweeps=0, even_sweeps=0)))[-1].best.orders


def _cut(resident: Resident, order: tuple[int, ...]) -> Resident:
    """What is left from month 0 on; a block under way is fixed."""
    left = list(resident.blocks)
    position, fixed = 0, ()
    for j in order:
        stage, length, count, department = left[j]
        if resident.calendar[position] >= 0:
            break
        left[j] = Block(stage, length, count - 1, department)
        over = sum(slot >= 0 for slot in resident.calendar[position : position + length])
        fixed = ((department, over),) if over else ()
        position += length
    begun = sum(slot < 0 for slot in resident.calendar)
    return Resident(
        resident.key,
        resident.name,
        tuple(sorted(block for block in left if block.times)),
        resident.calendar[begun:],
        fixed,
        worked=begun,
    )
