"""May results be written, ranked by hand, published? And what looks like a rank (REC-24)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import CITY, PROVINCE, Role
from xinglin.kit.calendar import CHINA, last_working_day, shown, start_of

from ..models import Announcement, Batch
from .admitting import NOT_OURS

SCORE = right("recruitment.score", "考核成绩与排名", Role.BASE_ADMIN, PROVINCE, CITY)
RANK = right("recruitment.rank", "基地排序", Role.BASE_ADMIN)
PUBLISH = right("recruitment.publish", "公示", Role.BASE_ADMIN, PROVINCE, CITY)
FEW = 3  # of fewer values nobody can tell
SELDOM_ALIKE = 0.75  # of ranks at least so many are different
LONGEST_TITLE = Announcement._meta.get_field("title").max_length or 0
LONGEST_REASON = Announcement._meta.get_field("withdrawn_reason").max_length or 0
CHANGED = "该专业的学员名单已变化，请刷新后重新排序。"


def looks_like_ranks(values: Sequence[Decimal]) -> bool:
    """Are these 1, 2, 3 … in some order, equal ones sharing a place as ranks do (1, 2, 2, 4 or 1, 2, 2, 3)?

    Marks out of a few points may well be all of 1 to 5: many of them are alike, as ranks seldom are.
    """
    ordered, apart = sorted(values), sorted(set(values))
    if len(apart) < FEW:
        return False
    is_dense = apart == list(range(1, len(apart) + 1)) and len(apart) >= len(ordered) * SELDOM_ALIKE
    return is_dense or all(
        value == place or (place > 1 and value == ordered[place - 2]) for place, value in enumerate(ordered, start=1)
    )


def why_ranks(columns: Mapping[str, Mapping[str, Sequence[Decimal]]]) -> str | None:
    """Why a file is refused: part's title → specialty → values. Ranks are often counted specialty by specialty."""
    for title, groups in columns.items():
        whole = [value for values in groups.values() for value in values]
        for name, values in (("", whole), *groups.items()):
            if looks_like_ranks(values):
                where = f"（{name}）" if name else ""
                return (
                    f"“{title}”一列{where}的 {len(values)} 个数正好是 1 到 {max(values):.0f} 的名次，不像得分，"
                    "没有导入任何数据。请填写得分：名次由系统按得分计算；把名次当作得分会使排名颠倒。"
                )
    return None


def why_not_examiner(batch: Batch, by: Actor) -> str | None:
    """Bases examine their own applicants; for all of a batch its organiser does."""
    if by.is_system or by.unit.institution_id or batch.owner_id == by.unit.pk:
        return None
    return NOT_OURS.format(batch.owner.name)


def may_write(batch: Batch, by: Actor, closed: Sequence[str | None]) -> str | None:
    """Write results, or an order by hand? While the pre-screening or the admission is open; `closed` says why not."""
    return why_not_examiner(batch, by) or (None if None in closed else closed[-1])


def may_publish(batch: Batch, by: Actor, standing: Announcement | None, ranked: int) -> str | None:
    """公示: one at a time for a batch, of somebody."""
    if why := why_not_examiner(batch, by):
        return why
    if standing:
        return f"“{standing.title}”正在公示（到 {shown(standing.ends_at)}），如需更正请先撤下。"
    return None if ranked else "还没有学员有完整的成绩，没有可以公示的排名。请先导入考核成绩。"


def unfit_title(title: str) -> str | None:
    """An announcement has a title."""
    if not title.strip():
        return "请填写公示标题。"
    return None if len(title.strip()) <= LONGEST_TITLE else f"公示标题最多 {LONGEST_TITLE} 个字，请精简。"


def may_withdraw(announcement: Announcement, reason: str) -> str | None:
    """撤下, with a reason that stands at its address from then on."""
    if announcement.withdrawn_at:
        return f"该公示已于 {shown(announcement.withdrawn_at)} 撤下。"
    if not reason.strip():
        return "请填写撤下原因，原因会显示在公示页上。"
    return None if len(reason.strip()) <= LONGEST_REASON else f"撤下原因最多 {LONGEST_REASON} 个字，请精简。"


def publicity_ends(days: int, arranged: Mapping, starts_at: datetime | None = None) -> datetime:
    """The end of the last of so many whole working days after the one on which it was published (R-REC-04)."""
    first = (starts_at or timezone.now()).astimezone(CHINA).date()
    return start_of(last_working_day(first, days, arranged) + timedelta(days=1))
