"""What the registry says is taken over (ASM-11). Lines arrive cleaned; `loading.feed` reads and cleans them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from xinglin.domains.institutions.public import Hospital
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite

from .. import rules
from ..enums import Duty, Source
from ..models import FeedProblem, FeedRun, OtherPractice, Physician
from ..queries.registering import KEPT, Register, Verdict, changes_of
from .keeping import move_physicians, open_physicians

Line = Mapping[str, Any]
WRITTEN = ("duty", "source", "registry_number", "registry_moment", *KEPT)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some lines of a feed. `lines`: number of the line → its clean values; `broken`: number → (field, why).

    `named`: number of a broken line → the registry's number of it, where that could be read. `cursor`: where the
    registry goes on after them.
    """

    lines: Mapping[int, Line]
    broken: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    named: Mapping[int, str] = field(default_factory=dict)
    cursor: str = ""


@dataclass
class Taken:
    """What becomes of the lines of a page."""

    fresh: dict[int, Line] = field(default_factory=dict)
    changed: dict[int, Physician] = field(default_factory=dict)
    moving: dict[int, Unit] = field(default_factory=dict)  # physician → where to
    unchanged: list[int] = field(default_factory=list)
    refused: dict[int, tuple[str, str]] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)


@action("assessment.feed_begun", "开始同步医师注册信息")
def begin_feed(provinces: "QuerySet[Unit]", *, source: str, by: Actor) -> Outcome:
    """A new run for each province, which goes on where the last one of the same source ended. Keys: those of runs."""
    if not by.is_system:
        raise Refused("医师注册信息由系统同步，请联系系统管理员。")
    before = FeedRun._base_manager.filter(source=source).exclude(cursor="").order_by("started_at")
    last = dict(before.values_list("province", "cursor"))
    runs = [
        FeedRun(province=province, source=source, cursor=last.get(province.pk, ""))
        for province in provinces.order_by("pk")
    ]
    return Outcome(done=[run.pk for run in FeedRun._base_manager.bulk_create(runs)])


@action("assessment.feed_ended", "结束同步医师注册信息")
def end_feed(runs: "QuerySet[FeedRun]", *, by: Actor) -> Outcome:
    """All that there was has been read."""
    if not by.is_system:
        return Outcome()
    found = list(runs.select_for_update().order_by("pk").values_list("pk", flat=True))
    FeedRun._base_manager.filter(pk__in=found).update(finished_at=timezone.now())
    return Outcome(done=found)


@action("assessment.feed_taken_over", "同步医师注册信息")
def take_over(page: Page, *, run: FeedRun, by: Actor) -> Outcome:
    """Open, change and move physicians as the lines say; keys are numbers of lines.

    A broken line holds up no other; what was said before, or is older than what stands, changes nothing. The counts
    and the cursor of the run go with it in one transaction, so that a run that breaks off loses and doubles nothing.
    """
    if not by.is_system:
        raise Refused("医师注册信息由系统同步，请联系系统管理员。")
    latest = _latest(page.lines)
    taken = _judge({number: page.lines[number] for number in sorted(latest.values())}, run)
    taken.unchanged += [number for number in page.lines if number not in set(latest.values())]
    known = {number: person for number, verdict in taken.verdicts.items() if (person := verdict.person)}
    opened = open_physicians(taken.fresh, {n: known[n] for n in taken.fresh if n in known}, by=by).records
    move_physicians(taken.moving, list(taken.changed.values()), by=by)
    rewrite(list(taken.changed.values()), WRITTEN)
    physicians = opened | {number: physician.pk for number, physician in taken.changed.items()}
    standing = {n: v.physician.pk for n, v in taken.verdicts.items() if v.physician and n in taken.unchanged}
    touched = _keep_other_practices({n: page.lines[n] for n in physicians | standing}, physicians | standing)
    _note(page, run, taken, touched)
    done = sorted({*physicians, *touched})
    refused = {number: why for number, (_, why) in {**page.broken, **taken.refused}.items()}
    unchanged = [number for number in taken.unchanged if number not in touched]
    return Outcome(done=done, unchanged=unchanged, refused=refused)


def _latest(lines: Mapping[int, Line]) -> dict[str, int]:
    """Document → the number of the line that says it last; of equal moments the later line."""
    found: dict[str, int] = {}
    for number, line in lines.items():
        before = found.get(line["document_number"])
        if before is None or lines[before]["registry_moment"] <= line["registry_moment"]:
            found[line["document_number"]] = number
    return found


def _judge(lines: Mapping[int, Line], run: FeedRun) -> Taken:
    register, taken = Register(list(lines.values()), lock=True), Taken()
    codes = {line["institution_code"] for line in lines.values()}
    hospitals = Hospital.objects.filter(credit_code__in=codes, unit__is_active=True, unit__province=run.province_id)
    places = {each.credit_code: each.unit for each in hospitals.select_related("unit")}
    for place, (number, line) in enumerate(lines.items()):
        verdict = register.judge(place, line)
        unit = places.get(line["institution_code"])
        refused = verdict.refused or _why_not(verdict, line, unit, register)
        if refused or unit is None:
            taken.refused[number] = refused or ("institution_code", "")
            continue
        taken.verdicts[number] = verdict
        _sort(taken, number, line, unit)
    return taken


def _why_not(verdict: Verdict, line: Line, unit: Unit | None, register: Register) -> tuple[str, str] | None:
    if unit is None:
        return "institution_code", f"本省没有统一社会信用代码为“{line['institution_code']}”的机构，请先登记该机构。"
    holder = register.numbered.get(line["registry_number"])
    if holder and holder != verdict.physician:
        return "registry_number", "该注册系统编号已属于另一名医师，请与注册系统核对。"
    return next(iter(rules.unfit(line).items()), None)


def _sort(taken: Taken, number: int, line: Line, unit: Unit) -> None:
    physician = taken.verdicts[number].physician
    if physician is None:
        here = {"institution_id": unit.pk, "province_id": unit.province_id, "source": Source.REGISTRY}
        taken.fresh[number] = {**line, **here}
        return
    if _is_old(physician.registry_moment, line["registry_moment"]):
        taken.unchanged.append(number)
        return
    duty = line["duty"] if line["duty"] != physician.duty and Duty.ENDED in (line["duty"], physician.duty) else None
    wanted = {**line, "duty": duty, "source": Source.REGISTRY}
    changes = changes_of(physician, wanted, ("duty", "source", "registry_number", *KEPT))
    moves = physician.institution_id != unit.pk
    if not changes and not moves:
        taken.unchanged.append(number)
        return
    for name, (_, new) in changes.items():
        setattr(physician, name, new)
    physician.registry_moment = line["registry_moment"]
    taken.changed[number] = physician
    if moves:
        taken.moving[physician.pk] = unit


def _is_old(standing: datetime | None, new: datetime) -> bool:
    """What was taken over already, or has been overtaken."""
    return standing is not None and new <= standing


def _keep_other_practices(lines: Mapping[int, Line], physicians: Mapping[int, int]) -> set[int]:
    """Where they practise besides (ASM-13), as the lines say it; numbers of lines for which that was another."""
    told = {physicians[n]: set(line["other_institutions"]) for n, line in lines.items() if n in physicians}
    rows = OtherPractice.objects.filter(physician__in=told).order_by("pk")
    standing: dict[int, dict[str, int]] = {key: {} for key in told}
    for row in rows:
        standing[row.physician_id][row.name] = row.pk
    gone = [pk for key, names in standing.items() for name, pk in names.items() if name not in told[key]]
    fresh = [(key, name) for key, names in told.items() for name in sorted(names) if name not in standing[key]]
    OtherPractice.objects.filter(pk__in=gone).delete()
    OtherPractice.objects.bulk_create(OtherPractice(physician_id=key, name=name) for key, name in fresh)
    other = {key for key, _ in fresh} | {k for k, names in standing.items() if set(names.values()) & set(gone)}
    return {number for number, key in physicians.items() if key in other}


def _note(page: Page, run: FeedRun, taken: Taken, touched: set[int]) -> None:
    refused = {**page.broken, **taken.refused}
    numbers = {**page.named, **{n: line["registry_number"] for n, line in page.lines.items()}}
    FeedProblem._base_manager.bulk_create(
        FeedProblem(run=run, line=number, registry_number=numbers.get(number, ""), field=name, why=why)
        for number, (name, why) in sorted(refused.items())
    )
    silent = sum(1 for number in taken.unchanged if number not in touched)
    FeedRun._base_manager.filter(pk=run.pk).update(
        cursor=page.cursor or F("cursor"),
        lines=F("lines") + len(page.lines) + len(page.broken),
        added=F("added") + len(taken.fresh),
        changed=F("changed") + len({*taken.changed, *touched} - set(taken.fresh)),
        moved=F("moved") + len(taken.moving),
        unchanged=F("unchanged") + silent,
        refused=F("refused") + len(refused),
    )
