"""Changes of base and of specialty: both halves, the link between them, and who never holds whom (REP-34, REP-04)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from tests.domains.moments import fresh, image, rows_of
from tests.domains.training.test_status import in_status, step
from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.walk import account_rows, resident
from xinglin.domains.institutions.models import SpecialtyBase
from xinglin.domains.training.actions import (
    change_specialty,
    change_status,
    delete_trainings,
    open_accounts,
    open_late_accounts,
    receive,
    take_back_status,
)
from xinglin.domains.training.models import ApprovedFacts, StatusChange, Training
from xinglin.domains.training.queries.moving import transfers_visible_to
from xinglin.domains.training.rules.moving import Continuation
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.todos import todos_for
from xinglin.engines.review.actions import approve, submit
from xinglin.engines.windows.models import Window

TODAY = localdate()
TO = Continuation("0700", TODAY, TODAY + timedelta(days=700), "3")


def let_go(country: Country, number: int = 1, target: bool = True) -> list[Training]:
    """Residents who leave `hospital` for `far`."""
    trainings = in_status(country, "training", number)
    to = country.far.pk if target else None
    asked = step("withdrawn", "change_of_base", target=to)
    assert not change_status(rows_of(*trainings), by=country.base, **asked).refused
    return [fresh(training) for training in trainings]


def taken(country: Country, by: Any, to: Continuation = TO) -> Any:
    changes = StatusChange.objects.all()
    return receive(changes, {change.pk: to for change in changes}, by=by)


@pytest.mark.spec("REP-34")
def test_the_receiving_base_takes_over_what_is_known(country: Country) -> None:
    (old,) = let_go(country)
    assert list(transfers_visible_to(country.base_far).values_list("training", flat=True)) == [old.pk]
    outcome = taken(country, country.base_far)
    assert outcome.done == [StatusChange.objects.get().pk]
    new = Training.objects.select_related("specialty", "specialty_base__unit").get(previous=old)
    assert (new.person_id, new.institution_id, new.province_id) == (
        old.person_id,
        country.far.pk,
        country.other_province.pk,
    )
    assert (new.intake_year, new.is_late_entry, new.status) == (YEAR, True, "training")
    assert (new.specialty.code, new.starts_on, new.ends_on, new.training_years) == ("0700", TODAY, TO.ends_on, 3)
    assert (new.cultivation_type, new.resident_category, new.is_rural_order) == ("national", "SOCIAL", False)
    assert new.specialty_base == SpecialtyBase.objects.get(institution=country.far, specialty=new.specialty)
    assert new.completeness == 100
    assert resident(fresh(new)).unit == country.far
    assert not transfers_visible_to(country.base_far).exists()
    assert submit(rows_of(new), by=country.base_far).done == [new.pk]
    assert approve(rows_of(new), by=country.other_reviewer).done == [new.pk]


@pytest.mark.spec("REP-34", "REP-41")
def test_both_records_count_with_what_was_approved_of_each(country: Country) -> None:
    (old,) = let_go(country)
    taken(country, country.base_far)
    new = Training.objects.get(previous=old)
    for training, base, reviewer in (
        (old, country.base, country.reviewer),
        (new, country.base_far, country.other_reviewer),
    ):
        assert submit(rows_of(training), by=base).done
        assert approve(rows_of(training), by=reviewer).done
    counted = dict(ApprovedFacts.objects.values_list("institution__name", "status"))
    assert counted == {"示范医院": "withdrawn", "远方医院": "training"}


@pytest.mark.spec("REP-34", "PLT-04")
def test_only_the_base_that_was_named_sees_and_takes_them(country: Country) -> None:
    (old,) = let_go(country)
    change = StatusChange.objects.get()
    secretary = country.actor(country.far, Role.TEACHING_SECRETARY)
    for stranger in (country.base, country.base_next_door, country.reviewer, country.other_reviewer, secretary):
        assert not transfers_visible_to(stranger).exists()
        assert (taken(country, stranger).done, taken(country, stranger).refused) == ([], {})
        assert client_of(stranger).get(reverse("status:take", args=[change.pk])).status_code in (403, 404)
    assert not Training.objects.filter(previous=old).exists()


@pytest.mark.spec("REP-34")
def test_what_cannot_be_is_told(country: Country) -> None:
    (old,) = let_go(country)
    change = StatusChange.objects.get()
    before = image([old])
    for to, why in (
        (
            Continuation("0700", TODAY - timedelta(days=1), TO.ends_on),
            f"培训开始日期 {TODAY - timedelta(days=1)} 早于在原基地退培的日期 {TODAY}，请核对。",
        ),
        (Continuation("0700", TODAY, TODAY), f"培训结束日期 {TODAY} 不晚于开始日期 {TODAY}，请核对。"),
        (Continuation("0200", TODAY, TO.ends_on), "本基地没有该专业的专业基地，可填："),
    ):
        refused = taken(country, country.base_far, to).refused
        assert refused[change.pk].startswith(why), refused
    assert image([old]) == before
    assert Training.objects.count() == 1


@pytest.mark.spec("REP-34", "REP-04", "PLT-34")
def test_who_comes_second_is_told_who_was_first(country: Country) -> None:
    (old,) = let_go(country)
    change = StatusChange.objects.get()
    open_late_accounts(account_rows(1), by=country.base_next_door)
    there = Training.objects.get(institution=country.next_door)
    assert there.previous == old  # the target was meant, but this is where the person went
    assert taken(country, country.base_far).refused == {change.pk: "此人已由“邻院”接收，无需重复接收。"}
    Training.objects.filter(pk=there.pk).update(previous=None)
    why = "此人已在“邻院”，培训状态为“在培”，不能接收，请与该基地核实。"
    assert taken(country, country.base_far).refused == {change.pk: why}
    Training.objects.filter(pk=there.pk).delete()
    assert take_back_status(rows_of(old), by=country.base).done
    assert taken(country, country.base_far).refused == {}
    assert not Training.objects.filter(institution=country.far).exists()


@pytest.mark.spec("REP-34", "REP-04")
def test_a_continued_record_is_neither_taken_back_nor_deleted(country: Country) -> None:
    (old,) = let_go(country)
    taken(country, country.base_far)
    why = "“远方医院”已接续该培训记录，不能撤销。如属误办，请与该基地联系。"
    assert take_back_status(rows_of(old), by=country.base).refused == {old.pk: why}
    new = Training.objects.get(previous=old)
    assert delete_trainings(rows_of(new), by=country.base_far, comment="误接收").done == [new.pk]
    assert Training.objects.filter(pk=old.pk, person=old.person_id).exists()
    assert take_back_status(rows_of(old), by=country.base).done == [old.pk]


@pytest.mark.spec("REP-34")
def test_an_import_links_the_two_records_as_well(country: Country) -> None:
    old, other = let_go(country, 2, target=False)
    assert open_late_accounts(account_rows(2), by=country.base_far).done == [0, 1]
    linked = dict(Training.objects.filter(institution=country.far).values_list("previous", "person"))
    assert linked == {old.pk: old.person_id, other.pk: other.person_id}


@pytest.mark.spec("REP-34")
@pytest.mark.parametrize("reason", ["resigned", "dismissed", "other"])
def test_who_left_for_good_and_comes_back_begins_anew(country: Country, reason: str) -> None:
    (old,) = in_status(country, "training")
    change_status(rows_of(old), by=country.base, **step("withdrawn", reason))
    assert open_late_accounts(account_rows(1), by=country.base_far).done == [0]
    assert Training.objects.get(institution=country.far).previous is None


@pytest.mark.spec("REP-34")
def test_who_completed_and_comes_back_begins_anew(country: Country) -> None:
    in_status(country, "completed")
    assert open_late_accounts(account_rows(1), by=country.base).done == [0]
    assert not Training.objects.exclude(previous=None).exists()


@pytest.mark.spec("REP-34")
def test_a_change_of_specialty_does_both_halves_at_once(country: Country) -> None:
    (old,) = in_status(country, "training")
    outcome = change_specialty(rows_of(old), {old.pk: TO}, note="本人申请", by=country.base)
    assert outcome.done == [old.pk]
    left, new = fresh(old), Training.objects.select_related("specialty").get(previous=old)
    change = StatusChange.objects.get()
    assert (left.status, change.reason, change.note) == ("withdrawn", "change_of_specialty", "本人申请")
    assert (new.status, new.specialty.code, new.institution_id) == ("training", "0700", country.hospital.pk)
    assert new.is_late_entry
    assert not todos_for(country.base_far)


@pytest.mark.spec("REP-34")
def test_within_the_intake_the_new_record_belongs_to_the_intake(country: Country) -> None:
    (old,) = in_status(country, "training")
    Window.objects.update(ends_at=timezone.now() + timedelta(days=3))
    change_specialty(rows_of(old), {old.pk: TO}, by=country.base)
    assert not Training.objects.get(previous=old).is_late_entry


@pytest.mark.spec("REP-34")
def test_the_same_specialty_or_a_day_ahead_changes_nothing(country: Country) -> None:
    (old,) = in_status(country, "training")
    before = image([old])
    ahead = TODAY + timedelta(days=1)
    for to, why in (
        (Continuation("0100", TODAY, TO.ends_on), "新专业与现在的培训专业（内科）相同，请选择其他专业。"),
        (
            Continuation("0700", ahead, TO.ends_on),
            f"变更日期 {ahead} 晚于今天，请在变更当天或之后办理。",
        ),
        (
            Continuation("0700", date(YEAR, 8, 1), TO.ends_on),
            f"变更日期 {YEAR}-08-01 早于培训开始日期 {YEAR}-09-01，请核对。",
        ),
    ):
        assert change_specialty(rows_of(old), {old.pk: to}, by=country.base).refused == {old.pk: why}
    assert image([old]) == before
    assert not StatusChange.objects.exists()
    assert change_specialty(rows_of(old), {old.pk: TO}, by=country.base_next_door).done == []


@pytest.mark.spec("REP-34")
def test_a_new_record_of_the_intake_is_linked_too(country: Country) -> None:
    """Changed base while the intake is still open: the other base imports as usual."""
    (old,) = let_go(country)
    Window.objects.update(ends_at=timezone.now() + timedelta(days=3))
    assert open_accounts(account_rows(1), by=country.base_far).done == [0]
    assert Training.objects.get(institution=country.far).previous == old


@pytest.mark.spec("REP-34", "REP-01")
def test_the_pages_guide_both_halves(country: Country) -> None:
    (old,) = let_go(country)
    client, change = client_of(country.base_far), StatusChange.objects.get()
    listed = client.get(reverse("status:transfers")).content.decode()
    assert old.person.name in listed
    assert old.person.document_masked in listed
    assert old.person.document_number not in listed
    page = reverse("status:take", args=[change.pk])
    shown = client.get(page).content.decode()
    for words in ("示范医院", "内科", str(TODAY), old.person.document_masked):
        assert words in shown, words
    typed = {"specialty": "0700", "training_years": "3", "starts_on": str(TODAY), "ends_on": str(TODAY)}
    wrong = client.post(page, typed)
    assert (wrong.status_code, "不晚于开始日期" in wrong.content.decode()) == (422, True)
    answer = client.post(page, {**typed, "ends_on": str(TO.ends_on)})
    new = Training.objects.get(previous=old)
    assert answer.headers["Location"] == reverse("training:detail", args=[new.pk])
    assert client.get(page).status_code == 404


@pytest.mark.spec("REP-34")
def test_the_page_of_a_change_of_specialty(country: Country) -> None:
    (old,) = in_status(country, "training")
    client, page = client_of(country.base), reverse("status:specialty", args=[old.pk])
    assert "全科" in client.get(page).content.decode()
    typed = {"specialty": "0100", "training_years": "3", "starts_on": str(TODAY), "ends_on": str(TO.ends_on)}
    same = client.post(page, typed)
    assert (same.status_code, "新专业与现在的培训专业（内科）相同" in same.content.decode()) == (422, True)
    answer = client.post(page, {**typed, "specialty": "0700", "note": "志愿调整"})
    new = Training.objects.get(previous=old)
    assert answer.headers["Location"] == reverse("training:detail", args=[new.pk])
    assert "不能再变更" in client.get(page).content.decode()
    assert client_of(country.base_next_door).get(page).status_code == 404
