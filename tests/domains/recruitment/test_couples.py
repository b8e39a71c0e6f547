"""联合志愿: both must want it, both must agree to the same list, and nothing moves once one has submitted (REC-50)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from tests.engines.test_notices_pages import client_of
from tests.factories.country import YEAR, Country
from tests.factories.recruitment import administrator, applicant, batch, move, places
from xinglin.domains.recruitment import windows
from xinglin.domains.recruitment.actions.couples import (
    accept_invitations,
    agree_pairs,
    ask_partner,
    dissolve_couples,
    part_couples,
    save_pairs,
)
from xinglin.domains.recruitment.models import Application, Batch, Couple, JointPreference, Place, Preference, Run
from xinglin.domains.recruitment.queries.market import inputs_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.notices.models import Notice

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.spec("REC-50")]


class Two:
    """Two drafts in one batch that admits by matching, each with two preferences; and a third person."""

    def __init__(self, country: Country, **columns: Any) -> None:
        self.country = country
        settings = {"method": "matching", "preferences": 3, "several_specialties": True, **columns}
        self.batch: Batch = batch(country, **settings)
        self.a, self.b = places(country, self.batch, {"0100": 1, "0700": 1})
        (self.c,) = places(country, self.batch, {"0100": 2}, base=country.next_door)
        self.people, self.actors = zip(*(applicant(640 + n) for n in range(3)), strict=True)
        self.first, self.second, self.third = (self.draft(n, self.a, self.b) for n in range(3))

    def draft(self, n: int, *chosen: Place) -> Application:
        row = Application.objects.create(
            person=self.people[n], batch=self.batch, province=self.batch.province, intake_year=YEAR, category="SOCIAL"
        )
        Preference.objects.bulk_create(
            Preference(
                application=row,
                rank=rank,
                place=place,
                batch=self.batch,
                institution=place.institution,
                province=self.batch.province,
            )
            for rank, place in enumerate(chosen, start=1)
        )
        return row

    def ask(self, **changed: Any) -> Couple:
        number = self.people[1].document_number
        facts = {"name": self.people[1].name, "document_number": number, "by": self.actors[0]} | changed
        ask_partner(Application.objects.filter(pk=self.first.pk), **facts).only()
        return Couple.objects.get()

    def accepted(self) -> Couple:
        couple = self.ask()
        accept_invitations(these(couple), by=self.actors[1]).only()
        return couple

    def paired(self, *pairs: tuple[Place | None, Place | None]) -> Couple:
        couple = self.accepted()
        self.pair(couple, *pairs).only()
        return couple

    def pair(self, couple: Couple, *pairs: tuple[Place | None, Place | None], by: Actor | None = None) -> Outcome:
        keys = [(one and one.pk, other and other.pk) for one, other in pairs]
        return save_pairs(these(couple), keys, by=by or self.actors[0])

    def agree(self, couple: Couple, *, seen: int | None = None) -> Outcome:
        last = JointPreference.objects.order_by("pk").last()
        return agree_pairs(these(couple), seen=seen or (last.pk if last else 0), by=self.actors[1])


def these(couple: Couple) -> Any:
    return Couple.objects.filter(pk=couple.pk)


def refusal(outcome: Outcome) -> str:
    assert not outcome.done
    (why,) = outcome.refused.values()
    return why


@pytest.fixture
def two(country: Country) -> Two:
    cache.clear()
    return Two(country)


def test_both_must_agree_and_submit_before_it_counts(two: Two) -> None:
    couple = two.paired((two.a, two.b), (two.a, None))
    assert not these(couple).filter(agreed_at__isnull=False).exists()
    two.agree(couple).only()
    for row, number in ((two.first, "T1"), (two.second, "T2")):
        assert inputs_of(two.batch, sealed_at="")["couples"] == []
        Application.objects.filter(pk=row.pk).update(state="submitted", number=number, submitted_at=LONG_AGO, form="x")
    assert inputs_of(two.batch, sealed_at="")["couples"] == [
        {"first": "T1", "second": "T2", "preferences": [[two.a.pk, two.b.pk], [two.a.pk, None]]}
    ]


def test_every_change_asks_for_the_agreement_anew_and_to_what_was_read(two: Two) -> None:
    couple = two.paired((two.a, two.b))
    two.agree(couple).only()
    read = JointPreference.objects.get().pk
    two.pair(couple, (two.b, two.a)).only()
    assert Couple.objects.get().agreed_at is None
    assert refusal(two.agree(couple, seen=read)) == "对方刚刚修改了联合志愿，请重新核对。"
    two.agree(couple).only()
    assert refusal(two.agree(couple)).startswith("您已于")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": "某某"}, "没有找到对方的报名"),
        ({"document_number": "11010519000101001X"}, "没有找到对方的报名"),
    ],
)
def test_only_who_knows_both_name_and_number_finds_somebody(two: Two, changed: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        two.ask(**changed)
    assert not Couple.objects.exists()


def test_who_submitted_or_has_a_partner_is_not_told_from_who_does_not_apply(two: Two) -> None:
    third = {"name": two.people[2].name, "document_number": two.people[2].document_number}
    two.ask()
    with pytest.raises(Refused, match="没有找到对方的报名"):  # the second is taken
        ask_partner(
            Application.objects.filter(pk=two.third.pk),
            name=two.people[1].name,
            document_number=two.people[1].document_number,
            by=two.actors[2],
        )
    with pytest.raises(Refused, match="您已有联合报名的对方"):
        two.ask(**third)
    with pytest.raises(Refused, match="没有找到可以联合报名的报名草稿"):  # not one's own application
        two.ask(by=two.actors[2])
    assert Couple.objects.count() == 1


def test_each_word_is_given_by_whom_it_belongs_to(two: Two) -> None:
    couple = two.ask()
    for by in (two.actors[0], two.actors[2]):
        assert accept_invitations(these(couple), by=by).done == []
    assert "对方还没有接受邀请" in refusal(two.pair(couple, (two.a, two.a)))
    accept_invitations(these(couple), by=two.actors[1]).only()
    assert two.pair(couple, (two.a, two.b), by=two.actors[1]).done == []
    assert refusal(two.agree(couple)) == "对方还没有填报联合志愿。"
    two.pair(couple, (two.a, two.b)).only()
    assert agree_pairs(these(couple), seen=JointPreference.objects.get().pk, by=two.actors[0]).done == []
    assert dissolve_couples(these(couple), by=two.actors[2]).done == []
    dissolve_couples(these(couple), by=two.actors[1]).only()
    assert Notice.objects.filter(account_id=two.actors[0].account_id, title="联合报名已取消").exists()


def test_the_organiser_parts_a_couple_with_a_reason_until_it_is_sealed(two: Two) -> None:
    couple, country = two.paired((two.a, two.b)), two.country
    province = administrator(country)
    stranger = administrator(country, country.other_province)
    for by in (stranger, country.base, country.actor(country.city, Role.CITY_ADMIN), two.actors[2], country.reviewer):
        assert part_couples(these(couple), comment="单独参加", by=by).done == []
    assert refusal(part_couples(these(couple), comment=" ", by=province)) == "请填写解除原因，原因会告知两名学员。"
    run = {"batch": two.batch, "province": two.batch.province, "method": "matching", "inputs": "{}", "digest": "0" * 64}
    sealed = Run.objects.create(**run, is_dry=False, sealed_at=timezone.now(), sealed_by="省级")
    assert "请先作废该次录取" in refusal(part_couples(these(couple), comment="单独参加", by=province))
    assert Couple.objects.exists()
    Run.objects.filter(pk=sealed.pk).update(state="withdrawn")
    part_couples(these(couple), comment="双方书面申请单独参加", by=province).only()
    assert not Couple.objects.exists()
    told = Notice.objects.filter(title="联合报名已解除").values_list("account", "body")
    words = f"{province.unit_name}：双方书面申请单独参加。您按自己填报的志愿单独参加录取。"
    assert dict(told) == {actor.account_id: words for actor in two.actors[:2]}


def test_pairs_are_of_places_that_each_has_among_his_own(two: Two) -> None:
    couple = two.accepted()
    for pairs, why in (
        ([], "请至少填报一组"),
        ([(two.c, two.a)], "只能从两人各自填报的志愿中选择"),
        ([(two.a, two.b), (two.a, two.b)], "完全相同"),
    ):
        assert why in refusal(two.pair(couple, *pairs))
    assert not JointPreference.objects.exists()


def test_nothing_moves_once_one_has_submitted_or_the_window_is_over(two: Two) -> None:
    couple = two.paired((two.a, two.b))
    Application.objects.filter(pk=two.first.pk).update(state="submitted", number="T1", submitted_at=LONG_AGO, form="x")
    for outcome in (two.pair(couple, (two.b, two.a)), dissolve_couples(these(couple), by=two.actors[0])):
        assert refusal(outcome).startswith("您已于")
    assert refusal(two.agree(couple)).startswith("对方已于")
    Application.objects.filter(pk=two.first.pk).update(state="draft", number=None, submitted_at=None, form=None)
    opened = windows.REGISTRATION
    move(two.country, two.batch, opened, LONG_AGO, datetime(2026, 1, 31, 16, tzinfo=UTC))
    assert "已于 2026-01-31 24:00 结束" in refusal(two.agree(couple))


def test_no_couples_where_bases_admit(country: Country) -> None:
    two = Two(country, method="by_base")
    with pytest.raises(Refused, match="没有找到可以联合报名的报名草稿"):
        two.ask()


def test_the_way_on_a_phone(two: Two) -> None:
    """Asked, accepted, written, agreed to, by the forms of the page; a partner's wishes are hidden until he accepts."""
    one, other = client_of(two.actors[0]), client_of(two.actors[1])
    home = reverse("matching:couple")
    partner = {"name": two.people[1].name, "document_number": two.people[1].document_number}
    assert one.post(reverse("matching:ask"), {"application": two.first.pk, **partner}).status_code == 302
    couple = Couple.objects.get()
    page = one.get(home).content.decode()
    assert "等待对方接受邀请" in page
    assert two.b.specialty.name not in page
    assert "接受邀请" in other.get(home).content.decode()
    other.post(reverse("matching:accept"), {"couple": couple.pk})
    lines = {"couple": couple.pk, "first_1": two.b.pk, "second_1": two.a.pk, "first_2": two.a.pk, "second_2": ""}
    assert one.post(reverse("matching:pair"), lines).status_code == 302
    assert f"本人：示范医院 {two.a.specialty.name}" in other.get(home).content.decode()
    seen = JointPreference.objects.order_by("pk").last()
    other.post(reverse("matching:agree"), {"couple": couple.pk, "seen": seen.pk})
    assert "双方已同意" in one.get(home).content.decode()
    assert [(p.first_place, p.second_place) for p in JointPreference.objects.all()] == [(two.b, two.a), (two.a, None)]
    stranger = client_of(two.actors[2])
    assert stranger.post(reverse("matching:dissolve"), {"couple": couple.pk}).status_code == 404


def test_looking_for_a_partner_is_limited(two: Two) -> None:
    one = client_of(two.actors[0])
    asked = {"application": two.first.pk, "name": "某某", "document_number": "11010519000101001X"}
    answers = [one.post(reverse("matching:ask"), asked).content.decode() for _ in range(11)]
    assert "没有找到对方的报名" in answers[9]
    assert "查找次数过多" in answers[10]
