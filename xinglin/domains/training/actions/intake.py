"""Opening accounts for residents, and deleting wrong imports (REP-03 to REP-05)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from xinglin.domains.people.public import Person, open_people
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.accounts.actions import NewAccount, correct_mobiles
from xinglin.engines.accounts.actions import open_accounts as open_log_ins
from xinglin.engines.accounts.actions import reset_passwords as reset_accounts
from xinglin.engines.accounts.models import Account
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.actions.sets import listed
from xinglin.kit import masking

from .. import rules
from ..models import Training
from ..queries.judging import judge_accounts
from ..queries.records import openings_of

Row = Mapping[str, Any]
OPENING_LOCK = 7_301  # one base opens accounts at a time, so that two cannot both take the same person


@action("training.accounts_opened", "住院医师账号导入")
def open_accounts(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Open account, person and training record for each row of the account sheet at the actor's own base (REP-03).

    Keys are indexes of `rows`. Someone known already keeps account and record of the person (REP-34).
    """
    if not by.may(rules.OPEN):
        return Outcome(refused=dict.fromkeys(range(len(rows)), "当前身份不能导入住院医师账号。"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OPENING_LOCK])
    outcome = Outcome()
    fresh: list[tuple[int, Person | None]] = []
    known: list[tuple[int, Person | None]] = []
    mobiles: dict[int, str] = {}
    for index, verdict in enumerate(judge_accounts(rows, by)):
        if verdict.refused:
            outcome.refused[index] = verdict.refused[1]
        elif verdict.training and not verdict.changes:
            outcome.unchanged.append(index)
        elif verdict.training and verdict.person:
            mobiles[verdict.person.pk] = rows[index]["mobile"]
            outcome.done.append(index)
        else:
            (known if verdict.person else fresh).append((index, verdict.person))
            outcome.done.append(index)
    _correct_mobiles(mobiles, by)
    people = {index: person.pk for index, person in known if person}
    people |= _open_people([index for index, _ in fresh], rows, by)
    _open_trainings(people, rows, by)
    return outcome


def _open_people(indexes: list[int], rows: Sequence[Row], by: Actor) -> dict[int, int]:
    if not indexes:
        return {}
    accounts = open_log_ins(
        [
            NewAccount(
                login=rows[i]["document_number"],
                masked=masking.document_number(rows[i]["document_number"]),
                name=rows[i]["name"],
                mobile=rows[i]["mobile"],
            )
            for i in indexes
        ],
        by=by,
    )
    people = open_people([{**rows[i], "account_id": a} for i, a in zip(indexes, accounts.ids, strict=True)], by=by)
    return dict(zip(indexes, people.done, strict=True))


def _open_trainings(people: Mapping[int, int], rows: Sequence[Row], by: Actor) -> None:
    if not people:
        return
    account_of = dict(Person.objects.filter(pk__in=listed(people.values(), "bigint")).values_list("pk", "account_id"))
    copy_in(
        Training,
        ("person_id", "institution_id", "province_id", "intake_year"),
        ((pk, by.unit.pk, by.unit.province_id, rows[i]["intake_year"]) for i, pk in people.items()),
    )
    grant([NewMembership(account_of[pk], by.unit.pk, Role.RESIDENT) for pk in people.values()], by=by)


def _correct_mobiles(mobiles: Mapping[int, str], by: Actor) -> None:
    if not mobiles:
        return
    people = list(Person.objects.filter(pk__in=mobiles).order_by("pk"))
    for person in people:
        person.mobile = mobiles[person.pk]
    Person.objects.bulk_update(people, ["mobile", "mobile_index", "mobile_tail", "mobile_masked"])
    new = {p.account_id: mobiles[p.pk] for p in people if p.account_id}
    correct_mobiles(Account.objects.filter(pk__in=new), by=by, mobiles=new)


@action("training.deleted", "删除误导入的住院医师")
def delete_trainings(trainings: "QuerySet[Training]", *, by: Actor, reason: str = "") -> Outcome:
    """Delete wrong imports. The person stays where other records need it; else person and log-in go too (REP-05)."""
    claimed = claim(trainings, by, rules.DELETE, "case", "person")
    openings = openings_of(claimed)
    outcome = Outcome.judged((t.pk, rules.may_delete(t, openings[t.pk])) for t in claimed)
    outcome.labels = {t.pk: t.person.name for t in claimed}
    people = [t.person_id for t in claimed if t.pk in set(outcome.done)]
    Training.objects.filter(pk__in=outcome.done).delete()
    orphans = Person.objects.filter(pk__in=people, trainings=None)
    accounts = list(orphans.values_list("account_id", flat=True))
    kept = set(orphans.filter(account__password__gt="").values_list("pk", flat=True))  # filled in by its owner already
    Membership.objects.filter(account__person__in=people, unit=by.unit, role=Role.RESIDENT).delete()
    Person.objects.filter(pk__in=orphans.values("pk")).exclude(pk__in=kept).delete()
    _close_unused(accounts)
    return outcome


@action("training.passwords_reset", "重置住院医师密码")
def reset_passwords(trainings: "QuerySet[Training]", *, by: Actor) -> Outcome:
    """The residents' log-ins go back to the initial password (PLT-14); keys are those of the training records."""
    claimed = claim(trainings, by, rules.RESET, "person")
    accounts = {t.person.account_id: t.pk for t in claimed if t.person.account_id}
    reset = reset_accounts(Account.objects.filter(pk__in=accounts), by=by)
    return Outcome(
        done=[accounts[pk] for pk in reset.done],
        refused={accounts[pk]: why for pk, why in reset.refused.items()},
        labels={t.pk: t.person.name for t in claimed},
    )


def _close_unused(accounts: list[int]) -> None:
    Account.objects.filter(pk__in=accounts, person=None).delete()
