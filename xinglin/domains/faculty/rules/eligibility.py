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
        _verdicts(facts.verdicts, standard, today),
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


def _verdicts(verdicts: Sequence[YearVerdict], standard: Standard, today: date) -> Finding:
    """The unbroken run of poor years that ends with the last one judged, of the years that still count: who is not
    appointed is not judged anew, and must not be kept out for ever. A year nobody judged breaks a run.
    """
    years, span = standard.poor_years, standard.poor_span
    name = f"近 {span} 年带教质量评估未连续 {years} 年不合格"
    counting = sorted((each for each in verdicts if each.year >= today.year - span), key=lambda each: -each.year)
    run: list[int] = []
    for each in counting:
        if each.result != YearResult.POOR or (run and each.year != run[0] - 1):
            break
        run.insert(0, each.year)
    told = f"{'、'.join(map(str, run))} 年度不合格"
    if len(run) >= years:
        return Finding(name, False, f"{told}，{run[-years] + span + 1} 年起不再计算")
    if run:
        return Finding(name, True, f"{told}，共 {len(run)} 年")
    return Finding(name, True, f"最近评估：{counting[0].year} 年度合格" if counting else f"近 {span} 年没有评估记录")
