"""«申请考核机构», and what follows approval (ASM-05)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, in_force
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.files.actions import attach
from xinglin.engines.review.models import State
from xinglin.engines.review.revisions import revise

from .. import rules
from ..models import AgencyApplication, AgencyPaper, InstitutionProfile
from ..queries.cycles import authorities_of


@action("assessment.agency_application_saved", "保存考核机构申请")
def save_applications(
    profiles: "QuerySet[InstitutionProfile]", *, note: str, papers: Sequence[UUID], by: Actor
) -> Outcome:
    """The own institution's application with its attachments; it is sent up by `review.submit`. Keys: profiles."""
    found = claim(profiles, by, rules.APPLY, "cycle", "institution")
    cycles = {each.cycle_id for each in found}
    mine = AgencyApplication._base_manager.filter(institution__in=[p.institution_id for p in found], cycle__in=cycles)
    list(mine.select_for_update(of=("self",)).order_by("pk"))
    standing = {(each.cycle_id, each.institution_id): each for each in mine.select_related("case")}
    outcome = Outcome(labels={each.pk: each.institution.name for each in found})
    authorities, rows = authorities_of(each.institution for each in found), []
    for profile in found:
        row = standing.get((profile.cycle_id, profile.institution_id))
        if why := rules.may_apply(profile, profile.cycle) or rules.may_change_application(row):
            outcome.refused[profile.pk] = why
            continue
        row = row or AgencyApplication(cycle=profile.cycle, institution=profile.institution)
        row.authority_id, row.note = authorities[profile.institution_id], note
        rows.append(row)
        outcome.done.append(profile.pk)
    _keep(rows, papers, by)
    return outcome


def _keep(rows: list[AgencyApplication], papers: Sequence[UUID], by: Actor) -> None:
    if not rows:
        return
    attach(papers, by=by, kinds=("agency-paper",))
    AgencyApplication._base_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["cycle", "institution"],
        update_fields=["authority", "note"],
    )
    kept = AgencyApplication._base_manager.filter(
        cycle__in={row.cycle_id for row in rows}, institution__in={row.institution_id for row in rows}
    )
    keys = list(kept.values_list("pk", flat=True))
    AgencyPaper.objects.filter(application__in=keys).exclude(upload__in=papers).delete()
    AgencyPaper.objects.bulk_create(
        (AgencyPaper(application_id=key, upload_id=paper) for key in keys for paper in papers), ignore_conflicts=True
    )
    revise(kept)


@action("assessment.agencies_made", "成为考核机构")
def make_agencies(applications: Iterable[int], *, by: Actor) -> Outcome:
    """Approved ones act as agencies from now on, with the account of the institution («切换»). Keys: units."""
    rows = AgencyApplication._base_manager.filter(pk__in=list(applications), case__state=State.APPROVED)
    units = {key for key in rows.values_list("institution", flat=True) if key}
    held = Membership.objects.filter(in_force(timezone.now()), unit__in=units, role=Role.INSTITUTION_ADMIN)
    held = held.filter(rights=None, lent_by=None)
    grant([NewMembership(m.account_id, m.unit_id, Role.AGENCY_ADMIN) for m in held.order_by("pk")], by=by)
    return Outcome(done=sorted(units))
