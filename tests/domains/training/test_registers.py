"""异常人员名单, 历史招录信息查询, 住院医师账户管理: what they show to whom (REP-12, REP-13, REP-36, REP-38)."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.domains.moments import close, fresh, rows_of
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.walk import base_of, opened, resident, walk
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import save_basic
from xinglin.domains.training.actions import change_status, reset_passwords, save_trainings
from xinglin.domains.training.lists import WITHDRAWALS
from xinglin.domains.training.models import StatusChange, Training
from xinglin.domains.training.windows import INTAKE
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.locks import failure_limit
from xinglin.engines.accounts.models import Account
from xinglin.engines.review.actions import approve, submit

pytestmark = pytest.mark.django_db
LEFT = date(2026, 11, 1)


def shown(actor: Actor, address: str) -> list[Any]:
    """The rows of a list page."""
    answer = client_of(actor).get(address)
    assert answer.status_code == 200
    return list(answer.context["table"].page.object_list)


def text(actor: Actor, address: str) -> str:
    """What the page says."""
    return client_of(actor).get(address).content.decode()


def withdrawn(country: Country, by: Actor, reason: str = "resigned", *, start: int = 0) -> Training:
    """Somebody of the actor's base whose 退培 the province has approved."""
    (training,) = walk(country, opened(country, by=by, start=start), "approved", start=start)
    outcome = change_status(
        rows_of(training), status="withdrawn", reason=reason, starts_on=LEFT, note="个人原因", by=by
    )
    assert not outcome.refused, outcome.refused
    assert not submit(rows_of(training), by=by).refused
    return training


def accepted(country: Country, training: Training) -> StatusChange:
    """The province approves what was reported last."""
    assert not approve(rows_of(training), by=country.actor(training.province, Role.PROVINCE_REVIEWER)).refused
    return StatusChange.objects.get(training=training)


@pytest.mark.spec("REP-36")
def test_a_withdrawal_is_listed_for_the_whole_nation_once_it_is_approved(country: Country) -> None:
    training = withdrawn(country, country.base)
    readers = [
        country.base,
        country.base_next_door,
        country.base_far,
        country.reviewer,
        country.other_reviewer,
        country.actor(country.nation, Role.NATION_ADMIN),
        country.actor(country.city, Role.CITY_ADMIN),
    ]
    assert [shown(reader, "/training/withdrawals/") for reader in readers] == [[]] * len(readers)
    change = accepted(country, training)
    assert [shown(reader, "/training/withdrawals/") for reader in readers] == [[change]] * len(readers)
    page = text(country.base_far, "/training/withdrawals/")
    person = training.person
    for word in (
        person.name,
        person.document_masked,
        "示范医院",
        "内科",
        "在培",
        "退培",
        "本人退出培训",
    ):
        assert word in page
    assert person.document_number not in page
    assert client_of(resident(training)).get("/training/withdrawals/").status_code == 403


@pytest.mark.spec("REP-36", "PLT-04")
def test_of_foreign_people_the_details_say_no_more_than_the_list(country: Country) -> None:
    training = withdrawn(country, country.base)
    change = accepted(country, training)
    address = f"/training/withdrawals/{change.pk}/"
    foreign = text(country.base_far, address)
    person = fresh(training).person
    for word in (person.name, person.document_masked, "示范医院", "在培", "退培"):
        assert word in foreign
    for secret in (person.document_number, person.mobile, person.mobile_masked, person.address, "个人原因"):
        assert secret
        assert secret not in foreign
    assert f'href="/training/{training.pk}/' not in foreign
    assert client_of(country.base_far).get(f"/training/{training.pk}/").status_code == 404
    own = client_of(country.base).get(address)
    assert (own.status_code, own.headers["Location"]) == (302, f"/training/{training.pk}/")
    assert f"/training/{training.pk}/" in text(country.base, "/training/withdrawals/")


@pytest.mark.spec("REP-36", "PLT-45", "PLT-52")
def test_the_list_is_exported_masked_and_no_number_is_revealed(country: Country) -> None:
    person = accepted(country, withdrawn(country, country.base)).training.person
    for reader in (country.base_far, country.base, country.actor(country.nation, Role.NATION_ADMIN)):
        answer = client_of(reader).post("/training/withdrawals/", {"do": "export"})
        book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
        heads, row = [list(cells) for cells in book.worksheets[0].iter_rows(values_only=True)]
        assert heads == [column.title for column in WITHDRAWALS.columns]
        assert person.document_masked in row
        assert person.document_number not in row
    change = StatusChange.objects.get()
    for column in ("document_number", "name"):
        answer = client_of(country.base).get(f"/lists/withdrawals/{change.pk}/reveal/{column}/")
        assert answer.status_code == 404


@pytest.mark.spec("REP-36")
def test_a_change_of_base_is_told_apart_from_leaving(country: Country) -> None:
    left = accepted(country, withdrawn(country, country.base))
    moved = accepted(country, withdrawn(country, country.base_far, "change_of_base", start=5))
    page = "/training/withdrawals/"
    assert shown(country.base, page) == [moved, left]
    assert shown(country.base, f"{page}?nature=left") == [left]
    assert shown(country.base, f"{page}?nature=moved") == [moved]
    assert shown(country.base, f"{page}?reason=change_of_base") == [moved]
    assert shown(country.base, f"{page}?province={country.other_province.pk}") == [moved]
    assert shown(country.base, f"{page}?institution={country.hospital.pk}") == [left]
    assert shown(country.base, f"{page}?name={left.training.person.name}") == [left]
    assert shown(country.base, f"{page}?document_number={moved.training.person.document_number[-4:]}") == [moved]
    assert shown(country.base, f"{page}?intake_year=2026&name={left.training.person.pinyin}") == [left]
    assert shown(country.base, f"{page}?specialty={left.training.specialty_id}") == [moved, left]
    assert '<span class="tag blue">转培训基地</span>' in text(country.base, page)
    assert '<span class="tag red">本人退出培训</span>' in text(country.base, page)


@pytest.mark.spec("REP-12", "REP-13")
def test_an_ended_intake_is_read_as_it_was_approved_then(country: Country) -> None:
    approved, never = opened(country, 2)
    (approved,) = walk(country, [approved], "approved")
    assert shown(country.base, "/training/past/") == []
    close(INTAKE)
    assert shown(country.base, "/training/past/") == [never, approved]
    _change_afterwards(country, approved)
    page = text(country.base, "/training/past/?columns=category,training_years,mobile")
    assert shown(country.base, "/training/past/")[1].then["training.resident_category"] in page
    assert "3年" in page
    assert "2年" not in page
    assert [row.tags for row in shown(country.base, "/training/past/")] == [
        (("未上报", "grey"), ("", "grey")),
        (("已上报", "green"), ("审核通过", "green")),
    ]
    assert shown(country.base, "/training/past/?reviewed=approved") == [approved]
    assert shown(country.base, "/training/past/?reported=open") == [never]
    assert shown(country.base_next_door, "/training/past/") == []
    assert shown(country.reviewer, "/training/past/") == [never, approved]


def _change_afterwards(country: Country, training: Training) -> None:
    values = {training.pk: {"training_years": "2"}}
    assert not save_trainings(rows_of(training), values, by=base_of(country, training)).refused
    mine = Person.objects.filter(pk=training.person_id)
    save_basic(mine, {training.person_id: {"address": "新地址 9 号"}}, by=resident(training))


@pytest.mark.spec("REP-13")
def test_the_original_stands_beside_the_present_with_the_differences_marked(country: Country) -> None:
    training, other = opened(country, 2)
    (training,) = walk(country, [training], "approved")
    close(INTAKE)
    address = f"/training/{training.pk}/original/"
    assert "此后内容没有变化" in text(country.base, address)
    _change_afterwards(country, training)
    answer = client_of(country.base).get(address)
    lines = {line.title: line for _, lines in answer.context["parts"] for line in lines}
    assert {title for title, line in lines.items() if line.is_changed} == {"核定培训年限", "通讯地址"}
    assert (lines["核定培训年限"].then, lines["核定培训年限"].now) == ("3年", "2年")
    assert lines["通讯地址"].now == "新地址 9 号"
    assert training.person.document_number not in answer.content.decode()
    assert client_of(country.base_next_door).get(address).status_code == 404
    assert client_of(country.base).get(f"/training/{other.pk}/original/").status_code == 404


@pytest.mark.spec("REP-38", "PLT-14")
def test_log_ins_show_their_state_and_are_reset(country: Country) -> None:
    new, active, locked = opened(country, 3)
    accounts = {t.pk: t.person.account_id for t in (new, active, locked)}
    for training in (active, locked):
        Account.objects.filter(pk=accounts[training.pk]).update(password="!set", last_login=timezone.now())
    _lock(Account.objects.get(pk=accounts[locked.pk]))
    page = "/training/log-ins/"
    states = {row.pk: row for row in shown(country.base, page)}
    assert [states[t.pk].is_locked for t in (new, active, locked)] == [False, False, True]
    for state, training in (("new", new), ("normal", active), ("locked", locked)):
        assert shown(country.base, f"{page}?state={state}") == [training]
    for word in ("未激活", "正常", "锁定", "重置密码"):
        assert word in text(country.base, page)
    browser = client_of(country.base)
    answer = browser.post(page, {"do": "training.passwords_reset", "ids": [active.pk, locked.pk]}, follow=True)
    assert answer.context["result"].done == 2
    assert {row.pk for row in shown(country.base, f"{page}?state=new")} == {new.pk, active.pk, locked.pk}
    assert shown(country.base_next_door, page) == []
    assert "重置密码" not in text(country.reviewer, page).partition("<main")[2]


def _lock(account: Account) -> None:
    from axes.models import AccessAttempt  # noqa: PLC0415 -- the lock-out's own table, which no action writes

    AccessAttempt.objects.create(
        username=account.login_key,
        ip_address="127.0.0.1",
        user_agent="",
        failures_since_start=failure_limit(None, None),  # type: ignore[arg-type]  # -- it asks nothing of the request
        attempt_time=timezone.now() - timedelta(minutes=1),
    )


@pytest.mark.spec("REP-38", "PLT-14")
def test_a_base_that_somebody_has_left_resets_no_password(country: Country) -> None:
    training = withdrawn(country, country.base)
    accepted(country, training)
    before = Account.objects.get(pk=training.person.account_id).password_changed_at
    outcome = reset_passwords(rows_of(training), by=country.base)
    assert list(outcome.refused.values()) == ["培训状态为“退培”，账号不再由本基地管理；本人可用“忘记密码”找回。"]
    assert Account.objects.get(pk=training.person.account_id).password_changed_at == before
    assert shown(country.base, "/training/log-ins/") == []


@pytest.mark.spec("REP-12", "REP-36", "REP-38")
def test_pages_cost_the_same_for_many_as_for_few(country: Country) -> None:
    walk(country, opened(country, 2), "approved")
    accepted(country, withdrawn(country, country.base, start=30))
    close(INTAKE)
    pages = ("/training/past/", "/training/withdrawals/", "/training/log-ins/", "/training/managed/")
    few = {page: _statements(country.base, page) for page in pages}
    _open_again()
    walk(country, opened(country, 12, start=10), "approved", start=10)
    for start in (40, 50):
        accepted(country, withdrawn(country, country.base, start=start))
    close(INTAKE)
    assert {page: _statements(country.base, page) for page in pages} == few


def _open_again() -> None:
    from xinglin.engines.windows.models import Window  # noqa: PLC0415 -- for this one line

    now = timezone.now()
    Window.objects.filter(kind=INTAKE.key).update(starts_at=now - timedelta(1), ends_at=now + timedelta(1))


def _statements(actor: Actor, page: str) -> int:
    browser = client_of(actor)
    browser.get(page)
    with CaptureQueriesContext(connection) as taken:
        browser.get(page)
    return len(taken)
