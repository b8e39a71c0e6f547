"""Institutions in a cycle: their accounts, their profile, the agency entrusted with them (ASM-01, ASM-03, ASM-05)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.domains.institutions.public import Hospital
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.models import Account, AccountKind, InitialPassword, login_key_of
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed
from xinglin.engines.review.models import State

from .. import rules
from ..enums import Level
from ..fields import PROFILE
from ..models import Cycle, Enrolment, InstitutionProfile
from ..queries.cycles import agencies_of, authorities_of

ASKED = tuple(f.key for f in PROFILE)
LEVELS = {"3A": Level.L3A, "3": Level.L3, "2A": Level.L2A}  # of an institution's profile as a training base


@action("assessment.institutions_included", "更新参加考核的机构名单")
def include(cycles: "QuerySet[Cycle]", *, by: Actor) -> Outcome:
    """Every institution of the province gets its place in the cycle, filled in with what is known of it.

    Keys are those of the cycles. One that has its place keeps it.
    """
    mine = cycles if by.is_system else cycles.filter(province=by.unit.province_id)
    found = list(mine.order_by("pk")) if by.may(rules.MANAGE) else []
    _give_places(Unit.objects.filter(province__in=[cycle.province_id for cycle in found]), found)
    return Outcome(done=[cycle.pk for cycle in found])


@action("assessment.institutions_joined", "新机构参加考核周期")
def join(institutions: Sequence[int], *, by: Actor) -> Outcome:
    """Institutions newly registered, or in use again, take part in the open cycles of their province from now on.

    Called when they are announced, by whoever registered them. Keys are those of the cycles.
    """
    units = Unit.objects.filter(pk__in=listed(institutions, "bigint"))
    cycles = list(Cycle.objects.filter(province__in=units.order_by().values("province"), closed_at=None).order_by("pk"))
    _give_places(units, cycles)
    return Outcome(done=[cycle.pk for cycle in cycles])


def _give_places(asked: "QuerySet[Unit]", cycles: Sequence[Cycle]) -> None:
    """Their places in the cycles, filled in with what is known of them."""
    if not cycles:
        return
    units = asked.filter(kind=UnitKind.INSTITUTION, is_active=True)
    here = list(units.order_by("pk"))
    hospitals = {each.unit_id: each for each in Hospital.objects.filter(unit__in=units)}
    before, authorities = _last_profiles(units), authorities_of(here)
    InstitutionProfile._base_manager.bulk_create(
        [
            _profile(cycle, unit, authorities[unit.pk], hospitals.get(unit.pk), before.get(unit.pk))
            for cycle in cycles
            for unit in here
            if unit.province_id == cycle.province_id
        ],
        ignore_conflicts=True,
        batch_size=5_000,
    )


def _last_profiles(units: "QuerySet[Unit]") -> dict[int, InstitutionProfile]:
    rows = InstitutionProfile._base_manager.filter(institution__in=units, confirmed_at__isnull=False)
    return {each.institution_id: each for each in rows.order_by("cycle__year")}


def _profile(
    cycle: Cycle, unit: Unit, authority: int, hospital: Hospital | None, before: InstitutionProfile | None
) -> InstitutionProfile:
    new = InstitutionProfile(cycle=cycle, institution=unit, authority_id=authority, name=unit.name)
    if before:
        for name in (*ASKED, "may_apply"):
            setattr(new, name, getattr(before, name))
    elif hospital:
        new.credit_code, new.level = hospital.credit_code, LEVELS.get(hospital.level, "")
    return new


@action("assessment.profiles_confirmed", "确认本机构信息")
def confirm_profiles(
    profiles: "QuerySet[InstitutionProfile]", values: Mapping[int, Mapping[str, Any]], *, by: Actor
) -> Outcome:
    """Save 本机构信息 and confirm it for the cycle; may be done again as long as the cycle runs (ASM-03)."""
    found = claim(profiles, by, rules.PROFILE, "cycle", "institution")
    closed = "该周期已结束办理，机构信息不能再修改。"
    outcome = Outcome.judged((each.pk, closed if each.cycle.closed_at else None) for each in found)
    changed = [each for each in found if each.pk not in outcome.refused]
    authorities = authorities_of(each.institution for each in changed)
    for profile in changed:
        for name in ASKED:
            setattr(profile, name, values[profile.pk].get(name) or "")
        profile.authority_id = authorities[profile.institution_id]
        profile.confirmed_at, profile.confirmed_by = timezone.now(), by.name
    rewrite(changed, [*ASKED, "authority", "confirmed_at", "confirmed_by"])
    return outcome


@action("assessment.institution_accounts_opened", "开通医疗卫生机构定期考核账号")
def open_institution_accounts(
    profiles: "QuerySet[InstitutionProfile]", *, mobile: str | None = None, by: Actor
) -> Outcome:
    """Institutions log in with their name; a hospital's own account that stands gets the role beside its others.

    With a `mobile`, to which the code goes, 666666 activates it (PLT-12). Raises Refused where it is given for several.
    """
    found = claim(profiles, by, rules.MANAGE, "institution__province")
    units = {each.institution_id for each in found}
    held = Membership.objects.filter(unit__in=units, account__kind=AccountKind.ORGANISATION).order_by("-pk")
    own: dict[int, int] = {each.unit_id: each.account_id for each in held}
    ready = {each.unit_id for each in held if each.role == Role.INSTITUTION_ADMIN}
    outcome = Outcome(
        done=[each.pk for each in found if each.institution_id not in ready],
        unchanged=[each.pk for each in found if each.institution_id in ready],
    )
    fresh = [each.institution for each in found if each.institution_id not in own]
    if mobile and len(fresh) > 1:
        raise Refused(f"所选机构中有 {len(fresh)} 家没有账号，手机号码只能逐家填写。请每次选择一家，或不填手机号码。")
    accounts = [
        NewAccount(
            login=login,
            masked=login,
            name=login,
            kind=AccountKind.ORGANISATION,
            mobile=mobile or "",
            initial_password=InitialPassword.ASSESSMENT,
        )
        for login in _logins(fresh)
    ]
    opened = open_accounts(accounts, by=by)
    own |= {unit.pk: account for unit, account in zip(fresh, opened.ids, strict=True)}
    wanted = [unit for unit in units - ready if unit in own]
    grant([NewMembership(own[unit], unit, Role.INSTITUTION_ADMIN) for unit in sorted(wanted)], by=by)
    return outcome


def _logins(units: Sequence[Unit]) -> list[str]:
    """Its name, with the province where another organisation is called so; a third is told apart by its key."""
    keys = {login_key_of(unit.name): unit.name for unit in units}
    taken = {keys[key] for key in Account.objects.filter(login_key__in=keys).values_list("login_key", flat=True)}
    logins = []
    for unit in units:
        name = f"{unit.name}（{unit.province.name}）" if unit.name in taken and unit.province else unit.name
        logins.append(name if name not in logins else f"{name}{unit.pk}")
        taken.add(unit.name)
    return logins


@action("assessment.agencies_entrusted", "委托考核机构")
def entrust(profiles: "QuerySet[InstitutionProfile]", *, agency: Unit, by: Actor) -> Outcome:
    """The agency assesses the physicians of these institutions from now on, but for those who are finished (ASM-05)."""
    found = claim(profiles, by, rules.MANAGE, "cycle", "institution")
    cycles = {each.cycle_id: each.cycle for each in found}
    approved = {key: agencies_of(cycle).filter(pk=agency.pk).exists() for key, cycle in cycles.items()}
    outcome = Outcome(labels={each.pk: each.institution.name for each in found})
    changed = []
    for each in found:
        if why := rules.may_entrust(each, approved[each.cycle_id]):
            outcome.refused[each.pk] = why
        elif each.agency_id == agency.pk:
            outcome.unchanged.append(each.pk)
        else:
            each.agency = agency
            changed.append(each)
            outcome.done.append(each.pk)
    rewrite(changed, ["agency"])
    for key in cycles:
        units = [each.institution_id for each in changed if each.cycle_id == key]
        theirs = Enrolment._base_manager.filter(cycle=key, institution__in=units).exclude(progress="done")
        theirs.exclude(case__state=State.OPEN).update(agency=agency)
    return outcome


@action("assessment.applications_opened", "开通申请考核机构")
def open_application(profiles: "QuerySet[InstitutionProfile]", *, by: Actor) -> Outcome:
    """«申请考核机构» stands in the menu of these institutions from now on (ASM-05)."""
    return _allow(profiles, by, may=True)


@action("assessment.applications_shut", "关闭申请考核机构")
def shut_application(profiles: "QuerySet[InstitutionProfile]", *, by: Actor) -> Outcome:
    """It no longer does; an application that was made stays."""
    return _allow(profiles, by, may=False)


def _allow(profiles: "QuerySet[InstitutionProfile]", by: Actor, *, may: bool) -> Outcome:
    found = claim(profiles, by, rules.MANAGE, "institution")
    outcome = Outcome(
        done=[each.pk for each in found if each.may_apply != may],
        unchanged=[each.pk for each in found if each.may_apply == may],
    )
    InstitutionProfile._base_manager.filter(pk__in=outcome.done).update(may_apply=may)
    return outcome
