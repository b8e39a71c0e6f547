"""Calls of reminders, contacts and the ways of being told."""

from django.db.models import QuerySet

from tests.contracts.calls import ONES_OWN, Crowd, Verb, base, call, nation, next_door, other_reviewer, reviewer
from xinglin.domains.institutions.public import NewHospital, found_hospitals
from xinglin.domains.training.actions.reminding import remind_bases, remind_provinces
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.notices import actions as notices
from xinglin.engines.notices.models import Contact, Reach


def bases(crowd: Crowd, number: int) -> "QuerySet[Unit]":
    """Training bases in the hospital's city that have opened nobody, each with an account."""
    new = [NewHospital(crowd.world.country.city, f"新基地{n}", base_level="national") for n in range(number)]
    keys = found_hospitals(new, by=system_actor()).done
    account = base(crowd).account_id or 0
    Membership.objects.bulk_create(Membership(account_id=account, unit_id=pk, role=Role.BASE_ADMIN) for pk in keys)
    return Unit.objects.filter(pk__in=keys)


@call("notices.reminded", by=reviewer, stranger=other_reviewer)
def _(crowd: Crowd, number: int) -> Verb:
    units = bases(crowd, number)
    matter = notices.Matter(about="test", title="请补充资料", roles=[Role.BASE_ADMIN], url="/")
    return lambda by: notices.remind(units, matter=matter, comment="请补充", by=by)


@call("training.bases_reminded", by=reviewer, stranger=other_reviewer)
def _(crowd: Crowd, number: int) -> Verb:
    units = bases(crowd, number)
    return lambda by: remind_bases(units, comment="请上报", by=by)


@call("training.provinces_reminded", by=nation, stranger=reviewer, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    """Of the provinces only the hospital's has an account and something that waits; bases show the many."""
    country = crowd.world.country
    assert country.reviewer.account_id  # who is told
    return lambda by: remind_provinces(Unit.objects.filter(pk=country.province.pk), comment="请审核", by=by)


@call("notices.contacts_saved", stranger=None, why=ONES_OWN)
def _(crowd: Crowd, number: int) -> Verb:
    rows = [Contact(duty="住培管理", name="示范", phone="010-00000000") for _ in range(number)]
    return lambda by: notices.save_contacts(rows, by=by)


@call("notices.reach_chosen", by=next_door, stranger=None, why=ONES_OWN, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: notices.choose_reach([Reach(by_sms=["returned"]) for _ in range(number)], by=by)
