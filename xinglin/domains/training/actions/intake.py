"""Opening accounts for residents, and deleting wrong imports (REP-03 to REP-05)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from xinglin.domains.people.public import Person, correct_mobiles, lock_opening, open_people
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.accounts.actions import NewAccount
from xinglin.engines.accounts.actions import open_accounts as open_log_ins
from xinglin.engines.accounts.actions import reset_passwords as reset_accounts
from xinglin.engines.accounts.models import Account
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.secrets.kinds import sealed_many
from xinglin.kit import masking

from .. import events, rules
from ..models import FormerPerson, Training
from ..queries.judging import judge_accounts
from ..queries.parts import openings_of
from ..queries.records import JOINED, note_completeness

Row = Mapping[str, Any]
KNOWN_BY = [field.name for field in FormerPerson._meta.concrete_fields]


@action("training.accounts_opened", "住院医师账号导入")
def open_accounts(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Open account, person and training record for each row of the account sheet at the actor's own base (REP-03).

    Keys are indexes of `rows`. Someone known already keeps account and record of the person (REP-34).
    """
    return _open_accounts(rows, by)


@action("training.late_accounts_opened", "漏报住院医师账号导入")
def open_late_accounts(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The same in the second part, for residents missed in an intake that has ended (REP-30).

    A record of that intake which nobody approved is not opened anew but comes over as it is.
    """
    return _open_accounts(rows, by, is_late=True)


def _open_accounts(rows: Sequence[Row], by: Actor, *, is_late: bool = False) -> Outcome:
    if not by.may(rules.OPEN):
        return Outcome(refused=dict.fromkeys(range(len(rows)), "当前身份不能导入住院医师账号。"))
    lock_opening()
    verdicts = judge_accounts(rows, by, is_late=is_late)
    taken = {index: t.pk for index, verdict in enumerate(verdicts) if (t := verdict.taken)}
    _take_over(taken.values(), by)
    fit = [index for index, verdict in enumerate(verdicts) if not (verdict.refused or verdict.taken)]
    known = {index: person.pk for index in fit if (person := verdicts[index].person)}
    wrong = {index: known[index] for index in fit if verdicts[index].changes}
    unkept = _correct_mobiles(wrong, rows, by)
    people = _open_people([index for index in fit if index not in known], rows, by)
    for index in fit:
        if (person := verdicts[index].person) and not verdicts[index].training:
            people[index] = (person.pk, person.account_id or 0)
    opened = _open_trainings(people, rows, by, is_late=is_late)
    _note_what_is_known([key for index, key in opened.items() if index in known])
    outcome = Outcome(refused={index: v.refused[1] for index, v in enumerate(verdicts) if v.refused} | unkept)
    outcome.records = opened | {index: t.pk for index in wrong if (t := verdicts[index].training)}
    for index in fit:
        if index not in unkept:
            (outcome.done if index in people or index in wrong else outcome.unchanged).append(index)
    outcome.done += taken
    return outcome


def _take_over(keys: Iterable[int], by: Actor) -> None:
    """Records of an ended intake come over into the second part, where they are edited and reported at any time."""
    moved = Training.objects.filter(pk__in=list(keys))
    moved.update(is_late_entry=True, revision=F("revision") + 1)
    events.CHANGED.announce(keys, by=by)


def _open_people(indexes: list[int], rows: Sequence[Row], by: Actor) -> dict[int, tuple[int, int]]:
    """Index → keys of the person and of the account."""
    if not indexes:
        return {}
    mobiles = sealed_many([rows[i]["mobile"] for i in indexes], "mobile")  # once for the account and the person
    accounts = open_log_ins(
        [
            NewAccount(
                login=rows[i]["document_number"],
                masked=masking.document_number(rows[i]["document_number"]),
                name=rows[i]["name"],
                mobile=mobile,
            )
            for i, mobile in zip(indexes, mobiles, strict=True)
        ],
        by=by,
    )
    known = zip(indexes, mobiles, accounts.ids, strict=True)
    people = open_people([{**rows[i], "mobile": mobile, "account_id": a} for i, mobile, a in known], by=by)
    return dict(zip(indexes, zip(people.done, accounts.ids, strict=True), strict=True))


def _open_trainings(
    people: Mapping[int, tuple[int, int]], rows: Sequence[Row], by: Actor, *, is_late: bool
) -> dict[int, int]:
    if not people:
        return {}
    keys = copy_in(
        Training,
        ("person_id", "institution_id", "province_id", "intake_year", "is_late_entry"),
        ((pk, by.unit.pk, by.unit.province_id, rows[i]["intake_year"], is_late) for i, (pk, _) in people.items()),
    )
    grant([NewMembership(account, by.unit.pk, Role.RESIDENT) for _, account in people.values()], by=by)
    events.OPENED.announce(keys, by=by)
    return dict(zip(people, keys, strict=True))


def _note_what_is_known(keys: Sequence[int]) -> None:
    """Who was here before has filled in something already; everybody else begins at 0 percent."""
    if keys:
        trainings = Training.objects.filter(pk__in=keys).select_related(*JOINED).order_by("pk")
        rewrite(note_completeness(list(trainings)), ["completeness"])


def _correct_mobiles(wrong: Mapping[int, int], rows: Sequence[Row], by: Actor) -> dict[int, str]:
    """Index → person whose number is wrong; answers index → why it stays."""
    if not wrong:
        return {}
    numbers = {pk: rows[index]["mobile"] for index, pk in wrong.items()}
    corrected = correct_mobiles(Person.objects.filter(pk__in=numbers), numbers, by=by)
    return {index: corrected.refused[pk] for index, pk in wrong.items() if pk in corrected.refused}


@action("training.deleted", "删除误导入的住院医师")
def delete_trainings(trainings: "QuerySet[Training]", *, by: Actor, comment: str = "") -> Outcome:
    """Delete wrong imports; history and audit log keep them, and with them the reason (REP-05, REP-39).

    Person and log-in go too, unless something else needs them or their owner ever set a password: what one filled in is
    kept for the base that imports one rightly. The role at the institution ends with the last record there.
    """
    claimed = claim(trainings, by, rules.DELETE, "case", "person", "next__institution")
    openings = openings_of(claimed)
    outcome = Outcome.judged((t.pk, rules.may_delete(t, openings[t.pk], comment)) for t in claimed)
    outcome.labels = {t.pk: t.person.name for t in claimed}
    gone = [t for t in claimed if t.pk not in outcome.refused]
    events.DELETED.announce(outcome.done, by=by)
    Training.objects.filter(pk__in=outcome.done).delete()
    _end_roles(gone)
    _delete_unused_people({t.person_id for t in gone})
    return outcome


def _end_roles(gone: Sequence[Training]) -> None:
    there = Training.objects.filter(person__account=OuterRef("account"), institution=OuterRef("unit"))
    ended = Membership.objects.filter(
        ~Exists(there), account__person__in={t.person_id for t in gone}, unit__in={t.institution_id for t in gone}
    )
    ended.filter(role=Role.RESIDENT).delete()


def _delete_unused_people(keys: set[int]) -> None:
    unused = Person.objects.filter(pk__in=keys, trainings=None, account__password="", account__past_passwords=None)
    unused = unused.filter(account__memberships=None)  # who is something else too, a physician, is needed there
    found, accounts = list(unused.values(*KNOWN_BY)), list(unused.values_list("account", flat=True))
    FormerPerson.objects.bulk_create(FormerPerson(**row) for row in found)
    Person.objects.filter(pk__in=[row["id"] for row in found]).delete()
    Account.objects.filter(pk__in=accounts, memberships=None).delete()


@action("training.passwords_reset", "重置住院医师密码")
def reset_passwords(trainings: "QuerySet[Training]", *, by: Actor) -> Outcome:
    """The residents' log-ins go back to the initial password (PLT-14); keys are those of the training records."""
    claimed = claim(trainings, by, rules.RESET, "person__account")
    outcome = Outcome.judged((t.pk, rules.may_reset_password(t)) for t in claimed)
    outcome.labels = {t.pk: t.person.name for t in claimed}
    fit = [t for t in claimed if t.pk not in outcome.refused]
    accounts = {account: t.pk for t in fit if (account := t.person.account_id)}
    reset = reset_accounts(Account.objects.filter(pk__in=accounts), by=by)
    outcome.done = [accounts[pk] for pk in reset.done]
    outcome.refused |= {accounts[pk]: why for pk, why in reset.refused.items()}
    return outcome
