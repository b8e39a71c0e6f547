"""The cells of the grid by resident, written here and not by the template: 300 residents have ten thousand (ROT-03)."""

from django.utils.html import escape
from django.utils.safestring import SafeString

from xinglin.engines.lists.row_address import row_address

from ..queries.grid import Cell, Row
from ..queries.plans import Laid


def cells_of(row: Row, query: str, *, may_open: bool, may_place: bool) -> SafeString:
    """All cells of one resident. `query`: of the grid, kept in each link; `may_place`: by hand into a free cell."""
    place = may_place and not row.is_gone
    return SafeString(
        "".join(
            _stint(cell, cell.stint, query, may_open) if cell.stint else _gap(cell, row, query, place)
            for cell in row.cells
        )
    )


def _stint(cell: Cell, stint: Laid, query: str, may_open: bool) -> str:
    name: str = escape(stint.department.short_name or stint.department.name)
    if may_open:
        kept = f"?{escape(query)}" if query else ""
        name = f'<a href="{row_address(stint.pk, "rotation:stint")}{kept}">{name}</a>'
    css = f"stint{' wrong' if cell.wrong else ''}{' locked' if stint.is_locked else ''}"
    told = "，已锁定" if stint.is_locked else ""
    told += f"，{escape(cell.wrong.kind)}" if cell.wrong else ""
    told = f'<span class="sr-only">{told}</span>' if told else ""
    opens = f'<td colspan="{cell.span}" data-stint="{stint.pk}" class="{css}" title="{escape(cell.words)}">'
    return f"{opens}{name}{told}</td>"


def _gap(cell: Cell, row: Row, query: str, may_place: bool) -> str:
    link = ""
    if may_place and cell.is_free:
        address = f"{row_address(row.of.pk, 'rotation:stint_new')}?first={cell.first}&{query}"
        name = row.of.training.person.name
        link = f'<a class="place" href="{escape(address)}"><span class="sr-only">{escape(name)}：安排轮转</span></a>'
    return f'<td colspan="{cell.span}" data-slot="{cell.first}">{link}</td>'
