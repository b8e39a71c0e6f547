"""A failed 出科考核 makes a stay due again (ROT-08). Called by the domain that assesses."""

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action

from .. import rules
from ..models import Repeat, Stay


@action("rotation.repeats_recorded", "登记重轮")
def record_repeats(stays: "QuerySet[Stay]", *, by: Actor) -> Outcome:
    """The half months of these stays are due once more. Keys are those of the stays."""
    claimed = claim(stays, by, rules.STAYS, "stint__resident")
    standing = set(Repeat._base_manager.filter(stay__in=[stay.pk for stay in claimed]).values_list("stay", flat=True))
    fresh = [stay for stay in claimed if stay.pk not in standing]
    Repeat._base_manager.bulk_create(
        Repeat(
            stay=stay,
            training_id=stay.stint.resident.training_id,
            department_id=stay.stint.department_id,
            line_id=stay.stint.line_id,
            half_months=stay.stint.half_months,
            recorded_by=by.name,
        )
        for stay in fresh
    )
    return Outcome(done=[stay.pk for stay in fresh], unchanged=sorted(standing))


@action("rotation.repeats_withdrawn", "撤销重轮")
def withdraw_repeats(stays: "QuerySet[Stay]", *, by: Actor) -> Outcome:
    """The assessment is open again: nothing is due any more. Keys are those of the stays."""
    claimed = [stay.pk for stay in claim(stays, by, rules.STAYS)]
    Repeat._base_manager.filter(stay__in=claimed).delete()
    return Outcome(done=claimed)
