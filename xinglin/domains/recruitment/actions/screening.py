"""志愿预审核 (REC-20)."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite

from .. import windows
from ..enums import ApplicationState, Screening
from ..models import Preference
from ..queries.places import held_preferences, locked_applications
from ..queries.timing import Timings
from ..rules import screening as rules

Rule = Callable[..., str | None]


@action("recruitment.screening_passed", "预录取")
def pass_preferences(preferences: "QuerySet[Preference]", *, by: Actor) -> Outcome:
    """预录取: these applicants may be admitted by the base (REC-20)."""
    return _screen(preferences, Screening.PASSED, rules.may_screen, by)


@action("recruitment.screening_failed", "不录取")
def fail_preferences(preferences: "QuerySet[Preference]", *, comment: str, by: Actor) -> Outcome:
    """不录取, with the reason that the applicant reads once the window has ended. Raises Refused without one."""
    if why := rules.unfit_reason(comment):
        raise Refused(why)
    return _screen(preferences, Screening.FAILED, rules.may_screen, by, comment.strip())


@action("recruitment.screening_taken_back", "取消预录取")
def take_back_screening(preferences: "QuerySet[Preference]", *, by: Actor) -> Outcome:
    """取消预录取: they wait for their screening again."""
    return _screen(preferences, Screening.WAITING, rules.may_take_back, by)


def _screen(rows: "QuerySet[Preference]", to: Screening, rule: Rule, by: Actor, reason: str = "") -> Outcome:
    asked = visible(Preference, by, rules.SCREEN).filter(
        pk__in=rows.order_by().values("pk"), application__state=ApplicationState.SUBMITTED
    )
    applications = locked_applications(asked.values_list("application_id", flat=True))
    claimed = claim(asked, by, rules.SCREEN, "batch")
    timings = Timings({preference.batch for preference in claimed}, [windows.SCREENING])
    held, outcome, changed = held_preferences(claimed), Outcome(), []
    for preference in claimed:
        outcome.labels[preference.pk] = applications[preference.application_id].person.name
        closed = timings.why_closed(preference.batch, windows.SCREENING, preference.institution_id)
        if why := rule(preference, closed, is_held=preference.pk in held):
            outcome.refused[preference.pk] = why
        elif (preference.screening, preference.screening_reason) == (to, reason):
            outcome.unchanged.append(preference.pk)
        else:
            preference.screening, preference.screening_reason = to, reason
            preference.screened_at, preference.screened_by = timezone.now(), by.name
            changed.append(preference)
    outcome.done = [preference.pk for preference in changed]
    rewrite(changed, ["screening", "screening_reason", "screened_at", "screened_by"])
    return outcome
