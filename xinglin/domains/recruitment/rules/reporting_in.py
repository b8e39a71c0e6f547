"""May somebody be marked as reported in, or as absent? (REC-23)"""

from datetime import timedelta

from django.utils import timezone

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role
from xinglin.engines.windows.queries import Opening
from xinglin.kit.calendar import shown

from ..enums import ReportIn
from ..models import Offer

REPORT_IN = right("recruitment.report_in", "学员报到管理", Role.BASE_ADMIN)
GIVEN_UP_AFTER = timedelta(weeks=2)  # R-REC-05
LONGEST_REASON = Offer._meta.get_field("report_reason").max_length or 0


def may_report_in(offer: Offer, opening: Opening, closed: str | None) -> str | None:
    """已报到: once the authority has confirmed the result, in the window (REC-30)."""
    if offer.report_state == ReportIn.PRESENT:
        return f"该学员已于 {shown(offer.reported_at)} 登记报到。"
    return _why_not_yet(offer) or closed


def may_be_absent(offer: Offer, opening: Opening, closed: str | None) -> str | None:
    """未报到: from the beginning of the window on, also after its end, when it is plain who did not come."""
    if offer.report_state == ReportIn.PRESENT:
        return f"该学员已于 {shown(offer.reported_at)} 登记报到；如登记有误，请先撤销报到登记。"
    return _why_not_yet(offer) or (None if opening.state == "past" else closed)


def may_undo(offer: Offer, opening: Opening, closed: str | None) -> str | None:
    """撤销报到登记, in the window; what training says of the record comes on top."""
    return closed if offer.report_state else "该学员还没有登记报到情况，无需撤销。"


def unfit_reason(reason: str) -> str | None:
    """未报到 takes a reason."""
    if not reason.strip():
        return "请填写未报到原因。"
    if len(reason.strip()) > LONGEST_REASON:
        return f"未报到原因有 {len(reason.strip())} 个字，最多 {LONGEST_REASON} 个字，请精简后再提交。"
    return None


def _why_not_yet(offer: Offer) -> str | None:
    return None if offer.confirmed_at else "录取结果还没有经主管部门确认，不能办理报到。"


def overdue(offer: Offer, opening: Opening) -> str:
    """How long somebody is awaited after the window; after two weeks he counts as having given up (R-REC-05)."""
    if offer.report_state or opening.ends_at is None or timezone.now() < opening.ends_at:
        return ""
    late = timezone.now() - opening.ends_at
    if late >= GIVEN_UP_AFTER:
        return "逾期两周未报到，视为自动放弃"
    return f"已逾期 {late.days + 1} 天"
