"""Progress and result are worked out anew whenever something changes that they follow from (ASM-22)."""

from collections.abc import Iterable

from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed
from xinglin.engines.history.author import Author

from .. import events
from ..models import Enrolment
from ..queries.results import parts_of
from ..rules.results import standing_of


@action("assessment.standing_settled", "更新考核状态和结果")
def settle(enrolments: Iterable[int], *, by: Author) -> Outcome:
    """Called by the actions that have written verdicts or tests, and when a case moves; six statements.

    A result that changes is no longer the one that was published.
    """
    rows = Enrolment._base_manager.filter(pk__in=listed(enrolments, "bigint")).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))
    found = list(rows.select_related("case"))
    parts, changed, results = parts_of(found), [], []
    for row in found:
        progress, result = standing_of(parts[row.pk])
        after = result or ""
        if (row.progress, row.result) == (progress, after):
            continue
        if row.result != after:
            row.published_at = None
            results.append(row.pk)
        row.progress, row.result = progress, after
        changed.append(row)
    rewrite(changed, ["progress", "result", "published_at"])
    events.RESULTS_CHANGED.announce(results, by=by)
    touched = {row.pk for row in changed}
    return Outcome(done=sorted(touched), unchanged=[row.pk for row in found if row.pk not in touched])
