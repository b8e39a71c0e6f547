"""What is due again after a failed 出科考核 (ROT-08): for whoever plans."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Sum

from ..models import Repeat


def repeats_due(trainings: Iterable[int]) -> dict[int, dict[int, int]]:
    """Training → line of its standard → half months to pass beside those that the standard asks; one statement.

    They stay due for good: a plan is complete when the stints of a line, the failed ones among them, come to the
    standard's half months and these. The planner adds them to what it has to lay.
    """
    due: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Repeat._base_manager.filter(training__in=list(trainings), line__isnull=False).order_by()
    for training, line, number in rows.values_list("training", "line").annotate(number=Sum("half_months")):
        due[training][line] = number
    return due
