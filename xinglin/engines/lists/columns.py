"""Columns of a list: each reads one value of a row and shows it on the page and in an export."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right

from .row_address import ROW, row_address

Row = Any
Path = str | Callable[[Row], Any]
Labels = Mapping[Any, str] | Callable[[], Mapping[Any, str]]
NOTHING = mark_safe('<span class="muted">—</span>')


def reader(at: Path) -> Callable[[Row], Any]:
    """Follow «person__name» through the objects of a row; None where the way breaks off."""
    if callable(at):
        return at
    steps = at.split("__")

    def read(row: Row) -> Any:
        for step in steps:
            row = getattr(row, step, None)
        return row

    return read


def _joined(*paths: Path) -> tuple[str, ...]:
    """The relations that have to be loaded with a row to read these paths."""
    relations = [path.rpartition("__")[0] for path in paths if isinstance(path, str)]
    return tuple(relation for relation in relations if relation)


class Column:
    """`key` in the address, `title` as heading, `at` where the value is («person__name» or a function of the row).

    `reads`: paths of all that a function looks at («revision», «case__state»), else at least `needs`, its relations
    («case»): they are joined when the column is shown, and with `reads` an export is three times as fast.
    `sort`: look-ups it is sorted by; by default the path, and nothing for a function. `chosen`: shown unless one
    chooses otherwise; a function of the actor where not everybody needs it. `unless`: path of what leaves the cell
    empty («has_left»). `css`: classes of the cell. `width`: characters in an export.
    """

    css = ""
    element = SafeString("td")
    fixed = False

    def __init__(
        self,
        key: str,
        title: str,
        *,
        at: Path = "",
        sort: str | tuple[str, ...] | None = None,
        chosen: bool | Callable[[Actor], bool] = True,
        css: str = "",
        width: int = 14,
        needs: tuple[str, ...] = (),
        reads: tuple[str, ...] = (),
        unless: str = "",
    ) -> None:
        self.key, self.title, self.at, self.chosen, self.width, self.reads = key, title, at or key, chosen, width, reads
        self.unless = unless
        self.needs = (*needs, *_joined(self.at, *reads))
        self.css = f"{self.css} {css}".strip()
        self.read = self.shown(reader(self.at))
        order = sort if sort is not None else self.at if isinstance(self.at, str) else ()
        self.order = (order,) if isinstance(order, str) else order

    def shown(self, read: Callable[[Row], Any]) -> Callable[[Row], Any]:
        """What `read` finds, or None where the cell stays empty."""
        if not self.unless:
            return read
        is_hidden = reader(self.unless)
        return lambda row: None if is_hidden(row) else read(row)

    def is_chosen(self, actor: Actor) -> bool:
        """Is it shown to him unless he chooses otherwise?"""
        return self.chosen(actor) if callable(self.chosen) else self.chosen

    def cell(self, record: Row, table: Any) -> SafeString:
        """The whole cell of the page, made here and not by the template: a page has a thousand of them."""
        return SafeString(self._opens + conditional_escape(self.content(record, table)) + self._closes)

    @cached_property
    def _opens(self) -> str:
        return format_html('<{} class="{}" data-label="{}">', self.element, self.css, self.title)

    @cached_property
    def _closes(self) -> str:
        return f"</{self.element[:2]}>"

    def content(self, record: Row, table: Any) -> str | SafeString:
        """What stands in the cell."""
        value = self.read(record)
        return NOTHING if value is None or value == "" else self.html(value, record)

    def export(self, record: Row) -> Any:
        """The cell in a workbook."""
        value = self.read(record)
        return "" if value is None else self.text(value)

    def html(self, value: Any, record: Row) -> str | SafeString:
        """The value with its clothes on; by default its text."""
        return str(self.text(value))

    def text(self, value: Any) -> Any:
        """The value as people read it; numbers and dates stay what they are, for the workbook."""
        return value


class Show(Column):
    """A text as it is. `link`: name of an address that takes the row's key, or a function of the row.

    `fixed`: the column that names the row; it cannot be put away and stays in sight.
    """

    def __init__(
        self, key: str, title: str, *, link: str | Callable[[Row], str] = "", fixed: bool = False, **rest: Any
    ) -> None:
        super().__init__(key, title, **rest)
        self.address, self.fixed = link, fixed
        if fixed:
            self.css = f"{self.css} keep-start".strip()
            self.element = SafeString('th scope="row"')

    def html(self, value: Any, record: Row) -> str | SafeString:
        if not self.address:
            return str(value)
        url = self.address(record) if callable(self.address) else row_address(record.pk, self.address)
        return format_html('<a href="{}">{}</a>', url, value)


class Number(Column):
    """A number, at the right."""

    css = "number"

    def __init__(self, key: str, title: str, **rest: Any) -> None:
        super().__init__(key, title, **{"width": 8, **rest})


class Serial(Number):
    """序号: which row of the list it is, counted over all pages."""

    def __init__(self, key: str = "serial", title: str = "序号", **rest: Any) -> None:
        super().__init__(key, title, **{"at": "serial", "sort": (), "width": 6, **rest})


class Coded(Column):
    """The label of a stored code. `labels`: code → label, or a function that gives them."""

    def __init__(self, key: str, title: str, labels: Labels, **rest: Any) -> None:
        super().__init__(key, title, **rest)
        self.labels = labels

    def text(self, value: Any) -> Any:
        labels = self.labels() if callable(self.labels) else self.labels
        return labels.get(value, str(value))


class YesNo(Column):
    """是 or 否."""

    def __init__(self, key: str, title: str, **rest: Any) -> None:
        super().__init__(key, title, **{"width": 6, **rest})

    def text(self, value: Any) -> str:
        return "是" if value else "否"


class Day(Column):
    """A date, 2026-11-20."""

    css = "number"

    def html(self, value: date, record: Row) -> str:
        return f"{value:%Y-%m-%d}"


class Moment(Column):
    """A point in time, 2026-11-20 08:30."""

    css = "number"

    def __init__(self, key: str, title: str, **rest: Any) -> None:
        super().__init__(key, title, **{"width": 18, **rest})

    def text(self, value: datetime) -> str:
        return f"{localtime(value):%Y-%m-%d %H:%M}"


class Tag(Column):
    """A state in its fixed colour: grey not begun, blue waiting, green approved, orange returned, red refused.

    Either `tag` is a function of the row that answers (label, tone), or labels and tones are looked up by the value.
    """

    def __init__(
        self,
        key: str,
        title: str,
        *,
        tag: Callable[[Row], tuple[str, str] | None] | None = None,
        labels: Labels | None = None,
        tones: Mapping[Any, str] | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(key, title, **({"at": tag, **rest} if tag else rest))
        self.is_pair, self.labels, self.tones = tag is not None, labels or {}, tones or {}

    def content(self, record: Row, table: Any) -> SafeString:
        return self.html(self.read(record), record)

    def html(self, value: Any, record: Row) -> SafeString:
        if not (text := self.text(value)):
            return SafeString("—")
        tone = value[1] if self.is_pair else self.tones.get(value, "grey")
        return format_html('<span class="tag {}">{}</span>', tone, text)

    def text(self, value: Any) -> str:
        if self.is_pair:
            return value[0] if value else ""
        labels = self.labels() if callable(self.labels) else self.labels
        return labels.get(value, value or "")


class Progress(Column):
    """A percentage as a bar."""

    def __init__(self, key: str, title: str, **rest: Any) -> None:
        super().__init__(key, title, **{"width": 8, **rest})

    def html(self, value: int, record: Row) -> SafeString:
        bar = '<progress value="{}" max="100" aria-label="{}" title="{}%"></progress>'
        return format_html(bar, value, self.title, value)


class Masked(Column):
    """A personal number as its stored mask, so that a page decrypts nothing (PLT-52).

    `plain`: where the whole value is. `reveal`: who may uncover one with a reason, which is recorded. `export`: who
    may have whole columns of them in a workbook (PLT-45).
    """

    def __init__(
        self,
        key: str,
        title: str,
        *,
        plain: Path = "",
        reveal: Right | None = None,
        whole_export: Right | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(key, title, **{"sort": (), "width": 22, **rest})
        self.plain, self.whole = plain, self.shown(reader(plain)) if plain else None
        self.reveal, self.whole_export = reveal, whole_export

    def content(self, record: Row, table: Any) -> str | SafeString:
        """The mask, with a way to the whole number for who may see it."""
        value = self.read(record)
        if not value or self.reveal is None or not table.actor.may(self.reveal):
            return value or NOTHING
        return format_html(
            '<span>{} <a class="text-button" href="{}" hx-get="{}" hx-target="#ask-body" aria-label="{}">{}</a></span>',
            value,
            *[row_address(record.pk, "lists:reveal", table.listing.key, ROW, self.key)] * 2,
            f"查看完整的{self.title}",
            icon("eye"),
        )


@cache
def icon(name: str) -> SafeString:
    """A drawing as `<c-icon>` makes it, for cells: a component for each would take longer than the rows themselves."""
    return render_to_string("lists/icon.html", {"name": name})
