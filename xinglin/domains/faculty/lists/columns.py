"""What the lists of supervisors share: years from dates, states of training, the way to a sheet."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Link, Why
from xinglin.kit import calendar

from ..enums import CertificateLevel, Title
from ..rules.eligibility import whole_years

LEVELS = {level.value: level.label for level in CertificateLevel}
TRAINED = {
    "valid": ("证书有效", Q(valid_level__isnull=False)),
    "expired": ("证书已过期", Q(valid_level=None, any_level__isnull=False)),
    "none": ("未培训", Q(any_level=None)),
}


def trained(row: Any) -> tuple[str, str]:
    """培训状态."""
    if row.valid_level:
        return "证书有效", "green"
    return ("证书已过期", "orange") if row.any_level else ("未培训", "red")


class Years(f.Range):
    """Full years since a day, from one number to another."""

    def condition(self, value: slice) -> Q:
        today, found = calendar.today(), Q()
        if value.start is not None:
            found &= Q(**{f"{self.at}__lte": years_before(today, int(value.start))})
        if value.stop is not None:
            found &= Q(**{f"{self.at}__gt": years_before(today, int(value.stop) + 1)})
        return found


def years_before(today: date, years: int) -> date:
    """The last day since which so many years are full today."""
    try:
        return today.replace(year=max(today.year - years, 1))
    except ValueError:  # 29 February: the day before has its years full, too
        return date(max(today.year - years, 1), 2, 28)


def since(key: str, title: str, path: str, **rest: Any) -> c.Number:
    """Full years since the day at `path`."""

    read = c.reader(path)

    def years(row: Any) -> int | None:
        first = read(row)
        return whole_years(first, calendar.today()) if first else None

    return c.Number(key, title, at=years, reads=(path,), sort=(path,), **rest)


def of_supervisor(prefix: str = "") -> tuple[f.Filter, ...]:
    """The filters of FAC-05 that ask for the supervisor."""
    return (
        f.Pick("title", "职称", Title.choices, at=f"{prefix}title"),
        Years("title_years", "任现职年限", at=f"{prefix}titled_on"),
        Years("teaching_years", "带教年限", at=f"{prefix}teaching_since"),
        f.Range("recent", "近3年带教人数", at=f"{prefix}recent_residents"),
        Years("hospital_years", "来院年限", at=f"{prefix}joined_on"),
        f.Range("recent_here", "近3年本院带教人数", at=f"{prefix}recent_here"),
        f.Where("trained", "培训状态", TRAINED),
        f.Pick("level", "培训级别", list(LEVELS.items()), at="valid_level"),
    )


def sheet_links(key: str, right: Right, why: Why | None = None, of_what: str = "") -> tuple[Link, ...]:
    """Import and template of a sheet; `of_what` where a page has several."""

    def to(name: str) -> Callable[[Actor], str]:
        return lambda actor: reverse(f"sheets:{name}", args=[key])

    return (
        Link(title=f"导入{of_what}", url=to("import"), right=right, why=why, place="bar", icon="upload"),
        Link(title=f"{of_what}模板下载", url=to("template"), right=right, place="bar"),
    )
