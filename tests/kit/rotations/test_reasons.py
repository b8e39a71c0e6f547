"""Why no plan keeps all limits, and what is wrong with data: facts, and words (ROT-20)."""

import json
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest

from xinglin.kit.rotations.__main__ import main
from xinglin.kit.rotations.explain import (
    clashes,
    contradiction_sentence,
    contradictions,
    label,
    least_peak,
    sentence,
    tangle_sentence,
    tangles,
)
from xinglin.kit.rotations.files import Unreadable, read, written
from xinglin.kit.rotations.model import Department, Hospital, Resident, calendar, counted
from xinglin.kit.rotations.search import Limits, NoOrder, Search, plan

pytestmark = pytest.mark.spec("ROT-20")


def reasons(hospital: Hospital) -> tuple[int, int, list[str]]:
    """What a search ends with: exceeded, proven, and the words."""
    search = Search(hospital, 1, Limits(seconds=1e9, repairs=1200))
    *_, last = search.run()
    found = [sentence(clash, hospital) for clash in clashes(hospital, search.proof)]
    found += [tangle_sentence(tangle, hospital) for tangle in tangles(hospital, search.proof)]
    return last.violation, last.bound, found


def ward(name: str, most: int, slots: int, least: tuple[int, ...] = ()) -> Department:
    return Department(name, name, (most,) * slots, least or (0,) * slots)


def people(count: int, stretches: list[tuple[int, int, int]], **more: object) -> tuple[Resident, ...]:
    length = sum(length for _, length, _ in stretches) + sum(length for _, length in more.get("fixed", ()))
    return tuple(Resident(f"r{n}", f"学员{n}", counted(stretches), calendar(0, length), **more) for n in range(count))


def test_more_is_wanted_than_there_is_room_for() -> None:
    made = Hospital((ward("呼吸内科", 1, 4),), people(3, [(1, 2, 0), (1, 1, -1), (1, 1, -1)]), 4)
    assert reasons(made) == (
        2,
        2,
        [
            "呼吸内科：任何排法至少2人月越界（总需求大于总容量；需求6人月，容量合计4人月；3段×2个月）。"
            "只看本科室，最小放宽：每月上限+1；放宽后请重新排班。"
        ],
    )


def test_whole_stretches_do_not_fit_though_there_is_room() -> None:
    made = Hospital((ward("急诊科", 2, 5),), people(5, [(1, 2, 0), *[(1, 1, -1)] * 3]), 5, 1)
    assert reasons(made) == (
        1,
        1,
        [
            "急诊科：任何排法至少1人月越界（总量够，但整段连续、阶段先后和固定月份使越界不可避免；"
            "需求10人月，容量合计10人月；5段×2个月；整段排下去一个名额最多接2段，5段必有同时3人在科的时候）。"
            "只看本科室，最小放宽：每月上限+1；放宽后请重新排班。"
        ],
    )


def test_what_is_fixed_is_too_much_by_itself() -> None:
    made = Hospital((ward("儿科", 1, 4),), people(2, [(1, 2, -1)], fixed=((0, 2),)), 4, 2, "2026-12")
    assert reasons(made) == (
        2,
        2,
        [
            "儿科：任何排法至少2人半月越界（2026年12月上半月、2026年12月下半月已固定的轮转本身就超过上限）。"
            "只看本科室，最小放宽：每月上限+1；放宽后请重新排班。"
        ],
    )


def test_departments_clash_only_together() -> None:
    both = (ward("妇科", 1, 2, (1, 0)), ward("产科", 1, 2, (1, 0)))
    made = Hospital(both, people(1, [(1, 1, 0), (1, 1, 1)]), 2)
    assert reasons(made) == (
        1,
        1,
        [
            "妇科、产科：由同一批学员轮转，各科各自最好的排法不能同时成立，合起来至少再多1人月越界。"
            "请放宽其中一个科室的容量后重新排班。"
        ],
    )


def test_the_closed_form_is_the_least_peak_there_is() -> None:
    for slots, length, stretches in product(range(1, 7), range(1, 7), range(1, 4)):
        if length > slots:
            continue
        peaks = [
            max(sum(first <= slot < first + length for first in begins) for slot in range(slots))
            for begins in combinations_with_replacement(range(slots - length + 1), stretches)
        ]
        assert least_peak(stretches, length, slots) == min(peaks)


def test_a_resident_who_cannot_be_planned_is_named_with_the_least_that_is_to_blame() -> None:
    cells = {"locks": ((0, 2),), "forbidden": ((1, 0), (1, 3))}
    made = Hospital((ward("甲科", 1, 4), ward("乙科", 1, 4)), people(1, [(1, 2, 0), (2, 2, 1)], **cells), 4)
    with pytest.raises(NoOrder):
        list(plan(made))
    (found,) = contradictions(made)
    assert (found.locks, found.forbidden) == ((), ((1, 3),))
    assert contradiction_sentence(found, made) == (
        "学员0：不可在第4个月的乙科，与培训计划的阶段和时长放在一起排不出任何顺序，请取消其中一项。"
    )


def test_slots_are_called_as_people_call_them() -> None:
    assert [label(slot, Hospital((), (), 36, 1, "2026-11")) for slot in (0, 1, 2)] == [
        "2026年11月",
        "2026年12月",
        "2027年1月",
    ]
    assert label(3, Hospital((), (), 36, 2)) == "第2个月下半月"


FILE = {
    "slots": 4,
    "departments": [
        {"key": "a", "name": "甲科", "most": 1},
        {"key": "b", "name": "乙科", "most": [1, 1, 1, 1], "least": 0},
    ],
    "residents": [
        {
            "key": "r1",
            "name": "学员一",
            "blocks": [{"department": key, "length": length} for key, length in (("a", 2), ("b", 1), (None, 1))],
            "locks": [["a", 0]],
        },
        {
            "key": "r2",
            "blocks": [{"department": "b", "length": 1}],
            "fixed": [["b", 1]],
            "leave": [[1, 2]],
            "forbidden": [["b", 2]],
            "begin": 0,
        },
    ],
}


def test_a_file_is_read_planned_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hospital.json"
    path.write_text(json.dumps(FILE), encoding="utf-8")
    assert main([str(path), "--seed", "2", "--json"]) == 1
    assert capsys.readouterr().err.endswith(
        "r2：不可在第3个月的乙科，与培训计划的阶段和时长放在一起排不出任何顺序，请取消其中一项。\n"
    )
    path.write_text(json.dumps(FILE | {"residents": FILE["residents"][:1]}), encoding="utf-8")
    assert main([str(path), "--seed", "2", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["violation"], answer["bound"], answer["reasons"]) == (0, 0, [])
    assert answer["plan"]["r1"][0] == ["a", [0, 1]]
    assert sorted(slot for _, slots in answer["plan"]["r1"] for slot in slots) == [0, 1, 2, 3]


def test_what_is_wrong_with_a_file_is_said_at_once_in_words() -> None:
    with pytest.raises(Unreadable) as unknown:
        read(FILE | {"departments": FILE["departments"][:1]})
    assert unknown.value.problems == ["科室 b 不在科室表中，请先在 departments 中列出"]
    broken = {
        "slots": 3,
        "departments": [{"key": "a", "name": "甲科", "most": [1, 1], "least": [2, 0, 0]}],
        "residents": [
            {
                "key": "r",
                "name": "学员",
                "blocks": [{"department": "a", "length": 1, "count": 2}],
                "calendar": [-1],
                "locks": [["a", 0], ["a", 0]],
                "forbidden": [["a", 7]],
            }
        ],
    }
    with pytest.raises(Unreadable) as found:
        read(broken)
    assert found.value.problems == [
        "甲科：每个时段都要有容量上限和下限，共3个时段",
        "甲科：容量下限不能为负，也不能大于上限",
        "学员：在岗时段应为2个且依次递增",
        "学员：在岗时段不能早于方案的第一个时段",
        "学员：一个月份只能固定在一个科室，且当时在岗、尚未排定",
        "学员：固定或不可安排的月份不在方案之内",
    ]


def test_a_resident_of_too_many_departments_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wards = [{"key": f"d{n}", "most": 1} for n in range(24)]
    many = {"key": "r", "name": "学员", "blocks": [{"department": ward["key"], "length": 1} for ward in wards]}
    path = tmp_path / "hospital.json"
    path.write_text(json.dumps({"slots": 24, "departments": wards, "residents": [many]}), encoding="utf-8")
    assert main([str(path)]) == 1
    assert capsys.readouterr().err == "学员：轮转科室的组合过多，无法逐一计算。请把培训计划分成几个阶段。\n"


def test_who_is_fixed_stands_first_in_what_is_written() -> None:
    made = read({**FILE, "residents": [{**FILE["residents"][1], "forbidden": []}]})
    *_, last = plan(made)
    assert last.best is not None
    assert written(made, last.best.runs(made)) == {"r2": [["b", [0]], ["b", [2]]]}
