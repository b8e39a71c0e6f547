"""Opening accounts: who may be imported, and what then stands for good (REP-03, REP-04)."""

import pytest

from tests.domains.moments import CLOSED_INTAKE, close, fresh, image, set_status
from tests.factories.country import YEAR, Country
from tests.walk import account_rows, opened, resident
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import save_basic
from xinglin.domains.training import windows
from xinglin.domains.training.actions import open_accounts
from xinglin.domains.training.enums import BOUND, TrainingStatus
from xinglin.domains.training.models import Training
from xinglin.domains.training.queries.judging import resolve_accounts
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account


@pytest.mark.spec("REP-03")
def test_account_person_record_and_role_are_opened(country: Country) -> None:
    rows = account_rows(2)
    outcome = open_accounts(rows, by=country.base)
    assert (outcome.done, outcome.refused, outcome.unchanged) == ([0, 1], {}, [])
    for row, training in zip(rows, Training.objects.select_related("person__account").order_by("pk"), strict=True):
        person = training.person
        assert (person.name, person.document_number, person.mobile) == (
            row["name"],
            row["document_number"],
            row["mobile"],
        )
        assert (training.institution, training.province, training.intake_year) == (
            country.hospital,
            country.province,
            YEAR,
        )
        assert not person.account.is_activated
        assert Membership.objects.get(account=person.account).role == Role.RESIDENT


@pytest.mark.spec("REP-03", "PLT-44")
def test_the_same_rows_again_change_nothing(country: Country) -> None:
    trainings = opened(country, 2)
    before = image(trainings)
    outcome = open_accounts(account_rows(2), by=country.base)
    assert (outcome.done, outcome.unchanged) == ([], [0, 1])
    assert image(trainings) == before
    assert Training.objects.count() == Person.objects.count() == 2


@pytest.mark.spec("REP-03")
def test_a_number_that_comes_twice_is_taken_once(country: Country) -> None:
    row = account_rows(1)[0]
    outcome = open_accounts([row, row], by=country.base)
    assert outcome.done == [0]
    assert outcome.refused == {1: "同一证件号码在这一批中出现多次，只取第一行，请删去本行。"}
    assert Training.objects.count() == 1


@pytest.mark.spec("REP-03")
@pytest.mark.parametrize(("key", "value"), [("name", "李不同"), ("document_type", "99")])
def test_name_and_document_cannot_be_changed_by_importing_again(country: Country, key: str, value: str) -> None:
    trainings = opened(country)
    before = image(trainings)
    row = account_rows(1)[0] | {key: value}
    why = "与该证件号码已登记的信息不一致，请核对姓名、证件类别和号码。"
    assert open_accounts([row], by=country.base).refused == {0: why}
    assert resolve_accounts([row], by=country.base).refused == {0: (key, why)}
    assert image(trainings) == before


@pytest.mark.spec("REP-03")
def test_the_resident_cannot_change_the_document(country: Country) -> None:
    (training,) = opened(country)
    sent = {"document_type": "03", "document_number": "E12345678", "address": "示范路 1 号"}
    save_basic(Person.objects.filter(pk=training.person_id), {training.person_id: sent}, by=resident(training))
    person = fresh(training).person
    assert person.address == "示范路 1 号"
    assert (person.document_type, person.document_number) == ("01", account_rows(1)[0]["document_number"])


@pytest.mark.spec("REP-03")
def test_a_wrong_mobile_number_can_be_put_right_until_the_owner_activates(country: Country) -> None:
    (training,) = opened(country)
    row = account_rows(1)[0] | {"mobile": "19911112222"}
    assert resolve_accounts([row], by=country.base).existing == {0: {"mobile": account_rows(1)[0]["mobile"]}}
    assert open_accounts([row], by=country.base).done == [0]
    person = fresh(training).person
    assert person.mobile == Account.objects.get(pk=person.account_id).mobile == "19911112222"
    Account.objects.filter(pk=person.account_id).update(password="set")
    again = row | {"mobile": "19933334444"}
    assert open_accounts([again], by=country.base).unchanged == [0]
    assert fresh(training).person.mobile == "19911112222"


@pytest.mark.spec("REP-04")
@pytest.mark.parametrize("status", BOUND)
def test_who_is_bound_elsewhere_stays_there(country: Country, status: TrainingStatus) -> None:
    (training,) = opened(country)
    set_status(training, status)
    before = image([training])
    outcome = open_accounts(account_rows(1), by=country.base_far)
    assert outcome.refused == {
        0: f"此人已在“示范医院”，培训状态为“{status.label}”，不能导入。"
        "只有不在任何基地，或培训状态为结业、退培的人员可以导入，请与该基地核实。"
    }
    assert Training.objects.count() == 1
    assert image([training]) == before


@pytest.mark.spec("REP-04", "REP-34")
@pytest.mark.parametrize("status", [TrainingStatus.COMPLETED, TrainingStatus.WITHDRAWN])
@pytest.mark.parametrize("base", ["base", "base_far"])
def test_who_has_completed_or_withdrawn_is_taken_in_again(country: Country, status: str, base: str) -> None:
    (old,) = opened(country)
    set_status(old, status)
    by = getattr(country, base)
    if base == "base" and status == TrainingStatus.COMPLETED:
        Training.objects.filter(pk=old.pk).update(intake_year=YEAR - 3)  # one does not complete in one's first year
    (new,) = opened(country, by=by)
    assert (new.person_id, new.institution_id, new.status) == (old.person_id, by.unit_id, TrainingStatus.TRAINING)
    assert fresh(old).status == status
    assert Person.objects.count() == 1
    assert open_accounts(account_rows(1), by=by).unchanged == [0]


@pytest.mark.spec("REP-04")
def test_nobody_is_taken_in_twice_by_one_base(country: Country) -> None:
    (training,) = opened(country)
    Training.objects.filter(pk=training.pk).update(intake_year=YEAR - 1)
    outcome = open_accounts(account_rows(1), by=country.base)
    assert outcome.refused == {
        0: f"此人已是本基地 {YEAR - 1} 年招收的住院医师，培训状态为“在培”，不能重复导入，请核对招收年份。"
    }
    assert Training.objects.count() == 1


@pytest.mark.spec("REP-02", "PLT-22")
def test_outside_the_window_nobody_is_imported(country: Country) -> None:
    close(windows.INTAKE)
    outcome = open_accounts(account_rows(2), by=country.base)
    assert outcome.refused == {0: CLOSED_INTAKE, 1: CLOSED_INTAKE}
    assert not Training.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.spec("REP-02")
def test_a_year_that_is_not_scheduled_has_no_window(country: Country) -> None:
    row = account_rows(1)[0] | {"intake_year": 2015}
    why = "2015 年“招收信息上报”还没有安排时间，请联系上级管理部门。"
    assert open_accounts([row], by=country.base).refused == {0: why}
    assert resolve_accounts([row], by=country.base).refused == {0: ("intake_year", why)}


@pytest.mark.spec("PLT-04")
def test_only_a_base_opens_accounts(country: Country) -> None:
    outcome = open_accounts(account_rows(1), by=country.reviewer)
    assert outcome.refused == {0: "当前身份不能导入住院医师账号。"}
    assert not Person.objects.exists()
