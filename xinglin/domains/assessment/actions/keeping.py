"""How physicians get into the tables and move, whoever says so: called by the actions that have judged the rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinglin.domains.people.public import Person, open_people
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.models import InitialPassword
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed
from xinglin.engines.secrets.kinds import Sealed, sealed_many
from xinglin.kit import masking

from .. import events
from ..models import Enrolment, Physician
from ..queries.cycles import agencies_by_institution
from ..queries.registering import KEPT

Row = Mapping[str, Any]
COLUMNS = (
    *("person_id", "institution_id", "province_id", "department_id", "source", "duty"),
    *("registry_number", "registry_moment", *KEPT),
)
NO_MOBILE: Any = Sealed(None, None, "", None)  # type: ignore[arg-type]  # -- the stored forms of no secret
EMPTY: Row = {"scopes": [], "practice_number": ""}


@action("assessment.physicians_opened", "登记医师")
def open_physicians(rows: Mapping[int, Row], known: Mapping[int, Person], *, by: Actor) -> Outcome:
    """Index → row in the names of COLUMNS and of identity; `known`: who is a person already. `records`: index → key."""
    if not rows:
        return Outcome()
    people = {index: known[index].pk for index in rows if index in known}
    people |= _open_people([index for index in rows if index not in known], rows, by)
    wanted = [(people[index], row) for index, row in rows.items()]
    keys = copy_in(Physician, COLUMNS, (_values(person, row) for person, row in wanted))
    _give_role([(person, row["institution_id"]) for person, row in wanted], by)
    return Outcome(done=keys, records=dict(zip(rows, keys, strict=True)))


def _values(person: int, row: Row) -> tuple[Any, ...]:
    given = {**row, "person_id": person}
    return tuple(EMPTY.get(name) if given.get(name) is None else given[name] for name in COLUMNS)


def _open_people(indexes: Sequence[int], rows: Mapping[int, Row], by: Actor) -> dict[int, int]:
    if not indexes:
        return {}
    mobiles: list[Any] = [rows[i].get("mobile") or "" for i in indexes]
    sealed = iter(sealed_many([mobile for mobile in mobiles if mobile], "mobile"))  # once for account and person
    mobiles = [next(sealed) if mobile else "" for mobile in mobiles]
    accounts = open_accounts(
        [
            NewAccount(
                login=rows[i]["document_number"],
                masked=masking.document_number(rows[i]["document_number"]),
                name=rows[i]["name"],
                mobile=mobile,
                initial_password=InitialPassword.ASSESSMENT,
            )
            for i, mobile in zip(indexes, mobiles, strict=True)
        ],
        by=by,
    )
    found = zip(indexes, mobiles, accounts.ids, strict=True)
    people = open_people([{**rows[i], "mobile": mobile or NO_MOBILE, "account_id": a} for i, mobile, a in found], by=by)
    return dict(zip(indexes, people.done, strict=True))


def _give_role(places: Sequence[tuple[int, int]], by: Actor) -> None:
    """(person, institution): the person acts there as a physician from now on, with the account he has."""
    keys = listed([person for person, _ in places], "bigint")
    account_of = dict(Person.objects.filter(pk__in=keys, account__isnull=False).values_list("pk", "account_id"))
    grant([NewMembership(account_of[p], unit, Role.PHYSICIAN) for p, unit in places if p in account_of], by=by)


@action("assessment.physicians_moved", "医师变更注册机构")
def move_physicians(moving: Mapping[int, Unit], physicians: Sequence[Physician], *, by: Actor) -> Outcome:
    """Of the locked `physicians` those in `moving`: key → where he practises from now on.

    Roles move, and so do enrolments that were never submitted.

    One that lies in review stays where it was submitted: who has begun to assess it ends it. In another province
    another cycle runs, so there he is confirmed anew.
    """
    moved = [physician for physician in physicians if physician.pk in moving]
    if not moved:
        return Outcome()
    left = Membership.objects.filter(role=Role.PHYSICIAN, account__person__physician__in=[p.pk for p in moved])
    left.delete()
    _move_enrolments(moving)
    for physician in moved:
        unit = moving[physician.pk]
        physician.institution_id, physician.province_id = unit.pk, unit.province_id or 0
        physician.department_id = None
    rewrite(moved, ["institution", "province", "department"])
    _give_role([(p.person_id, p.institution_id) for p in moved], by)
    events.MOVED.announce([p.pk for p in moved], by=by)
    return Outcome(done=[p.pk for p in moved])


def _move_enrolments(moving: Mapping[int, Unit]) -> None:
    rows = Enrolment._base_manager.filter(physician__in=list(moving), case=None, cycle__closed_at=None)
    standing = list(rows.select_related("cycle").select_for_update(of=("self",)).order_by("pk"))
    elsewhere = [row.pk for row in standing if moving[row.physician_id].province_id != row.province_id]
    Enrolment._base_manager.filter(pk__in=elsewhere).delete()
    kept = [row for row in standing if row.pk not in set(elsewhere)]
    agencies = agencies_by_institution(kept, [moving[row.physician_id].pk for row in kept])
    for row in kept:
        row.institution_id, row.department_id = moving[row.physician_id].pk, None
        row.agency_id = agencies.get((row.cycle_id, row.institution_id))
    rewrite(kept, ["institution", "department", "agency"])
