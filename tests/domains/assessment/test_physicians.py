"""Who is registered, who takes part, and the registry's feed (ASM-10 to ASM-13)."""

from datetime import date
from typing import Any

import pghistory
import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tests.factories.assessment import (
    confirmed,
    department,
    institution,
    opened_cycle,
    physician_actor,
    physician_rows,
    physicians,
    province_admin,
)
from tests.factories.country import Country
from tests.walk import account_rows, opened
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.lists.physicians import Age
from xinglin.domains.assessment.models import Enrolment, Physician
from xinglin.domains.assessment.queries.physicians import (
    age_of,
    confirmed_visible_to,
    physicians_visible_to,
    unconfirmed_visible_to,
)
from xinglin.domains.training.actions import delete_trainings
from xinglin.domains.training.models import Training
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.review.models import Case, State
from xinglin.engines.sheets.sheet import Deed


def rows_of(*found: Physician) -> Any:
    """As a query."""
    return Physician._base_manager.filter(pk__in=[each.pk for each in found])


@pytest.mark.spec("ASM-10", "PLT-12")
def test_a_physician_is_a_person_with_an_account_that_waits_for_666666(country: Country) -> None:
    (physician,) = physicians(country)
    account = physician.person.account
    assert (account.initial_password, account.is_activated) == ("assessment", False)
    assert Membership.objects.get(account=account).unit == country.hospital
    outcome = actions.add_physicians(physician_rows(1), by=institution(country))
    assert outcome.unchanged == [0]
    changed = [{**physician_rows(1)[0], "grade": "2"}]
    assert actions.import_physicians(changed, by=institution(country)).done == [0]
    assert Physician._base_manager.get().grade == "2"


@pytest.mark.spec("ASM-10")
def test_a_resident_who_is_a_physician_too_stays_one_person_with_one_account(country: Country) -> None:
    (training,) = opened(country)
    row = {**physician_rows(1)[0], **{k: account_rows(1)[0][k] for k in ("name", "document_number", "mobile")}}
    outcome = actions.add_physicians([row], by=institution(country))
    physician = Physician._base_manager.get(pk=outcome.records[0])
    assert physician.person == training.person
    roles = Membership.objects.filter(account=training.person.account_id).values_list("role", flat=True)
    assert set(roles) == {Role.RESIDENT, Role.PHYSICIAN}
    assert delete_trainings(Training.objects.filter(pk=training.pk), by=country.base).done == [training.pk]
    assert Physician._base_manager.filter(pk=physician.pk).exists()


@pytest.mark.spec("ASM-10", "PLT-04")
def test_a_physician_of_another_institution_is_neither_seen_nor_taken(country: Country) -> None:
    (physician,) = physicians(country, unit=country.next_door)
    assert not physicians_visible_to(institution(country)).exists()
    refused = actions.add_physicians(physician_rows(1), by=institution(country)).refused
    assert refused == {0: "此人的主执业机构是“邻院”。变更主执业机构请由共同的上级卫生行政机构办理。"}
    wrong = [{**physician_rows(1)[0], "name": "旁人"}]
    assert "不一致" in actions.add_physicians(wrong, by=institution(country)).refused[0]
    assert actions.delete_physicians(rows_of(physician), by=institution(country)).done == []


@pytest.mark.spec("ASM-11")
def test_in_a_connected_province_nobody_is_added_by_hand(country: Country) -> None:
    figures = {"cycle_years": 3, "commended_years": 5, "clean_years": 12, "resits": 1, "is_connected": True}
    (before,) = physicians(country)
    actions.set_rules([{"starts_on": localdate(), **figures}], by=province_admin(country)).only()
    outcome = actions.add_physicians(physician_rows(1, start=3_300), by=institution(country))
    assert outcome.refused[0].startswith("本省已与医师电子化注册系统对接")
    assert actions.import_physicians(physician_rows(1, start=3_300), by=institution(country)).refused
    assert actions.delete_physicians(rows_of(before), by=institution(country)).refused
    saved = actions.save_physicians(rows_of(before), {before.pk: {"grade": "2"}}, by=institution(country))
    assert saved.refused
    assert Physician._base_manager.get().grade == "1"


@pytest.mark.spec("ASM-10", "ASM-12")
def test_taking_part_and_calling_it_off_move_between_the_two_lists(country: Country) -> None:
    opened_cycle(country)
    first, second = physicians(country, 2)
    by = institution(country)
    assert set(unconfirmed_visible_to(by)) == {first, second}
    (enrolment,) = confirmed(country, [first])
    assert (set(unconfirmed_visible_to(by)), list(confirmed_visible_to(by))) == ({second}, [enrolment])
    assert (enrolment.grade, enrolment.progress, enrolment.result) == ("1", "filling", "")
    assert actions.confirm(rows_of(first), by=by).refused == {first.pk: "该医师已确认参加本周期考核，无需重复办理。"}
    assert actions.cancel(Enrolment._base_manager.all(), by=by).done == [enrolment.pk]
    assert set(unconfirmed_visible_to(by)) == {first, second}


@pytest.mark.spec("ASM-12")
def test_once_submitted_only_the_authority_opens_the_way_back(country: Country) -> None:
    opened_cycle(country)
    (enrolment,) = confirmed(country, physicians(country))
    rows, by = Enrolment._base_manager.filter(pk=enrolment.pk), institution(country)
    now = enrolment.confirmed_at
    case = Case._base_manager.create(
        chain="x", subject_id=enrolment.pk, step="x", revision=1, submitted_at=now, submitted_by="x"
    )
    rows.update(case=case)
    why = "该医师已提交报名，不能由本机构取消。请联系隶属卫生行政机构先退回报名，再取消参加。"
    assert actions.cancel(rows, by=by).refused == {enrolment.pk: why}
    Case._base_manager.update(state=State.RETURNED)
    assert actions.cancel(rows, by=by).refused == {enrolment.pk: why}
    rows.update(released_at=now)
    assert actions.cancel(rows, by=by).done == [enrolment.pk]


@pytest.mark.spec("ASM-10")
def test_who_is_off_duty_takes_no_part(country: Country) -> None:
    opened_cycle(country)
    physician, taking = physicians(country, 2)
    confirmed(country, [taking])
    by = institution(country)
    outcome = actions.go_off_duty(rows_of(physician, taking), comment="进修两年", by=by)
    assert outcome.done == [physician.pk]
    assert outcome.refused == {taking.pk: "该医师已确认参加本周期考核，请先“取消参加”，再办理离岗。"}
    assert actions.confirm(rows_of(physician), by=by).refused[physician.pk].startswith("该医师离岗")
    assert actions.return_to_duty(rows_of(physician), by=by).done == [physician.pk]
    assert actions.confirm(rows_of(physician), by=by).done == [physician.pk]


@pytest.mark.spec("ASM-10")
def test_who_was_assessed_is_not_deleted(country: Country) -> None:
    opened_cycle(country)
    mistaken, taking = physicians(country, 2)
    confirmed(country, [taking])
    outcome = actions.delete_physicians(rows_of(mistaken, taking), by=institution(country))
    assert outcome.done == [mistaken.pk]
    assert outcome.refused[taking.pk].startswith("该医师已参加过定期考核")
    assert not Membership.objects.filter(account=mistaken.person.account_id).exists()
    again = {**physician_rows(1)[0], "name": "名字写对了"}  # nothing of who never was is in the way
    assert again["document_number"] == mistaken.person.document_number
    assert actions.add_physicians([again], by=institution(country)).done == [0]


@pytest.mark.spec("ASM-11", "PLT-46")
def test_an_import_is_undone_but_for_what_has_built_on_it(country: Country) -> None:
    (standing,) = physicians(country)
    by, since, rows = institution(country), timezone.now(), physician_rows(5)
    with pghistory.context() as context:
        made = actions.import_physicians([{**rows[0], "grade": "2"}, *rows[1:]], by=by).records
    created = [made[index] for index in (1, 2, 3, 4)]
    deed = Deed(created=created, changed=[standing.pk], context=context.id, since=since)
    unwanted, activated, edited, deleted = (
        Physician._base_manager.select_related("person").get(pk=key) for key in created
    )
    Account.objects.filter(pk=activated.person.account_id).update(activated_at=timezone.now())
    actions.save_physicians(rows_of(edited), {edited.pk: {"grade": "2"}}, by=by).only()
    assert actions.delete_physicians(rows_of(deleted), by=by).done
    assert not actions.undo_physicians(deed, by=institution(country, country.next_door)).done
    outcome = actions.undo_physicians(deed, by=by)
    assert (sorted(outcome.done), outcome.unchanged) == (sorted([standing.pk, unwanted.pk]), [deleted.pk])
    assert outcome.refused == {
        activated.pk: "导入后该医师已激活账号，不能撤销。",
        edited.pk: "导入后该医师的信息又有修改，不能撤销。",
    }
    assert set(Physician._base_manager.values_list("pk", "grade")) == {
        (standing.pk, "1"),
        (activated.pk, "1"),
        (edited.pk, "2"),
    }
    assert not Account.objects.filter(pk=unwanted.person.account_id).exists()


@pytest.mark.spec("ASM-10", "PLT-14")
def test_an_institution_resets_passwords_of_its_own_physicians(country: Country) -> None:
    (mine,) = physicians(country)
    (theirs,) = physicians(country, unit=country.next_door, start=3_100)
    assert actions.reset_passwords(rows_of(mine, theirs), by=institution(country)).done == [mine.pk]


@pytest.mark.spec("ASM-11", "ASM-13")
def test_the_authority_moves_a_physician_with_what_was_not_yet_submitted(country: Country) -> None:
    opened_cycle(country)
    chosen = department(country)
    (physician,) = physicians(country)
    by = institution(country)
    actions.save_physicians(rows_of(physician), {physician.pk: {"department_id": chosen.pk}}, by=by)
    (enrolment,) = confirmed(country, [physician])
    assert enrolment.department == chosen
    moved = actions.transfer_physicians(rows_of(physician), institution=country.next_door, by=province_admin(country))
    assert moved.done == [physician.pk]
    after = Enrolment._base_manager.get()
    assert (after.institution, after.department) == (country.next_door, None)
    assert physician_actor(physician).unit == country.next_door
    assert not confirmed_visible_to(by).exists()
    assert not physicians_visible_to(by).exists()


@pytest.mark.spec("ASM-10")
def test_ages_count_whole_years_and_the_filter_agrees(country: Country) -> None:
    (physician,) = physicians(country)
    born = physician.person.birth_date
    assert born is not None
    age = age_of(born)
    assert age == localdate().year - born.year - ((localdate().month, localdate().day) < (born.month, born.day))
    rows = Physician._base_manager.all()
    ages = Age("age", "年龄", at="person__birth_date")
    assert rows.filter(ages.condition(slice(age, age))).exists()
    assert not rows.filter(ages.condition(slice(age + 1, None))).exists()
    assert not rows.filter(ages.condition(slice(None, age - 1))).exists()
    assert age_of(date(localdate().year - 30, localdate().month, min(localdate().day, 28))) == 30
