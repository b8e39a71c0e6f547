"""May somebody be taken over from recruitment, and given back? (REC-23, REC-45)"""

from collections.abc import Sequence

from xinglin.kit.calendar import shown

from ..enums import BOUND, TrainingStatus
from ..models import Training


def may_enrol(standing: Sequence[Training], institution_id: int, intake_year: int) -> str | None:
    """Have a record at this base, who has these trainings? Not while bound to a base (REP-04).

    No window is asked for: people report in when their recruitment says so, whenever a base reports them.
    """
    for training in standing:
        if training.status not in BOUND:
            continue
        status = TrainingStatus(training.status).label
        if training.institution_id != institution_id:
            return (
                f"此人已在“{training.institution.name}”，培训状态为“{status}”，不能报到。"
                "只有不在任何基地，或培训状态为结业、退培的人员可以报到，请与该基地核实。"
            )
        if training.intake_year != intake_year:
            return f"此人已是本基地 {training.intake_year} 年招收的住院医师，培训状态为“{status}”，不能重复报到。"
    return None


def may_give_back(training: Training) -> str | None:
    """Undo it? While nothing was ever reported."""
    if training.case:
        return f"住院医师信息已于 {shown(training.case.submitted_at)} 上报，不能撤销报到。如不再培训，请办理退培。"
    if training.status != TrainingStatus.TRAINING:
        status = TrainingStatus(training.status).label
        return f"培训状态已变更为“{status}”，不能撤销报到。"
    return None
