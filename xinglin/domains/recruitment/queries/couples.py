"""Couples as either of the two sees them (REC-50)."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from xinglin.engines.access.actor import Actor

from ..enums import ApplicationState, Method
from ..models import Application, Couple, JointPreference, Preference
from ..rules.applying import APPLY
from .applying import applications_visible_to
from .running import batches_run_by

BOTH = ("batch", "first__person", "second__person")


def couples_visible_to(actor: Actor) -> "QuerySet[Couple]":
    """Those that the actor asked for or was asked for."""
    account = actor.account_id or 0
    mine = Q(first__person__account=account) | Q(second__person__account=account)
    return Couple.objects.filter(mine) if actor.may(APPLY) else Couple.objects.none()


def couples_run_by(actor: Actor) -> "QuerySet[Couple]":
    """Those of the batches that the actor admits by matching, with `pairs`, how many joint preferences they have."""
    rows = Couple.objects.filter(batch__in=batches_run_by(actor).order_by().values("pk"))
    return rows.select_related(*BOTH).annotate(pairs=Count("preferences"))


def matched_applications(actor: Actor) -> "QuerySet[Application]":
    """One's own applications in batches that admit by matching: there a partner can be named."""
    return applications_visible_to(actor).filter(batch__method=Method.MATCHING)


def partner_of(application: Application, name: str, document_index: bytes) -> Application | None:
    """The draft in the same batch of the person with this very name and document number."""
    found = Application._base_manager.filter(
        batch=application.batch_id,
        state=ApplicationState.DRAFT,
        person__name=name,
        person__document_index=document_index,
    )
    return found.select_related("person").first()


def coupled(applications: Iterable[int]) -> set[int]:
    """Those of the applications that are in a couple; one statement."""
    keys = set(applications)
    rows = Couple.objects.filter(Q(first__in=keys) | Q(second__in=keys)).values_list("first", "second")
    return {one for pair in rows for one in pair} & keys


def wishes_of(applications: Iterable[int]) -> dict[int, list[Preference]]:
    """Application → its preferences in their order; one statement."""
    found: dict[int, list[Preference]] = {pk: [] for pk in applications}
    rows = Preference._base_manager.filter(application__in=found).order_by("rank")
    for row in rows.select_related("institution", "place__specialty", "place__site"):
        found[row.application_id].append(row)
    return found


def pairs_of(couples: Iterable[int]) -> dict[int, list[JointPreference]]:
    """Couple → its joint preferences in their order; one statement."""
    found: dict[int, list[JointPreference]] = {pk: [] for pk in couples}
    joined = [f"{side}_place__{what}" for side in ("first", "second") for what in ("institution", "specialty", "site")]
    for row in JointPreference.objects.filter(couple__in=found).select_related(*joined).order_by("couple", "rank"):
        found[row.couple_id].append(row)
    return found
