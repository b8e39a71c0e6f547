"""Physicians added, changed, moved, deleted, off duty; their passwords (ASM-10, ASM-11)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import DO_NOTHING, Exists, OuterRef, QuerySet

from xinglin.domains.people.public import Person
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.accounts.actions import reset_passwords as reset_accounts
from xinglin.engines.accounts.models import Account
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed
from xinglin.engines.history.effects import effects
from xinglin.engines.sheets.sheet import Deed

from .. import rules
from ..enums import Duty, Source
from ..models import Department, Enrolment, Physician
from ..queries.cycles import current_cycles, is_connected
from ..queries.registering import KEPT, Verdict, changes_of, departments_by_name, judge_rows, with_department
from .keeping import move_physicians, open_physicians

Row = Mapping[str, Any]
STRANGER = "当前身份不能新增医师，请由医疗卫生机构办理。"


@action("assessment.physicians_added", "新增医师")
def add_physicians(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Register physicians at the actor's own institution, or change those that stand there; keys are indexes.

    Only where the province is not connected to the registry (ASM-11). A row names its department.
    """
    return _register(rows, by, Source.FORM)


@action("assessment.physicians_imported", "批量导入医师")
def import_physicians(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The same from a sheet; an empty cell changes nothing."""
    return _register(rows, by, Source.SHEET)


def _register(rows: Sequence[Row], by: Actor, source: Source) -> Outcome:
    if not by.may(rules.ADD) or by.unit.kind != UnitKind.INSTITUTION:
        return Outcome(refused=dict.fromkeys(range(len(rows)), STRANGER))
    verdicts = judge_rows(rows, by, lock=True)
    departments = departments_by_name(by.unit.pk)
    fit = [index for index, verdict in enumerate(verdicts) if not verdict.refused]
    here = {"institution_id": by.unit.pk, "province_id": by.unit.province_id, "source": source, "duty": Duty.ON}
    wanted = {index: {**with_department(rows[index], departments), **here} for index in fit}
    known = {index: person for index in fit if (person := verdicts[index].person)}
    fresh = {index: row for index, row in wanted.items() if verdicts[index].physician is None}
    opened = open_physicians(fresh, known, by=by).records
    changed = {index: p for index in fit if (p := _changed(verdicts[index], wanted[index], by))}
    rewrite(list(changed.values()), [*KEPT, "department", "duty", "source"])
    outcome = Outcome(refused={index: v.refused[1] for index, v in enumerate(verdicts) if v.refused})
    outcome.records = opened | {index: p.pk for index, p in changed.items()}
    for index in fit:
        (outcome.done if index in outcome.records else outcome.unchanged).append(index)
    return outcome


def _changed(verdict: Verdict, row: Row, by: Actor) -> Physician | None:
    """The standing physician with the values of the row, moved here if his registration elsewhere has ended."""
    physician = verdict.physician
    if physician is None:
        return None
    returns = physician.duty == Duty.ENDED
    if not (verdict.changes or returns):
        return None
    if returns:
        move_physicians({physician.pk: by.unit}, [physician], by=by)
        physician.duty, physician.source = Duty.ON, row["source"]
    for name, (_, new) in verdict.changes.items():
        setattr(physician, name, new)
    return physician


@action("assessment.physicians_saved", "编辑医师")
def save_physicians(physicians: "QuerySet[Physician]", values: Mapping[int, Row], *, by: Actor) -> Outcome:
    """Physician → values; what the registry says can be changed only where there is none, the department always.

    «department_id»: its key, None to leave it open.
    """
    found = claim(physicians, by, rules.ADD, "person", "institution")
    connected = {pk: is_connected(pk) for pk in {each.province_id for each in found}}
    wanted = {key for each in found if (key := values[each.pk].get("department_id"))}
    rows = Department._base_manager.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    departments = {each.pk: each for each in rows}
    outcome, changed = Outcome(labels={each.pk: each.person.name for each in found}), []
    for physician in found:
        new = values[physician.pk]
        changes = changes_of(physician, new, KEPT)
        why = rules.may_edit_physician(physician, connected[physician.province_id]) if changes else None
        if (key := new.get("department_id", physician.department_id)) is not None:
            why = why or rules.may_choose(departments.get(key), physician.institution_id, physician.department_id)
        if why := why or next(iter(rules.unfit(new).values()), None):
            outcome.refused[physician.pk] = why
        elif not changes and key == physician.department_id:
            outcome.unchanged.append(physician.pk)
        else:
            for name, (_, value) in changes.items():
                setattr(physician, name, value)
            physician.department_id = key
            changed.append(physician)
            outcome.done.append(physician.pk)
    rewrite(changed, [*KEPT, "department"])
    return outcome


@action("assessment.physicians_transferred", "变更主执业机构")
def transfer_physicians(physicians: "QuerySet[Physician]", *, institution: Unit, by: Actor) -> Outcome:
    """By the authority above both institutions, where no registry says so (ASM-11, ASM-13). Raises Refused."""
    under = (institution.path or "-").startswith(by.unit.path or "?")
    if not under or institution.kind != UnitKind.INSTITUTION or not institution.is_active:
        raise Refused("转入的机构不在您的管理范围内或已停用，请重新选择。")
    found = claim(physicians, by, rules.MANAGE, "person")
    connected = is_connected(by.unit.province_id)
    outcome = Outcome(labels={each.pk: each.person.name for each in found})
    for each in found:
        if why := rules.may_edit_physician(each, connected):
            outcome.refused[each.pk] = why
        elif each.institution_id == institution.pk:
            outcome.unchanged.append(each.pk)
        else:
            outcome.done.append(each.pk)
    move_physicians(dict.fromkeys(outcome.done, institution), found, by=by)
    return outcome


@action("assessment.physicians_deleted", "删除医师")
def delete_physicians(physicians: "QuerySet[Physician]", *, by: Actor) -> Outcome:
    """Delete what was entered by mistake (ASM-10); history keeps it.

    A person who is something else too, a resident, stays. Anybody else goes with his log-in unless he ever set a
    password, so that one entered under a wrong name can be entered rightly.
    """
    was = Exists(Enrolment._base_manager.filter(physician=OuterRef("pk")))
    found = claim(physicians, by, rules.ADD, "person")
    enrolled = set(Physician._base_manager.filter(was, pk__in=[each.pk for each in found]).values_list("pk", flat=True))
    connected = {pk: is_connected(pk) for pk in {each.province_id for each in found}}
    outcome = Outcome.judged(
        (each.pk, rules.may_delete_physician(each, each.pk in enrolled, connected[each.province_id])) for each in found
    )
    outcome.labels = {each.pk: each.person.name for each in found}
    left = Membership.objects.filter(role=Role.PHYSICIAN, account__person__physician__in=outcome.done)
    left.delete()
    Physician._base_manager.filter(pk__in=outcome.done).delete()
    _delete_unused_people([each.person_id for each in found if each.pk not in outcome.refused])
    return outcome


def _delete_unused_people(keys: Sequence[int]) -> None:
    needed_by = [each.name for each in Person._meta.related_objects if each.on_delete is not DO_NOTHING]  # but history
    never_here = {"account__password": "", "account__past_passwords": None, "account__memberships": None}
    unused = Person.objects.filter(pk__in=listed(keys, "bigint"), **never_here, **dict.fromkeys(needed_by))
    found = dict(unused.values_list("pk", "account"))
    Person.objects.filter(pk__in=list(found)).delete()
    Account.objects.filter(pk__in=list(found.values()), memberships=None).delete()


UNDONE = [*KEPT, "department", "duty", "source"]


@action("assessment.physician_import_undone", "撤销医师导入")
def undo_physicians(deed: Deed, *, by: Actor) -> Outcome:
    """Delete those whom a sheet brought, give those whom it changed their former values (PLT-46). Keys: physicians."""
    keys = [*deed.created, *deed.changed]
    asked = Physician._base_manager.filter(pk__in=listed(keys, "bigint"))
    mine, standing = claim(asked, by, rules.ADD, "person__account"), set(asked.values_list("pk", flat=True))
    story = effects(Physician, keys, deed.context)
    outcome, restored = Outcome(labels={each.pk: each.person.name for each in mine}), []
    outcome.unchanged = [key for key in keys if key not in standing]  # somebody has deleted them meanwhile
    for each in mine:
        before = story.before.get(each.pk)
        if why := rules.may_undo_import(each, before, deed.since, is_changed=each.pk in story.since):
            outcome.refused[each.pk] = why
        elif before:
            for name in (*KEPT, "department_id", "duty", "source"):
                setattr(each, name, getattr(before, name))
            restored.append(each)
    rewrite(restored, UNDONE)
    gone = [each.pk for each in mine if each.pk not in outcome.refused and each.pk not in story.before]
    outcome.refused |= delete_physicians(Physician._base_manager.filter(pk__in=gone), by=by).refused
    outcome.done = [each.pk for each in mine if each.pk not in outcome.refused]
    return outcome


@action("assessment.went_off_duty", "离岗")
def go_off_duty(physicians: "QuerySet[Physician]", *, by: Actor, comment: str) -> Outcome:
    """They are not to be assessed as long as they are off duty (§5.5)."""
    found = claim(physicians, by, rules.CONFIRM, "person")
    cycles = current_cycles(each.province_id for each in found)
    rows = Enrolment._base_manager.filter(physician__in=found, cycle__in=[c.pk for c in cycles.values()])
    taking = set(rows.values_list("physician", flat=True))
    outcome = Outcome.judged((p.pk, rules.may_go_off_duty(p, p.pk in taking, comment)) for p in found)
    outcome.labels = {each.pk: each.person.name for each in found}
    gone = Physician._base_manager.filter(pk__in=outcome.done)
    gone.update(duty=Duty.OFF, duty_reason=comment.strip())
    return outcome


@action("assessment.returned_to_duty", "恢复在岗")
def return_to_duty(physicians: "QuerySet[Physician]", *, by: Actor) -> Outcome:
    """They can take part again."""
    found = claim(physicians, by, rules.CONFIRM, "person")
    outcome = Outcome.judged((each.pk, rules.may_return_to_duty(each)) for each in found)
    outcome.labels = {each.pk: each.person.name for each in found}
    Physician._base_manager.filter(pk__in=outcome.done).update(duty=Duty.ON, duty_reason="")
    return outcome


@action("assessment.passwords_reset", "重置医师密码")
def reset_passwords(physicians: "QuerySet[Physician]", *, by: Actor) -> Outcome:
    """Back to the initial password 666666 (PLT-14, ASM-10); keys are those of the physicians."""
    found = claim(physicians, by, rules.RESET, "person__account")
    outcome = Outcome.judged((each.pk, rules.may_reset(each)) for each in found)
    outcome.labels = {each.pk: each.person.name for each in found}
    accounts = {key: each.pk for each in found if each.pk not in outcome.refused and (key := each.person.account_id)}
    reset = reset_accounts(Account.objects.filter(pk__in=accounts), by=by)
    outcome.done = [accounts[pk] for pk in reset.done]
    outcome.refused |= {accounts[pk]: why for pk, why in reset.refused.items()}
    return outcome
