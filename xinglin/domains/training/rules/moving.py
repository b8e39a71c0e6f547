"""May a training be continued at another base or in another specialty (REP-34)? The sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from xinglin.engines.access.models import Unit
from xinglin.engines.windows.queries import Opening

from ..enums import BOUND, ChangeReason, TrainingStatus
from ..models import StatusChange, Training
from .transitions import NewStatus


@dataclass(frozen=True)
class Continuation:
    """How a training goes on. `specialty` is a code, `training_years` of the whole as the base now sees it."""

    specialty: str
    starts_on: date
    ends_on: date
    training_years: str | None = None

    @property
    def values(self) -> Mapping[str, Any]:
        """As training information knows them."""
        return {key: value for key, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class NewBase:
    """Another base, and there the specialty of this code."""

    unit: Unit
    specialty: str


def may_move(training: Training, to: NewBase, closed: Any | None) -> str | None:
    """Take a record over to another base as it is (REC-42)? Only of whom nothing was ever reported.

    `closed`: why the other base takes nobody.
    """
    if training.status not in BOUND:
        return f"培训状态为“{TrainingStatus(training.status).label}”，不能变更主要基地。"
    if training.case is not None:
        return "该学员的信息已经上报，尚未审核通过，现在不能变更主要基地，请待审核通过后再办理。"
    if training.institution_id == to.unit.pk:
        return f"该学员的主要基地已是“{to.unit.name}”，无需变更。"
    return f"“{to.unit.name}”自 {closed.since} 起暂停招收（{closed.reason}），不能转入。" if closed else None


def may_receive(change: StatusChange, to: Continuation, opening: Opening, *, elsewhere: Training | None) -> str | None:
    """Take over somebody whom another base has let go (REP-34)? Only once, and nobody whom a base holds (REP-04)."""
    if hasattr(change.training, "next"):
        return f"此人已由“{change.training.next.institution.name}”接收，无需重复接收。"
    if change.training.status != TrainingStatus.WITHDRAWN:
        return f"“{change.training.institution.name}”已撤销其退培，不能接收，请与该基地核实。"
    if elsewhere:
        status = TrainingStatus(elsewhere.status).label
        return f"此人已在“{elsewhere.institution.name}”，培训状态为“{status}”，不能接收，请与该基地核实。"
    if to.starts_on < change.starts_on:
        return f"培训开始日期 {to.starts_on} 早于在原基地退培的日期 {change.starts_on}，请核对。"
    return _not_reported(opening)


def may_change_specialty(training: Training, to: Continuation, opening: Opening) -> str | None:
    """Go on in another specialty of the same base? The rest is judged as a withdrawal (`leaving`)."""
    if training.specialty and training.specialty.code == to.specialty:
        return f"新专业与现在的培训专业（{training.specialty.name}）相同，请选择其他专业。"
    if to.starts_on > localdate():
        return f"新专业的培训开始日期 {to.starts_on} 晚于今天，请在转专业当天或之后办理。"
    return _not_reported(opening)


def leaving(to: Continuation, note: str) -> NewStatus:
    """The first half of a change of specialty: the old record ends on the day on which the new one begins."""
    return NewStatus(TrainingStatus.WITHDRAWN, ChangeReason.CHANGE_OF_SPECIALTY, to.starts_on, note=note)


def _not_reported(opening: Opening) -> str | None:
    """The new record is of the same intake: in it while that is open, else in the second part."""
    return None if opening.state == "past" and not opening.barred else opening.why_closed()
