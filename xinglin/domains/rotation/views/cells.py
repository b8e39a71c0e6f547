"""The cells of the grid by resident, written here and not by the template: 300 residents have ten thousand (ROT-03).

The links carry no filters, which the page adds where one is followed (plan_grid.ts).
"""

from html import escape

from django.utils.safestring import SafeString

from xinglin.engines.lists.row_address import row_address

from ..queries.grid import Cell, Row, described
from ..queries.plans import Laid


class Cells:
    """Writes rows. `may_open`: a stint's page; `may_place`: by hand into a free cell."""

    def __init__(self, *, may_open: bool, may_place: bool) -> None:
        self.may_open, self.may_place = may_open, may_place
        self.names: dict[int, str] = {}  # department → its short name
        self.titles: dict[tuple[int, int, int], str] = {}  # department, first, half months → what it is

    def row(self, row: Row) -> SafeString:
        """All cells of one resident."""
        address = row_address(row.of.pk, "rotation:stint_new") if self.may_place and not row.is_gone else ""
        label = f"{escape(row.of.training.person.name)}：安排轮转"
        told = [self._stint(cell, cell.stint) if cell.stint else _gap(cell, address, label) for cell in row.cells]
        return SafeString("".join(told))

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


def _gap(cell: Cell, address: str, label: str) -> str:
    opens = f'<td colspan="{cell.span}" data-slot="{cell.first}">'
    if not (address and cell.is_free):
        return f"{opens}</td>"
    return f'{opens}<a class="place" href="{address}?first={cell.first}" aria-label="{label}"></a></td>'
