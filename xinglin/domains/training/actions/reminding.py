"""Reminders to bases that have not reported and to provinces that have not reviewed (REP-42)."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.sets import listed
from xinglin.engines.notices.actions import Matter, remind

from .. import rules
from ..queries.progress import (
    about_reporting,
    about_reviewing,
    bases_progress,
    followed_bases,
    followed_provinces,
    provinces_progress,
)
from ..queries.records import intake_year


@action("training.bases_reminded", "提醒上报")
def remind_bases(units: "QuerySet[Unit]", *, comment: str, by: Actor) -> Outcome:
    """Remind bases under the actor that they have something left to report; keys are those of the units."""
    matter = Matter(
        about=about_reporting(),
        title=f"请抓紧上报 {intake_year()} 年招收信息",
        roles=[Role.BASE_ADMIN],
        url=reverse("training:intake"),
    )
    found = _asked(followed_bases(by), units)
    progress = bases_progress(found)
    behind = {u.pk: rules.may_remind_base(progress[u.pk].opened, progress[u.pk].unreported) for u in found}
    return _remind(found, behind, matter, comment, by)


@action("training.provinces_reminded", "提醒审核")
def remind_provinces(units: "QuerySet[Unit]", *, comment: str, by: Actor) -> Outcome:
    """Remind provinces that something waits for their review; keys are those of the units."""
    matter = Matter(
        about=about_reviewing(),
        title=f"请抓紧审核 {intake_year()} 年招收信息",
        roles=[Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER],
        url=reverse("training:reviews"),
    )
    found = _asked(followed_provinces(by), units)
    progress = provinces_progress(found)
    return _remind(found, {u.pk: rules.may_remind_province(progress[u.pk].waiting) for u in found}, matter, comment, by)


def _asked(followed: "QuerySet[Unit]", units: "QuerySet[Unit]") -> list[Unit]:
    return list(followed.filter(pk__in=units.order_by().values("pk")).order_by("pk"))


def _remind(
    found: Sequence[Unit], verdicts: Mapping[int, str | None], matter: Matter, comment: str, by: Actor
) -> Outcome:
    behind = Unit.objects.filter(pk__in=listed([pk for pk, why in verdicts.items() if why is None], "bigint"))
    outcome = remind(behind, matter=matter, comment=comment, by=by)
    outcome.refused |= {pk: why for pk, why in verdicts.items() if why}
    outcome.labels |= {unit.pk: unit.name for unit in found}
    return outcome
