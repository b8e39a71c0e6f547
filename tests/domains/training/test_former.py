"""A former base keeps what it had of somebody who left, and learns nothing of what came after (PLT-04, PLT-52)."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domains.moments import fresh, rows_of
from tests.domains.training.test_moving import let_go, taken
from tests.domains.training.test_status import in_status, step
from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.walk import resident, upload_for
from xinglin.domains.people.models import Education, Licence, Person
from xinglin.domains.people.public import save_basic, save_educations, save_licence
from xinglin.domains.training.actions import change_status, take_back_status
from xinglin.domains.training.lists import MANAGED
from xinglin.domains.training.models import StatusChange, Training, UpdateEntry
from xinglin.domains.training.queries.history import history_of
from xinglin.domains.training.queries.leaving import left_at
from xinglin.domains.training.queries.records import gaps_of, reported_forms
from xinglin.domains.training.queries.stored import base_of as asked_base_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.files.models import Upload
from xinglin.engines.files.queries import uploads_visible_to
from xinglin.engines.history.asof import events_of
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.review.actions import approve, submit
from xinglin.engines.review.copies import answers_of
from xinglin.engines.review.models import Submission

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-04", "PLT-52")]
MARCH = datetime(2026, 3, 1, 4, tzinfo=UTC)
MOBILE, MASKED, RELATIVE = "19912347856", "199****7856", "19987656543"
# What the person tells the new base: none of it may appear at the old one.
SECRETS = (
    MOBILE,
    MASKED,
    "7856",
    RELATIVE,
    "6543",
    "新址路 9 号",
    "万福来",
    "新院路医院",
    "旁证一号",
    "new@example.com",
)
NOTE = "此人已于 2026-03-01 办理退培"


def backdate(moment: datetime) -> None:
    """All that happened until now happened then: a test is one transaction, in which all is equally old."""
    with pgtrigger.ignore():
        for model in (Training, StatusChange, Person, Education, Licence):
            events_of(model)._base_manager.filter(pgh_created_at__gt=moment).update(pgh_created_at=moment)


def move_on(country: Country, old: Training) -> Training:
    """Received at `far`, where the person then changes nearly everything."""
    taken(country, country.base_far)
    new = Training.objects.get(previous=old)
    actor, mine = resident(fresh(new)), Person.objects.filter(pk=old.person_id)
    basic = {
        "mobile": MOBILE,
        "address": "新址路 9 号",
        "email": "new@example.com",
        "emergency_name": "万福来",
        "emergency_mobile": RELATIVE,
        "portrait": upload_for(actor, "portrait").uuid,
    }
    assert save_basic(mine, {old.person_id: basic}, by=actor).done
    assert save_licence(
        mine, {old.person_id: {"licensing_exam": "failed", "other_certificates": "旁证一号"}}, by=actor
    ).done
    row = Education.objects.filter(person=old.person_id).first()
    assert row
    assert save_educations(mine, {old.person_id: {row.level: {"school": "新院路医院"}}}, by=actor).done
    return new


@pytest.fixture
def moved(country: Country) -> tuple[Training, Training]:
    """The record of who left `hospital` on 1 March, and the one at `far` under which everything changed since."""
    (old,) = let_go(country)
    backdate(MARCH)
    return old, move_on(country, old)


def pages_of(training: Training) -> list[str]:
    """Every page of one record, and every list that might show it, with all columns."""
    entry = UpdateEntry.objects.filter(training_id=training.pk).latest("pk")
    own = ("", "history/", "corrections/", "original/", "status/", "edit/", "on-day/", "on-day/?day=2026-02-28")
    columns = ",".join(column.key for column in MANAGED.columns)
    return [
        *(f"/training/{training.pk}/{page}" for page in own),
        f"/training/updates/{entry.pk}/",
        f"/training/managed/?columns={columns}",
        "/training/past/",
        "/training/updates/",
        "/training/withdrawals/",
        f"/search/?q={training.person.name}",
    ]


def text(actor: Actor, address: str) -> str:
    answer = client_of(actor).get(address, follow=True)
    return answer.content.decode() if answer.status_code == 200 else ""


def cells(actor: Actor, address: str) -> list[str]:
    """All cells of the workbook that a list exports."""
    answer: Any = client_of(actor).post(address, {"do": "export"})
    assert answer.status_code == 200
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]


def test_no_page_of_the_former_base_and_province_tells_what_came_after(
    country: Country, moved: tuple[Training, Training]
) -> None:
    old, _ = moved
    for actor in (country.base, country.reviewer, country.actor(country.city, Role.CITY_ADMIN)):
        shown = {page: text(actor, page) for page in pages_of(old)}
        assert sum(old.person.name in content for content in shown.values()) > 8
        for page, content in shown.items():
            for word in SECRETS:
                assert word not in content, (page, word)


def test_it_keeps_what_it_had_and_is_told_so(country: Country, moved: tuple[Training, Training]) -> None:
    old, new = moved
    then = Submission.objects.get(pk=old.original_id)
    kept = {a["key"]: a["shown"] for a in answers_of(then.copy)}
    detail = text(country.base, f"/training/{old.pk}/")
    assert NOTE in detail
    for key in ("basic.address", "basic.mobile", "basic.email", "basic.emergency_name"):
        assert kept[key], key
        assert kept[key] in detail, key
    today = text(country.base, f"/training/{old.pk}/on-day/")
    assert (NOTE in today, kept["basic.address"] in today) == (True, True)
    assert NOTE in text(country.base, f"/training/{old.pk}/history/")
    present = text(country.base_far, f"/training/{new.pk}/")
    assert (NOTE in present, "新址路 9 号" in present, MASKED in present) == (False, True, True)
    nation = text(country.actor(country.nation, Role.NATION_ADMIN), f"/training/{old.pk}/")
    assert (NOTE in nation, "新址路 9 号" in nation) == (False, True)


def test_lists_exports_and_reveals_hold_nothing_new(country: Country, moved: tuple[Training, Training]) -> None:
    old, new = moved
    columns = ",".join(column.key for column in MANAGED.columns)
    for actor, row, has_left in (
        (country.base, old, True),
        (country.reviewer, old, True),
        (country.base_far, new, False),
        (country.actor(country.nation, Role.NATION_ADMIN), old, False),
    ):
        exported = cells(actor, f"/training/managed/?columns={columns}")
        assert old.person.document_masked in exported
        assert (MASKED in exported) is not has_left
        assert ("未通过" in exported) is not has_left, exported
        revealed = client_of(actor).post(f"/lists/managed/{row.pk}/reveal/mobile/", {"reason": "核对身份信息"})
        assert (revealed.status_code, MOBILE in revealed.content.decode()) == (
            (404, False) if has_left else (200, True)
        )
        document = client_of(actor).post(f"/lists/managed/{row.pk}/reveal/document_number/", {"reason": "核对身份信息"})
        assert old.person.document_number in document.content.decode()
        found = client_of(actor).get("/training/managed/?licensing_exam=failed").context["table"].total
        assert found == (0 if has_left else 1 if actor == country.base_far else 2)
    looks = AuditEntry.objects.filter(action="lists.number_revealed", unit_id=country.hospital.pk)
    assert looks.count() == 1  # of the document number, and none of a number that was not shown


def test_a_base_reads_the_files_of_its_copies_and_no_later_ones(
    country: Country, moved: tuple[Training, Training]
) -> None:
    old, _ = moved
    copy = Submission.objects.get(pk=old.original_id).copy
    (kept,) = (a["value"] for a in answers_of(copy) if a["key"] == "basic.portrait")
    later = Upload.objects.get(pk=Person.objects.get(pk=old.person_id).portrait_id)
    assert str(later.pk) != kept
    Upload.objects.filter(pk__in=(kept, later.pk)).update(expires_at=None)
    for actor, seen in ((country.base, {kept}), (country.reviewer, {kept}), (country.base_next_door, set())):
        assert {str(each.pk) for each in uploads_visible_to(actor, [kept, later.pk])} == seen
    assert later in uploads_visible_to(country.base_far, [later.pk])


def test_history_ends_with_the_leaving_for_what_is_personal(country: Country, moved: tuple[Training, Training]) -> None:
    old, new = moved
    at_old, at_new = history_of(old, country.base), history_of(fresh(new), country.base_far)
    assert {change.action for change in at_new} >= {
        "保存基本信息",
        "保存学习经历",
        "保存证书信息",
        "接收转入的住院医师",
    }
    assert {change.at for change in at_old} == {MARCH}
    assert any(change.action == "变更培训状态" for change in at_old)


def test_what_is_reported_after_the_leaving_is_what_was_known_then(
    country: Country, moved: tuple[Training, Training]
) -> None:
    old, _ = moved
    Licence.objects.filter(person=old.person_id).update(licensing_exam="")  # a gap that nobody here could fill
    assert gaps_of([fresh(old)]) == {old.pk: {}}
    assert submit(rows_of(old), by=country.base).done == [old.pk]
    assert approve(rows_of(old), by=country.reviewer).done == [old.pk]
    frozen = Submission.objects.get(pk=fresh(old).case.approved_id)
    before = Submission.objects.get(pk=old.original_id)
    answers, original = ({a["key"]: a["shown"] for a in answers_of(each.copy)} for each in (frozen, before))
    assert answers.pop("status.status") == "退培"
    assert {key: shown for key, shown in answers.items() if not key.startswith("status.")} == {
        key: shown for key, shown in original.items() if not key.startswith("status.")
    }
    assert MOBILE not in (frozen.sensitive or "")


def test_a_withdrawal_taken_back_brings_the_present_back(country: Country) -> None:
    (training,) = let_go(country)
    assert left_at([training]).keys() == {training.pk}
    assert take_back_status(rows_of(training), by=country.base).done == [training.pk]
    assert left_at([fresh(training)]) == {}


def test_who_completed_stays_with_the_last_base_until_he_begins_anew(country: Country) -> None:
    (training,) = in_status(country, "training")
    assert change_status(rows_of(training), by=country.reviewer, **step("completed")).done
    backdate(MARCH)
    assert left_at([fresh(training)]) == {}
    assert "个人信息为离开时的内容" not in text(country.base, f"/training/{training.pk}/")
    Training.objects.create(
        person_id=training.person_id, institution=country.far, province=country.other_province, intake_year=YEAR
    )
    assert left_at([fresh(training)]) == {training.pk: MARCH}
    assert "此人已于 2026-03-01 办理结业" in text(country.base, f"/training/{training.pk}/")


def test_corrections_are_asked_of_the_base_that_has_the_person(
    country: Country, moved: tuple[Training, Training]
) -> None:
    _, new = moved
    Training.objects.filter(pk=new.pk).update(intake_year=YEAR - 1)  # opened late, of an earlier intake
    assert asked_base_of(resident(fresh(new))) == country.far


def test_many_who_left_cost_the_statements_of_one(country: Country) -> None:
    left = let_go(country, 6)

    def statements(number: int) -> list[int]:
        found = []
        for ask in (left_at, reported_forms, gaps_of):
            with CaptureQueriesContext(connection) as caught:
                assert len(ask(left[:number])) == number
            found.append(len(caught))
        return found

    assert statements(1) == statements(6) == [1, 5, 5]
    address = "/training/managed/?per_page=50"
    browser = client_of(country.base)
    browser.get(address)
    with CaptureQueriesContext(connection) as of_the_left:
        browser.get(address)
    Training.objects.update(status="training")
    with CaptureQueriesContext(connection) as of_the_bound:
        browser.get(address)
    assert len(of_the_left) == len(of_the_bound)
