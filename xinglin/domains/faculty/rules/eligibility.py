"""Who may be a supervisor: rule by rule, with the figures behind it (FAC-04, T-01 to T-04).

To the day: a span of three years that began on 2023-05-10 is full on 2026-05-10.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from xinglin.kit import calendar

from ..enums import COUNTING, EventKind, Gravity, Title, YearResult
from ..models import Incident, Standard, Supervisor, YearVerdict

SENIOR = (Title.ATTENDING, Title.ASSOCIATE_CHIEF, Title.CHIEF)


@dataclass
class Facts:
    """What is judged: a supervisor, the incidents that stand, and the verdicts of past years."""

    supervisor: Supervisor
    incidents: list[Incident] = field(default_factory=list)
    verdicts: list[YearVerdict] = field(default_factory=list)


@dataclass(frozen=True)
class Finding:
    """One rule: whether it is met, and the figures."""

    title: str
    met: bool
    figures: str


def findings(facts: Facts, standard: Standard, today: date) -> list[Finding]:
    """Every rule of the conditions in force."""
    return [
        _title(facts.supervisor, standard.title_years, today),
        _incidents(facts, EventKind.INJURY, "主要或完全责任的医疗损害事件", standard.injury_years, today),
        _incidents(facts, EventKind.ACCIDENT, "重大或严重教学事故", standard.accident_years, today),
        _verdicts(facts.verdicts, standard.poor_years),
    ]


def obstacle(found: Sequence[Finding]) -> str | None:
    """The sentence for who does not fulfil the conditions; None for who does."""
    missed = [each for each in found if not each.met]
    return f"不符合师资条件：{'；'.join(f'{each.title}（{each.figures}）' for each in missed)}。" if missed else None


def _title(supervisor: Supervisor, years: int, today: date) -> Finding:
    name = f"任主治医师（中级）及以上职称满 {years} 年"
    if not supervisor.title or supervisor.titled_on is None:
        return Finding(name, False, "未填写职称或其取得时间")
    label = Title(supervisor.title).label
    if supervisor.title not in SENIOR:
        return Finding(name, False, f"现为{label}")
    full = calendar.anniversary(supervisor.titled_on, years)
    if full > today:
        return Finding(name, False, f"{label}，{supervisor.titled_on} 取得，{full} 满 {years} 年")
    return Finding(
        name, True, f"{label}，{supervisor.titled_on} 取得，已满 {whole_years(supervisor.titled_on, today)} 年"
    )


def whole_years(first: date, today: date) -> int:
    """Full years since a day."""
    return calendar.elapsed(first, today)[0]


def _incidents(facts: Facts, kind: EventKind, what: str, years: int, today: date) -> Finding:
    name = f"近 {years} 年无{what}"
    counting = [
        each
        for each in facts.incidents
        if each.kind == kind
        and each.withdrawn_at is None
        and Gravity(each.gravity) in COUNTING
        and calendar.anniversary(each.happened_on, years) > today
    ]
    if not counting:
        return Finding(name, True, "无记录")
    told = "、".join(f"{each.happened_on} {Gravity(each.gravity).label}" for each in counting)
    return Finding(name, False, f"{len(counting)} 起：{told}")


def _verdicts(verdicts: Sequence[YearVerdict], years: int) -> Finding:
    """The unbroken run of poor years that ends with the last one judged. A year nobody judged breaks it."""
    name = f"带教质量评估未连续 {years} 年不合格"
    ordered = sorted(verdicts, key=lambda each: -each.year)
    run: list[int] = []
    for each in ordered:
        if each.result != YearResult.POOR or (run and each.year != run[-1] - 1):
            break
        run.append(each.year)
    if len(run) >= years:
        return Finding(name, False, f"{'、'.join(map(str, reversed(run)))} 年度不合格")
    if run:
        return Finding(name, True, f"{'、'.join(map(str, reversed(run)))} 年度不合格，共 {len(run)} 年")
    return Finding(name, True, f"最近评估：{ordered[0].year} 年度合格" if ordered else "尚无评估记录")
