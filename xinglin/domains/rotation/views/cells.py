"""The lines of the grid by resident, written here and not by a template: 300 have ten thousand cells (ROT-03).

The links carry no filters, which the page adds where one is followed (plan_grid.ts).
"""

from html import escape

from django.utils.safestring import SafeString

from xinglin.engines.lists.row_address import row_address

from ..queries.grid import Cell, Row, described
from ..queries.plans import Laid

GONE = ' class="gone"'


class Lines:
    """Writes them. `may_open`: a stint's page; `may_place`: by hand into a free cell; `anew`: for those shown."""

    def __init__(self, *, may_open: bool, may_place: bool, anew: bool = False) -> None:
        self.may_open, self.may_place = may_open, may_place
        self.opens = ' hx-swap-oob="true"' if anew else ""
        self.names: dict[int, str] = {}  # department → its short name
        self.titles: dict[tuple[int, int, int], str] = {}  # department, first, half months → what it is

    def line(self, row: Row) -> SafeString:
        """One resident's."""
        opens = f'<tr id="row-{row.of.pk}"{GONE if row.is_gone else ""}{self.opens}>'
        return SafeString(f"{opens}{_head(row)}{self._cells(row)}</tr>")

    def _cells(self, row: Row) -> str:
        address = row_address(row.of.pk, "rotation:stint_new") if self.may_place and not row.is_gone else ""
        label = f"{escape(row.of.training.person.name)}：安排轮转"
        told = [self._stint(cell, cell.stint) if cell.stint else _gap(cell, address, label) for cell in row.cells]
        return "".join(told)

    def _stint(self, cell: Cell, stint: Laid) -> str:
        name = self.names.get(stint.department_id) or self._name(stint)
        if self.may_open:
            name = f'<a href="{row_address(stint.pk, "rotation:stint")}">{name}</a>'
        title, css = self._title(stint), "stint"
        if cell.wrong:
            title, css = f"{title}\n{cell.wrong.kind}：{escape(cell.wrong.words)}", "stint wrong"
            name = f'{name}<span class="sr-only">，{cell.wrong.kind}</span>'
        if stint.is_locked:
            css = f"{css} locked"
            name = f'{name}<span class="sr-only">，已锁定</span>'
        return f'<td colspan="{cell.span}" data-stint="{stint.pk}" class="{css}" title="{title}">{name}</td>'

    def _name(self, stint: Laid) -> str:
        name = self.names[stint.department_id] = escape(stint.department.short_name or stint.department.name)
        return name

    def _title(self, stint: Laid) -> str:
        key = (stint.department_id, stint.first, stint.half_months)
        if key not in self.titles:
            self.titles[key] = escape(described(stint))
        return self.titles[key]


def _head(row: Row) -> str:
    training, tag = row.of.training, ""
    if row.is_gone:
        tag = f' <span class="tag grey">{training.get_status_display()}</span>'
    elif row.wrong:
        tag = f' <span class="tag orange" title="{escape(row.wrong.words)}">{row.wrong.kind}</span>'
    specialty = escape(training.specialty.name) if training.specialty else ""
    about = f'<div class="small muted">{training.intake_year} {specialty}</div>'
    return f'<th scope="row" class="keep-start">{escape(training.person.name)}{tag}{about}</th>'


def _gap(cell: Cell, address: str, label: str) -> str:
    opens = f'<td colspan="{cell.span}" data-slot="{cell.first}">'
    if not (address and cell.is_free):
        return f"{opens}</td>"
    return f'{opens}<a class="place" href="{address}?first={cell.first}" aria-label="{label}"></a></td>'
