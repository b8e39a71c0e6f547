"""Two people act on the same records at the same moment, each over a connection of their own (PLT-34, REP-04)."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from io import BytesIO
from threading import Barrier, BrokenBarrierError, Event
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from openpyxl import Workbook

from tests.engines.review.test_two_at_once import at_once
from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.walk import account_rows, opened, resident, walk
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import save_basic
from xinglin.domains.training.actions import import_trainings, return_personal, save_trainings
from xinglin.domains.training.models import PersonalReturn, Training
from xinglin.domains.training.rules import CHANGED
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.models import Account
from xinglin.engines.actions import Outcome
from xinglin.engines.lists.models import BulkResult
from xinglin.engines.notices.models import Message
from xinglin.engines.notices.tasks import deliver_many
from xinglin.engines.review import actions as review
from xinglin.engines.review.models import Case, Decision, Submission
from xinglin.engines.sheets.actions import NewRun, start_runs
from xinglin.engines.sheets.models import ImportLine, ImportRun, Verdict
from xinglin.engines.sheets.running import run_import
from xinglin.engines.sheets.sheet import SHEETS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("PLT-34")]
ACCOUNTS = "resident-accounts"


def colleague(unit: Unit, role: Role, name: str) -> Actor:
    """A second account of the same role."""
    account = open_accounts([NewAccount(name, name, name, mobile="19900000000")], by=system_actor()).ids[0]
    grant([NewMembership(account, unit.pk, role)], by=system_actor())
    return actor_of(Membership.objects.select_related("unit", "account").get(account=account))


@contextmanager
def both_come_to(module: Any, name: str) -> Iterator[None]:
    """Nobody passes before both are there: the worst moment there is."""
    original, meeting = getattr(module, name), Barrier(2)

    def wait(*args: Any, **facts: Any) -> Any:
        with suppress(BrokenBarrierError):  # the other one did not come: it had no reason to
            meeting.wait(timeout=2)
        return original(*args, **facts)

    with patch.object(module, name, wait):
        yield


def told(page: Any) -> str:
    """What a page says, after the redirect."""
    return page.content.decode()


@pytest.mark.spec("REP-10")
def test_two_clerks_report_the_same_twenty(country: Country) -> None:
    trainings = walk(country, opened(country, 20), "complete")
    clerks = [country.base, colleague(country.hospital, Role.BASE_ADMIN, "示范医院教务")]
    browsers = [client_of(clerk) for clerk in clerks]
    posted = {"do": "review.submitted", "ids": [t.pk for t in trainings]}
    with both_come_to(review, "claim"):
        pages = at_once(*[lambda b=b: b.post("/training/intake/", posted, follow=True) for b in browsers])
    assert (Case.objects.count(), Submission.objects.count()) == (20, 20)
    done = {result.account_id: (result.done, len(result.refused)) for result in BulkResult.objects.all()}
    assert sorted(done.values()) == [(0, 20), (20, 0)]
    first = next(clerk for clerk in clerks if done[clerk.account_id] == (20, 0))
    second = next(page for page, clerk in zip(pages, clerks, strict=True) if clerk is not first)
    assert f"该记录已由 {first.name} 于" in told(second)


@pytest.mark.spec("REP-40")
def test_one_reviewer_approves_what_another_returns(country: Country) -> None:
    training = walk(country, opened(country, 1), "reported")[0]
    one, other = country.reviewer, colleague(country.province, Role.PROVINCE_REVIEWER, "省级李审核")
    page = f"/training/reviews/{training.pk}/"
    approval = {"do": "approve", "submission": training.case.current_id, "comment": ""}
    browsers = {
        one: (client_of(one), approval),
        other: (client_of(other), {**approval, "do": "return", "comment": "请改"}),
    }
    with both_come_to(review, "_claim_seat"):
        answers = at_once(*[lambda b=b, data=data: b.post(page, data) for b, data in browsers.values()])
    statuses = dict(zip(browsers, [answer.status_code for answer in answers], strict=True))
    assert sorted(statuses.values()) == [302, 422]
    assert Decision.objects.count() == 1
    first = Decision.objects.get()
    refusal = next(answer for answer in answers if answer.status_code == 422)
    assert f"该记录已由 {first.name} 于" in told(refusal)


def run_of(by: Actor, rows: list[dict[str, Any]]) -> int:
    """An account file as it lies there before it is imported."""
    book, sheet = Workbook(), SHEETS[ACCOUNTS]
    book.worksheets[0].append([sheet.heading(column) for column in sheet.columns])
    for row in rows:
        book.worksheets[0].append([str(row[column.key]) for column in sheet.columns])
    content = BytesIO()
    book.save(content)
    file = ContentFile(content.getvalue(), "账号.xlsx")
    return start_runs([NewRun(sheet=sheet, file=file, file_name="账号.xlsx", options={})], by=by).only()


def imported_together(*runs: int) -> list[ImportRun]:
    """Both are checked against the database before either is saved."""
    sheet, meeting = SHEETS[ACCOUNTS], Barrier(len(runs))
    save: Callable[..., Any] = sheet.save

    def wait(*args: Any, **facts: Any) -> Any:
        meeting.wait(timeout=20)
        return save(*args, **facts)

    object.__setattr__(sheet, "save", wait)
    try:
        at_once(*[lambda run=run: run_import(run) for run in runs])
    finally:
        object.__setattr__(sheet, "save", save)
    return [ImportRun.objects.get(pk=run) for run in runs]


@pytest.mark.spec("REP-04")
def test_two_bases_import_the_same_new_person(country: Country, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    rows = account_rows(1)
    runs = imported_together(run_of(country.base, rows), run_of(country.base_next_door, rows))
    assert sorted((run.imported, run.refused) for run in runs) == [(0, 1), (1, 0)]
    training = Training.objects.select_related("institution").get()
    line = ImportLine.objects.get(run=next(run for run in runs if run.refused), verdict=Verdict.REFUSED)
    assert f"此人已在“{training.institution.name}”，培训状态为“在培”" in line.message
    assert (Person.objects.count(), Membership.objects.filter(role=Role.RESIDENT).count()) == (1, 1)


@pytest.mark.spec("PLT-44")
def test_the_same_file_twice_at_once_doubles_nothing(country: Country, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    rows, base = account_rows(20), country.base
    before = Account.objects.count()
    runs = imported_together(run_of(base, rows), run_of(base, rows))
    assert (Training.objects.count(), Person.objects.count(), Account.objects.count() - before) == (20, 20, 20)
    assert sorted((run.imported, run.unchanged, run.refused) for run in runs) == [(0, 20, 0), (20, 0, 0)]


def behind(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """`second` begins while `first` has written and not yet committed, so it has to wait for its locks."""
    written = Event()

    def hold() -> None:
        with transaction.atomic():
            first()
            written.set()
            Event().wait(0.4)

    def follow() -> None:
        assert written.wait(5)
        second()

    at_once(hold, follow)


@pytest.mark.spec("REP-09")
@pytest.mark.parametrize("resident_is_first", [True, False])
def test_a_resident_saves_while_the_base_returns(country: Country, *, resident_is_first: bool) -> None:
    """Whoever is second sees what the first one did: nothing is lost, and the copy is what the base returned."""
    training = walk(country, opened(country, 1), "filled")[0]
    own, person = resident(training), training.person
    before = person.address

    def save() -> None:
        values = {person.pk: {"address": "新示范路 2 号"}}
        assert save_basic(Person.objects.filter(pk=person.pk), values, by=own).done

    def give_back() -> None:
        rows = Training.objects.filter(pk=training.pk)
        assert return_personal(rows, comment="请补充", by=country.base).done

    behind(*((save, give_back) if resident_is_first else (give_back, save)))
    training.refresh_from_db()
    returned = PersonalReturn.objects.get()
    fields = {f["key"]: f["value"] for section in json.loads(returned.copy) for f in section["fields"]}
    person.refresh_from_db()
    assert person.address == "新示范路 2 号"
    assert fields["basic.address"] == (person.address if resident_is_first else before)
    assert training.personal_state == ("returned" if resident_is_first else "corrected")
    assert (returned.corrected_at is None) == resident_is_first


@pytest.mark.spec("REP-07")
def test_an_import_keeps_what_a_form_saved_just_before(country: Country) -> None:
    training = walk(country, opened(country, 1), "complete")[0]
    rows = Training.objects.filter(pk=training.pk)
    ends_on = date(2029, 7, 31)
    behind(
        lambda: save_trainings(rows, {training.pk: {"specialty": "0700"}}, by=country.base),
        lambda: import_trainings([{"pk": training.pk, "ends_on": ends_on}], by=country.base),
    )
    training.refresh_from_db()
    assert training.specialty
    assert (training.specialty.code, training.ends_on) == ("0700", ends_on)
    assert training.specialty_base
    seen, told = {training.pk: training.revision}, list[Outcome]()  # two pages opened beside each other
    values = [{training.pk: {"ends_on": date(2029, 7, day)}} for day in (30, 29)]
    behind(
        lambda: save_trainings(rows, values[0], by=country.base, expected=seen),
        lambda: told.append(save_trainings(rows, values[1], by=country.base, expected=seen)),
    )
    assert told[0].refused == {training.pk: CHANGED}
    assert rows.get().ends_on == date(2029, 7, 30)


@pytest.mark.spec("PLT-18")
def test_of_two_workers_with_the_same_messages_each_sends_others() -> None:
    """One was taken for dead while the database was away for a minute."""
    sent = list[str]()

    class Slow:
        def send(self, mobile: str, *_rest: Any) -> str:
            Event().wait(0.05)
            sent.append(mobile)
            return "1"

    mobiles = [f"1990000000{n}" for n in range(6)]
    keys = [Message.objects.create(mobile=each, template="notice", values="{}").pk for each in mobiles]
    with patch("xinglin.engines.notices.tasks.gateway", Slow):
        at_once(*[lambda: deliver_many(messages=keys)] * 2)
    assert sorted(sent) == mobiles
