"""Deleting wrong imports, and resetting passwords (REP-05, PLT-14)."""

from typing import Any

import pytest

from tests.domains.moments import LOCKED_INTAKE, close, fresh, image, rows_of, set_status
from tests.factories.country import YEAR, Country
from tests.walk import opened, resident, walk
from xinglin.domains.people.models import Person
from xinglin.domains.training import windows
from xinglin.domains.training.actions import delete_trainings, reset_passwords
from xinglin.domains.training.models import Training
from xinglin.domains.training.queries.records import completeness_of
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import activate
from xinglin.engines.accounts.models import Account, InitialPassword
from xinglin.engines.files.models import Upload
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.review.actions import withdraw


def activated(training: Training) -> Account:
    """The resident's account after its first password."""
    accounts = Account.objects.filter(pk=training.person.account_id)
    assert activate(accounts, by=resident(training), password="Jizhen#2026ok").done
    return accounts.get()


@pytest.mark.spec("REP-05")
def test_a_wrong_import_goes_with_person_and_log_in(country: Country) -> None:
    wrong, right = opened(country, 2)
    outcome = delete_trainings(rows_of(wrong), by=country.base, comment="不是本院人员")
    assert outcome.done == [wrong.pk]
    assert list(Training.objects.all()) == [right]
    assert list(Person.objects.all()) == [right.person]
    assert not Account.objects.filter(pk=wrong.person.account_id).exists()
    assert Account.objects.filter(pk=right.person.account_id).exists()
    entry = AuditEntry.objects.get(action="training.deleted")
    assert (entry.subject_ids, entry.reason, entry.account_name) == ([wrong.pk], "不是本院人员", country.base.name)


@pytest.mark.spec("REP-05", "PLT-60")
def test_its_history_stays(country: Country) -> None:
    (training,) = walk(country, opened(country), "complete")
    uploads = Upload.objects.count()
    delete_trainings(rows_of(training), by=country.base)
    last = Training.pgh_event_models["delete"].objects.filter(pgh_obj_id=training.pk).latest("pgh_id")
    assert (last.pgh_label, last.pgh_context.metadata["name"]) == ("delete", country.base.name)
    assert Person.pgh_event_models["delete"].objects.filter(pgh_obj_id=training.person_id, pgh_label="delete").exists()
    assert Upload.objects.count() == uploads > 0


@pytest.mark.spec("REP-05")
def test_what_its_owner_filled_in_stays_for_the_right_base(country: Country) -> None:
    (training,) = walk(country, opened(country), "filled")
    account = activated(training)
    delete_trainings(rows_of(training), by=country.base)
    person = Person.objects.get(pk=training.person_id)
    assert (person.account, person.ethnic_group) == (account, "01")
    assert not Membership.objects.filter(account=account).exists()
    (again,) = opened(country, by=country.base_far)
    assert again.person_id == person.pk
    assert 50 < again.completeness == completeness_of([fresh(again)])[again.pk] < 100
    assert Membership.objects.get(account=account).unit == country.far


@pytest.mark.spec("REP-05")
def test_a_password_reset_before_does_not_make_it_less_the_owners(country: Country) -> None:
    (training,) = walk(country, opened(country), "filled")
    activated(training)
    assert reset_passwords(rows_of(training), by=country.base).done
    delete_trainings(rows_of(training), by=country.base)
    assert Person.objects.filter(pk=training.person_id).exists()


@pytest.mark.spec("REP-05", "PLT-02")
def test_an_older_record_keeps_person_and_role(country: Country) -> None:
    (old,) = opened(country)
    set_status(old, "withdrawn")
    Training.objects.filter(pk=old.pk).update(intake_year=YEAR - 1)
    (new,) = opened(country)
    delete_trainings(rows_of(new), by=country.base)
    assert Person.objects.get() == old.person
    assert Membership.objects.get(account=old.person.account_id).unit == country.hospital


@pytest.mark.spec("REP-05", "PLT-02")
def test_an_account_with_another_role_stays(country: Country) -> None:
    (training,) = opened(country)
    account = training.person.account_id
    grant([NewMembership(account, country.far.pk, Role.PHYSICIAN)], by=system_actor())
    delete_trainings(rows_of(training), by=country.base)
    assert Account.objects.filter(pk=account).exists()
    assert Membership.objects.get(account=account).role == Role.PHYSICIAN


@pytest.mark.spec("REP-05")
@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("reported", "已上报，正在省级审核，不能删除。请先撤回上报或由省级退回，再删除。"),
        ("approved", "省级已审核通过，不能删除。如不再培训，请在“培训状态”中办理退培。"),
    ],
)
def test_what_the_province_has_is_not_deleted(country: Country, state: str, why: str) -> None:
    (training,) = walk(country, opened(country), state)
    before = image([training])
    outcome = delete_trainings(rows_of(training), by=country.base)
    assert (outcome.done, outcome.refused) == ([], {training.pk: why})
    assert outcome.labels == {training.pk: training.person.name}
    assert image([training]) == before


@pytest.mark.spec("REP-05")
def test_what_was_withdrawn_or_returned_is(country: Country) -> None:
    back, returned = opened(country, 2)
    walk(country, [back], "reported")
    withdraw(rows_of(back), by=country.base)
    walk(country, [returned], "returned", start=1)
    assert delete_trainings(rows_of(back, returned), by=country.base).done == [back.pk, returned.pk]


@pytest.mark.spec("REP-05", "REP-13", "PLT-22")
def test_after_the_window_nothing_is_deleted(country: Country) -> None:
    (training,) = opened(country)
    close(windows.INTAKE)
    assert delete_trainings(rows_of(training), by=country.base).refused == {training.pk: LOCKED_INTAKE}
    assert fresh(training).person == training.person


@pytest.mark.spec("REP-05", "PLT-04")
def test_the_hospital_next_door_deletes_nothing(country: Country) -> None:
    (training,) = opened(country)
    for by in (country.base_next_door, country.base_far, country.reviewer):
        outcome = delete_trainings(rows_of(training), by=by)
        assert (outcome.done, outcome.refused) == ([], {})
    assert Training.objects.filter(pk=training.pk).exists()


@pytest.mark.spec("PLT-14")
def test_a_password_goes_back_to_the_initial_one(country: Country) -> None:
    (training,) = opened(country)
    account = activated(training)
    assert reset_passwords(rows_of(training), by=country.base).done == [training.pk]
    account.refresh_from_db()
    assert (account.is_activated, account.initial_password) == (False, InitialPassword.RESIDENT)


@pytest.mark.spec("PLT-14", "PLT-12")
@pytest.mark.parametrize(
    "without", [{"mobile": None, "mobile_masked": ""}, {"initial_password": InitialPassword.ONE_TIME}]
)
def test_no_password_is_reset_that_would_have_to_be_handed_over(country: Country, without: dict[str, Any]) -> None:
    (training,) = opened(country)
    account = activated(training)
    Account.objects.filter(pk=account.pk).update(**without)
    outcome = reset_passwords(rows_of(training), by=country.base)
    why = "该账号没有登记手机号码，重置后收不到激活用的验证码。请本人先在“我的账号”登记手机号码，再重置密码。"
    assert outcome.refused == {training.pk: why}
    account.refresh_from_db()
    assert account.is_activated


@pytest.mark.spec("PLT-14", "PLT-04")
def test_the_hospital_next_door_resets_nothing(country: Country) -> None:
    (training,) = opened(country)
    account = activated(training)
    assert not reset_passwords(rows_of(training), by=country.base_next_door).done
    account.refresh_from_db()
    assert account.is_activated
