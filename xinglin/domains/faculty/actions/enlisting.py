"""How people become supervisors of a base: by registering, from its staff list, or as a department asked (FAC-01)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.domains.people.public import Person, open_people
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.registration import nation
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed
from xinglin.kit import calendar, masking

from .. import rules
from ..models import Application, Supervisor
from ..queries.enlisting import KEPT, Register, Verdict, changed, why_not_base
from ..queries.supervisors import in_force, waiting_for

Row = Mapping[str, Any]


@action("faculty.supervisors_opened", "开通师资身份")
def open_supervisors(people: Collection[int], *, by: Actor) -> Outcome:
    """Make people supervisors who have yet to name their base; keys are those of the people (FAC-01).

    Somebody signed in may do so for himself alone.
    """
    asked = Person._base_manager.filter(pk__in=listed(people, "bigint"), account__isnull=False)
    mine = asked if by.is_system else asked.filter(account=by.account_id or 0)
    found = list(mine.select_for_update().order_by("pk")) if by.is_system or by.may(rules.JOIN) else []
    standing = set(Supervisor._base_manager.filter(person__in=found).values_list("person", flat=True))
    fresh = [person for person in found if person.pk not in standing]
    Supervisor._base_manager.bulk_create(Supervisor(person=person) for person in fresh)
    unit = nation()
    giver = system_actor(by.name, source=by.source)  # the role is everybody's who asks, and nobody's to give
    grant([NewMembership(p.account_id or 0, unit.pk, Role.SUPERVISOR) for p in fresh], by=giver)
    return Outcome(done=[p.pk for p in fresh], unchanged=sorted(standing))


@action("faculty.supervisors_saved", "新增师资")
def save_supervisors(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Take people of the own staff into the 师资库, with accounts for who has none; keys are indexes of `rows`."""
    return _enlist(rows, by)


@action("faculty.supervisors_imported", "师资导入")
def import_supervisors(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The sheet: the same, and an empty cell changes nothing."""
    return _enlist(rows, by)


def _enlist(rows: Sequence[Row], by: Actor) -> Outcome:
    if why := why_not_base(by):
        return Outcome(refused=dict.fromkeys(range(len(rows)), why))
    register = Register(rows, by, lock=True)
    verdicts = {index: register.judge(index, row) for index, row in enumerate(rows)}
    return enlist(rows, verdicts, by=by)


@action("faculty.people_enlisted", "进入师资库")
def enlist(rows: Sequence[Row], verdicts: Mapping[int, Verdict], *, by: Actor) -> Outcome:
    """Write what was judged; the people are locked. Keys are indexes of `rows`, `records` the supervisors."""
    outcome = Outcome(refused={index: v.refused[1] for index, v in verdicts.items() if v.refused})
    fit = [index for index in verdicts if index not in outcome.refused]
    people = {index: (p.pk, p.account_id or 0) for index in fit if (p := verdicts[index].person)}
    people |= _open_people([index for index in fit if index not in people], rows, by)
    fresh = {i: _made(people[i][0], rows[i], verdicts[i].department, by) for i in fit if not verdicts[i].supervisor}
    Supervisor._base_manager.bulk_create(fresh.values())
    moved = []
    for index in fit:
        supervisor, department = verdicts[index].supervisor, verdicts[index].department
        if supervisor is None:
            outcome.done.append(index)
        elif _take_over(supervisor, rows[index], department):
            moved.append(supervisor)
            outcome.done.append(index)
        else:
            outcome.unchanged.append(index)
    rewrite(moved, [*KEPT, "department", "listed_at", "revision"])
    _give_role([people[index][1] for index in fit if index not in outcome.unchanged], by)
    outcome.records = {i: s.pk for i, s in fresh.items()}
    outcome.records |= {i: s.pk for i in fit if (s := verdicts[i].supervisor)}
    return outcome


def _made(person: int, row: Row, department: Unit | None, by: Actor) -> Supervisor:
    return Supervisor(
        person_id=person,
        institution_id=by.unit.institution_id,
        province_id=by.unit.province_id,
        department=department,
        title=row.get("title") or "",
        titled_on=row.get("titled_on"),
        teaching_since=row.get("teaching_since"),
        listed_at=timezone.now(),
    )


def _take_over(supervisor: Supervisor, row: Row, department: Unit | None) -> bool:
    changes = changed(supervisor, row, department)
    if not changes and supervisor.listed_at:
        return False
    for key, (_, new) in changes.items():
        setattr(supervisor, key, department if key == "department" else new)
    supervisor.listed_at = supervisor.listed_at or timezone.now()
    supervisor.revision += 1
    return True


def _open_people(indexes: Sequence[int], rows: Sequence[Row], by: Actor) -> dict[int, tuple[int, int]]:
    """Index → (person, account), both new."""
    if not indexes:
        return {}
    new = [
        NewAccount(
            login=rows[i]["document_number"],
            masked=masking.document_number(rows[i]["document_number"]),
            name=rows[i]["name"],
            mobile=rows[i]["mobile"],
        )
        for i in indexes
    ]
    accounts = open_accounts(new, by=by).ids
    facts = [{**rows[i], "account_id": account} for i, account in zip(indexes, accounts, strict=True)]
    people = open_people(facts, by=by).done
    return dict(zip(indexes, zip(people, accounts, strict=True), strict=True))


def _give_role(accounts: Sequence[int], by: Actor) -> None:
    """带教老师 of the base; who had registered himself before acts there from now on."""
    if not accounts:
        return
    grant([NewMembership(account, by.unit.pk, Role.SUPERVISOR) for account in accounts], by=by)
    unplaced = Membership.objects.filter(account__in=accounts, unit=nation(), role=Role.SUPERVISOR, ends_at=None)
    unplaced.update(ends_at=timezone.now())


@action("faculty.taken_on", "聘任后进入师资库")
def list_as_own(supervisors: Sequence[Supervisor], *, by: Actor) -> Outcome:
    """Who is appointed belongs to the base from now on, if he did not before; `person` is loaded."""
    fresh = [row for row in supervisors if row.listed_at is None]
    for row in fresh:
        row.listed_at = timezone.now()
    rewrite(fresh, ["listed_at"])
    _give_role([row.person.account_id for row in fresh if row.person.account_id], by)
    return Outcome(done=[row.pk for row in fresh])


@action("faculty.supervisors_released", "移出师资库")
def release_supervisors(supervisors: "QuerySet[Supervisor]", *, comment: str, by: Actor) -> Outcome:
    """They do not work at the base (any more): their record stays their own, and they may name another base.

    Who has a record beside this one that names no base would have two: his applications here stay with this one.
    """
    found = claim(supervisors, by, rules.MANAGE, "person")
    keys = [row.pk for row in found]
    terms, waiting = in_force(keys, calendar.today()), waiting_for(keys)
    unplaced = Supervisor._base_manager.filter(person__in=[r.person_id for r in found], institution=None)
    twice = set(unplaced.values_list("person", flat=True))
    applied = set(Application._base_manager.filter(supervisor__in=keys).values_list("supervisor", flat=True))
    outcome = Outcome.judged(
        (
            row.pk,
            rules.why_not_reason(comment)
            or rules.may_release(row.pk in terms, row.pk in waiting, row.person_id in twice or row.pk in applied),
        )
        for row in found
    )
    outcome.labels = {row.pk: row.person.name for row in found}
    gone = [row for row in found if row.pk not in outcome.refused]
    for row in gone:
        row.institution_id = row.province_id = row.department_id = row.listed_at = None
        row.revision += 1
    rewrite(gone, ["institution", "province", "department", "listed_at", "revision"])
    accounts = [row.person.account_id for row in gone if row.person.account_id]
    left = Membership.objects.filter(account__in=accounts, unit=by.unit, role=Role.SUPERVISOR)
    left.update(ends_at=timezone.now())
    if accounts:
        unit, giver = nation(), system_actor(by.name, source=by.source)
        grant([NewMembership(account, unit.pk, Role.SUPERVISOR) for account in accounts], by=giver)
    return outcome
