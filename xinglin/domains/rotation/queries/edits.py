"""The changes by hand of a plan (ROT-04: undo, every change recorded), and what one of them brings."""

from collections.abc import Container

from django.db.models import Count, Max

from xinglin.kit.half_months import whole_months

from ..models import Edit, RotationPlan, Stint
from .conflicts import Look, newly
from .plans import Laid


def edits_seen(plan: RotationPlan) -> str:
    """Tells whether the plan was changed since a page showed it: the last change, and how many are undone."""
    found = Edit.objects.filter(plan=plan).aggregate(last=Max("pk"), undone=Count("undone_at"))
    return f"{found['last'] or 0}-{found['undone']}"


def last_edit(plan: RotationPlan) -> Edit | None:
    """The one that can be taken back."""
    return Edit.objects.filter(plan=plan, undone_at=None).first()


class Watched:
    """What is wrong in a plan before a change by hand and after it; read once, but for those whom it touches."""

    def __init__(self, plan: RotationPlan) -> None:
        self.plan, self.look, self.seen = plan, Look(plan), edits_seen(plan)
        self.before = self.after = self.look.conflicts()
        self.touched = _touched(last_edit(plan))  # it may be what is taken back

    def changed(self) -> str:
        """It was: what is wrong now and was not before, in words; empty: nothing."""
        self.touched |= _touched(Edit.objects.filter(plan=self.plan).first())
        self.look.read(self.touched)
        self.after = self.look.conflicts()
        return newly(self.before, self.after)

    def residents(self) -> set[int]:
        """Those whose line of the grid is another now, or is marked otherwise."""
        turned = set(self.before) ^ set(self.after)
        cells = {cell for each in turned for cell in each.cells}
        stints = [stint for own in self.look.own.values() for stint in own] if cells else []
        marked = {stint.resident_id for stint in stints if _is_in(stint, cells)}
        return self.touched | marked | {each.resident for each in turned if each.resident}


def _is_in(stint: Laid, cells: Container[tuple[int, int]]) -> bool:
    return any((stint.department_id, month) in cells for month in whole_months(stint.first, stint.half_months))


def _touched(edit: Edit | None) -> set[int]:
    if edit is None:
        return set()
    made = Stint._base_manager.filter(pk__in=edit.made).values_list("resident", flat=True)
    return {stint["resident_id"] for stint in edit.before} | set(made)
