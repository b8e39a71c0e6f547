"""Training records and 出科考核 at the base that people look at: something at every stage of both (ROT-08, ROT-09)."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from xinglin.demo.cohorts import FLAGSHIP
from xinglin.demo.founding import Places
from xinglin.demo.log_ins import actors
from xinglin.demo.recruitment.applying import done
from xinglin.domains.logbook.public import (
    Entry,
    confirm_records,
    import_requirements,
    keep_rules,
    progress_of,
    record_entries,
    return_records,
    save_scores,
    sign,
    sign_for_department,
)
from xinglin.domains.rotation.public import Stay
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.roles import Role

MANY = 60  # stays in which something is recorded
OTHERS = (("activity", "教学查房"), ("activity", "小讲课"), ("activity", "教学病例讨论"))
OWN = (("activity", "教学查房", 4), ("activity", "小讲课", 4))  # what the base asks of 心血管内科 beside the standard
POOR = 17  # every so many fail


def record(places: Places) -> int:
    """Everything at the flagship; how many entries there are."""
    unit = places.hospitals[FLAGSHIP]
    base = actors(Role.BASE_ADMIN, [unit])[unit.pk]
    line = {"specialty": "0100", "version": None, "department": "心血管内科（含心电图室）"}
    done(import_requirements([{**line, "kind": k, "name": n, "number": number} for k, n, number in OWN], by=base))
    first = localdate().replace(month=1, day=1)
    usual = {"theory_weight": 30, "skill_weight": 40, "daily_weight": 30, "pass_mark": Decimal(60)}
    done(keep_rules([{**usual, "valid_from": first}], by=base))
    rows = Stay._base_manager.filter(stint__department__institution=unit)
    stays = list(rows.select_related("stint__resident", "stint__line").order_by("pk"))
    there = [stay for stay in stays if stay.left_on is None and stay.stint.line_id]
    number = _record(there[:MANY])
    _assess([stay for stay in stays if stay.left_on])
    return number


def _record(stays: Sequence[Stay]) -> int:
    """Some of what the standard names and the teaching activities, of today; most of it confirmed, some returned."""
    progress, rows = progress_of({stay.stint.resident.training_id for stay in stays}), []
    for place, stay in enumerate(stays):
        lines = progress[stay.stint.resident.training_id].lines
        bars = next(line.bars for line in lines if line.line and line.line.pk == stay.stint.line_id)
        wanted = [(bar.kind, bar.name or "住院病例") for bar in bars if bar.kind not in ("skill", "activity")][:6]
        skills = [(bar.kind, bar.name) for bar in bars if bar.kind == "skill"]
        rows += [_row(stay, kind, name, f"ZY{100_000 + place * 100 + n}") for n, (kind, name) in enumerate(wanted * 2)]
        rows += [_row(stay, kind, name, None, 1 + place % 3) for kind, name in (*skills, *OTHERS)]
    system = system_actor("示例数据")
    keys = list(done(record_entries(rows, by=system)).records.values())
    done(confirm_records(Entry._base_manager.filter(pk__in=[k for n, k in enumerate(keys) if n % 4]), by=system))
    wrong = Entry._base_manager.filter(pk__in=keys[::40])
    done(return_records(wrong, comment="诊断名称与病历不符，请核对后重新提交。", by=system))
    return len(keys)


def _row(stay: Stay, kind: str, name: str, case_number: str | None, number: int = 1) -> dict[str, Any]:
    facts = {"kind": kind, "name": name, "case_number": case_number, "number": number}
    return {"stay": stay.pk, "happened_on": max(stay.entered_on, localdate() - timedelta(1)), **facts}


def _assess(stays: Sequence[Stay]) -> None:
    """Of those who have left: not scored, scored, signed by one and by both; some have failed."""
    by, scored = system_actor("示例带教老师"), [stay for n, stay in enumerate(stays) if n % 5]
    values = {stay.pk: _scores(place) for place, stay in enumerate(scored)}
    done(save_scores(_rows(scored), values, by=by))
    done(sign(_rows(scored[len(scored) // 3 :]), by=by))
    done(sign_for_department(_rows(scored[len(scored) * 2 // 3 :]), by=system_actor("示例科主任")))


def _scores(place: int) -> dict[str, Any]:
    poor = place % POOR == POOR - 1
    theory, skill = (48, 55) if poor else (72 + place * 7 % 25, 75 + place * 5 % 22)
    comment = "" if poor else "掌握本科室常见病的诊治，操作规范，与患者沟通良好。"
    return {"theory": Decimal(theory), "skill": Decimal(skill), "daily": Decimal(80 + place % 18), "comment": comment}


def _rows(stays: Sequence[Stay]) -> Any:
    return Stay._base_manager.filter(pk__in=[stay.pk for stay in stays])
