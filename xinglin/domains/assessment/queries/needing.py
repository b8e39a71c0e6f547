"""Why an institution cannot be put out of use: whom it has to assess, or is entrusted with (ASM-05, ASM-10)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, QuerySet

from xinglin.engines.actions.sets import listed

from ..enums import Duty, Progress
from ..models import Enrolment, InstitutionProfile, Physician

AT_INSTITUTION = (Progress.FILLING, Progress.RETURNED, Progress.INSTITUTION)
AT_AGENCY = (Progress.INSTITUTION, Progress.AGENCY, Progress.TEST, Progress.RESIT)
PHYSICIANS = "还有 {} 名在岗医师，不能停用。请先变更其主执业机构，或由该机构为其办理“离岗”。"
ENROLMENTS = "还有 {} 名医师的定期考核报名由该机构办理，不能停用。请先由该机构办完，或取消其参加。"
ENTRUSTING = "本周期还有 {} 家机构委托它考核医师，不能停用。请先在“医疗卫生机构”中委托其他考核机构。"
ENTRUSTED = "还有 {} 名医师等待它复核或测评，不能停用。请先由该机构办完。"


def institutions_needed(units: Sequence[int]) -> dict[int, str]:
    """Institution → what has to be settled first; absent where nothing has. Four statements."""
    keys = listed(units, "bigint")
    going = Enrolment._base_manager.filter(cycle__closed_at=None)
    entrusting = InstitutionProfile._base_manager.filter(cycle__closed_at=None, institution__is_active=True)
    found: dict[int, str] = {}
    for sentence, rows, name in (
        (PHYSICIANS, Physician._base_manager.filter(institution__in=keys, duty=Duty.ON), "institution"),
        (ENROLMENTS, going.filter(institution__in=keys, progress__in=AT_INSTITUTION), "institution"),
        (ENTRUSTING, entrusting.filter(agency__in=keys).exclude(institution=F("agency")), "agency"),
        (ENTRUSTED, going.filter(agency__in=keys, progress__in=AT_AGENCY), "agency"),
    ):
        for unit, number in _numbers(rows, name):
            found.setdefault(unit, sentence.format(number))
    return found


def _numbers(rows: "QuerySet[Any]", name: str) -> Any:
    return rows.order_by().values(name).annotate(number=Count("pk")).values_list(name, "number")
