"""What a base sees of those who applied to it, and an authority of what comes of it (REC-20 to REC-23)."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import Right
from xinglin.engines.access.visible import visible
from xinglin.engines.actions.sets import listed
from xinglin.engines.review.copies import Form, Section

from .. import windows
from ..enums import Answer, ApplicationState, Screening, Source
from ..models import Application, ApplicationFile, Offer, Place, Preference
from ..rules.admitting import ADMIT, REASSIGN, RESULTS
from ..rules.reporting_in import REPORT_IN
from ..rules.screening import SCREEN
from .places import KEPT, STANDING, with_answer, with_taken
from .timing import Timings

APPLIED = ("application__person", "application__batch", "batch", "institution", "place__specialty", "place__site")
OFFERED = ("application", "person", "batch__owner", "institution", "place__specialty", "place__site")


def screened_visible_to(actor: Actor) -> "QuerySet[Preference]":
    """学员志愿预审核: everybody who chose this base."""
    return _submitted(actor, SCREEN)


def admissible_visible_to(actor: Actor) -> "QuerySet[Preference]":
    """学员录取管理: of those, whoever passed the pre-screening."""
    return _submitted(actor, ADMIT).filter(screening=Screening.PASSED)


def reassignable_visible_to(actor: Actor) -> "QuerySet[Preference]":
    """学员调配管理: who accepts reassignment and holds nothing, by the first preference that passed where one looks.

    Not whoever accepted another recruitment of the year: he cannot be admitted any more (REC-16).
    """
    accepted = Offer._base_manager.filter(
        person=OuterRef("application__person"), intake_year=OuterRef("application__intake_year")
    ).filter(answer=Answer.ACCEPTED, cancelled_at=None, is_trial=False)
    held = Offer._base_manager.filter(STANDING, application=OuterRef("application"))
    earlier = Preference._base_manager.filter(
        application=OuterRef("application"), screening=Screening.PASSED, rank__lt=OuterRef("rank")
    )
    rows = _submitted(actor, REASSIGN).filter(screening=Screening.PASSED, application__accepts_reassignment=True)
    if actor.unit.institution_id:
        earlier = earlier.filter(institution=actor.unit.institution_id)
    else:
        rows = rows.filter(batch__owner=actor.unit_id)
    return rows.filter(~Exists(held), ~Exists(earlier), Q(batch__is_trial=True) | ~Exists(accepted))


def with_past_offers(rows: list[Preference], actor: Actor) -> None:
    """Note on each row what became of an earlier offer of the batch (`past`), and why nobody is reassigned now
    (`why_not`); three statements."""
    keys = listed([row.application_id for row in rows], "bigint")
    offers: Iterable[Any] = with_answer(Offer._base_manager.filter(application__in=keys, cancelled_at=None)).order_by(
        "pk"
    )
    past = {offer.application_id: offer.answered for offer in offers}
    timings = Timings({row.batch for row in rows}, windows.SECOND_ROUND)
    for row in rows:
        closed = [timings.why_closed(row.batch, kind, row.institution_id) for kind in windows.SECOND_ROUND]
        row.past = past.get(row.application_id, "")  # type: ignore[attr-defined]  # -- read by columns
        row.why_not = None if None in closed else closed[0]  # type: ignore[attr-defined]  # -- as above


def places_left_to(actor: Actor, batch_id: int) -> "QuerySet[Place]":
    """Places of a batch that are left: at the actor's base, or for its organiser at any."""
    rows = with_taken(visible(Place, actor, REASSIGN).filter(batch=batch_id)).filter(approved__gt=F("held"))
    if not actor.unit.institution_id:
        rows = rows.filter(batch__owner=actor.unit_id)
    return rows.select_related("institution", "specialty", "site").order_by("institution__name", "specialty__code")


def offers_visible_to(actor: Actor) -> "QuerySet[Offer]":
    """录取结果: what was ever admitted at the base; for an organiser what it may release or cancel itself."""
    rows = with_answer(visible(Offer, actor, RESULTS)).select_related(*OFFERED)
    return rows if actor.unit.institution_id else rows.filter(batch__owner=actor.unit_id).exclude(source=Source.BASE)


def expected_visible_to(actor: Actor) -> "QuerySet[Offer]":
    """学员报到管理: whose admission the authority has confirmed."""
    rows = visible(Offer, actor, REPORT_IN).filter(confirmed_at__isnull=False, cancelled_at=None)
    return rows.select_related(*OFFERED, "training")


def _submitted(actor: Actor, right: Right) -> "QuerySet[Preference]":
    rows = visible(Preference, actor, right).filter(application__state=ApplicationState.SUBMITTED)
    return rows.select_related(*APPLIED).defer("application__form")


def files_applied_with(actor: Actor) -> "QuerySet[Any]":
    """Keys of the files in applications to the actor's base, as they were submitted."""
    asked = screened_visible_to(actor).order_by().values("application")
    offered = visible(Offer, actor, RESULTS).order_by().values("application")
    found = ApplicationFile._base_manager.filter(Q(application__in=asked) | Q(application__in=offered))
    return found.values("upload")


def sections_submitted(application: Application) -> list[Section]:
    """The frozen form as it was submitted."""
    frozen = Application._base_manager.only("form").get(pk=application.pk).form
    form: Form = json.loads(frozen) if frozen else Form(sections=[])
    return form.get("sections", [])


def with_offers(rows: list[Preference], actor: Actor) -> None:
    """Note on each row how many hold its place (`held`) and the offer of its applicant at its base, the last one that
    was not given up (`offer`); two statements."""
    keys = [row.application_id for row in rows]
    found = with_answer(Offer._base_manager.filter(KEPT, application__in=listed(keys, "bigint"))).order_by("pk")
    offers: dict[Any, Offer] = {}
    for offer in found.select_related("batch", "place__specialty", "place__site"):
        offers[offer.application_id, offer.institution_id] = offer
    places = with_taken(Place._base_manager.filter(pk__in=listed({row.place_id for row in rows}, "bigint")))
    held: dict[int, Any] = dict(places.values_list("pk", F("held")))
    for row in rows:
        row.held = held[row.place_id]  # type: ignore[attr-defined]  # -- as below
        row.offer = offers.get((row.application_id, row.institution_id))  # type: ignore[attr-defined]  # -- read by columns


def with_openings(rows: list[Offer], actor: Actor) -> None:
    """Note on each row when its batch reports in, as `opening` (three statements)."""
    timings = Timings({row.batch for row in rows}, [windows.REPORT_IN])
    for row in rows:
        row.opening = timings.opening(row.batch, windows.REPORT_IN, row.institution_id)  # type: ignore[attr-defined]  # -- as above


def standing_offers(preferences: "QuerySet[Preference]") -> "QuerySet[Offer]":
    """The offers that stand at the base of these preferences for their applicants."""
    held = Preference._base_manager.filter(
        pk__in=preferences.order_by().values("pk"),
        application=OuterRef("application"),
        institution=OuterRef("institution"),
    )
    return Offer._base_manager.filter(STANDING, Exists(held))


def neighbours(queue: "QuerySet[Preference]", key: int) -> dict[str, Any]:
    """Where one stands among those that wait, and who comes before and after; past the end it goes round."""
    keys: Sequence[int] = list(queue.order_by("pk").values_list("pk", flat=True))
    before: Iterable[int] = [each for each in keys if each < key]
    after = [each for each in keys if each > key]
    others = [each for each in keys if each != key]
    return {
        "number": keys.index(key) + 1 if key in keys else None,
        "total": len(keys),
        "previous": max(before, default=None),
        "next": min(after or others, default=None),
    }
