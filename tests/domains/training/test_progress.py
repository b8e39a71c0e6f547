"""Who is behind, and who was reminded (REP-42)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.engines.test_notices_pages import client_of
from tests.factories.country import Country
from tests.once import founded, lent
from tests.portals.conftest import Browse, browse  # noqa: F401 -- a fixture
from tests.walk import opened, walk
from xinglin.domains.training.actions.reminding import remind_bases, remind_provinces
from xinglin.domains.training.queries.flows import counts_of
from xinglin.domains.training.queries.progress import bases_progress, followed_bases, provinces_progress
from xinglin.domains.training.tasks import tell_of_closing
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.remembering import remembering
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.notices.models import Message, Notice, Reminder
from xinglin.engines.windows.actions import extend
from xinglin.engines.windows.models import Window

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REP-42")]
WORDS = "请于本周内上报。"


@pytest.fixture(scope="module")
def built(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Country]:
    """示范医院: one each opened, complete, reported, returned, approved. 邻院: one approved. 远方医院: nobody."""
    with django_db_blocker.unblock(), founded() as country:
        for index, state in enumerate(("opened", "complete", "reported", "returned", "approved")):
            walk(country, opened(country, start=index), state, start=index)
        walk(country, opened(country, by=country.base_next_door, start=9), "approved", start=9)
        country.base_far  # noqa: B018 -- opens its account
        yield country


@pytest.fixture
def under_way(built: Country, db: Any) -> Country:
    """As it was built."""
    return lent(built)


def only(*units: Unit):
    return Unit.objects.filter(pk__in=[unit.pk for unit in units])


def test_a_base_is_counted_at_every_stage(under_way: Country) -> None:
    progress = bases_progress([under_way.hospital, under_way.next_door, under_way.far])
    first = progress[under_way.hospital.pk]
    assert (first.opened, first.complete, first.reported, first.waiting, first.returned, first.approved) == (
        5,
        4,
        2,
        1,
        1,
        1,
    )
    assert (first.unreported, first.percent, first.opening.days_left) == (3, 40, 10)
    assert (progress[under_way.next_door.pk].opened, progress[under_way.next_door.pk].percent) == (1, 100)
    assert (progress[under_way.far.pk].opened, progress[under_way.far.pk].percent) == (0, 0)


def test_a_province_is_the_sum_of_its_bases(under_way: Country) -> None:
    progress = provinces_progress([under_way.province, under_way.other_province])
    here = progress[under_way.province.pk]
    assert (here.opened, here.reported, here.waiting, here.returned, here.approved) == (6, 3, 1, 1, 2)
    assert here.reviewed_percent == 75
    assert progress[under_way.other_province.pk].opened == 0


@pytest.mark.spec("PLT-120")
def test_the_nation_is_counted_once_a_minute_and_told_so(under_way: Country) -> None:
    cache.clear()
    nation, base = under_way.actor(under_way.nation, Role.NATION_ADMIN), under_way.base
    told = "全国的数字每分钟统计一次。"

    def seen(actor: Actor) -> str:
        return client_of(actor).get("/").content.decode()

    assert "6 人" in seen(nation)
    assert "3 / 6 已上报" in seen(nation)
    assert "5 人" in seen(base)
    opened(under_way, start=20)
    assert "6 人" in seen(nation)
    assert told in seen(nation)
    assert "6 人" in seen(base)
    assert told not in seen(base)
    cache.clear()  # the minute is over
    assert "7 人" in seen(nation)
    assert "3 / 7 已上报" in seen(nation)


@pytest.mark.spec("PLT-120")
def test_what_is_written_rests_on_no_count_of_a_minute_ago(under_way: Country) -> None:
    nation = under_way.actor(under_way.nation, Role.NATION_ADMIN)
    with remembering():
        assert counts_of(nation)["all"] == 6
    opened(under_way, start=20)
    assert counts_of(nation)["all"] == 7


@pytest.mark.spec("PLT-22")
def test_days_left_are_the_bases_own(under_way: Country) -> None:
    window = Window.objects.get(kind="intake-reporting")
    nation = under_way.actor(under_way.nation, Role.NATION_ADMIN)
    extend(only(under_way.far), window=window, ends_at=window.ends_at + timedelta(5), reason="系统故障", by=nation)
    progress = bases_progress([under_way.hospital, under_way.far])
    assert [progress[unit.pk].opening.days_left for unit in (under_way.hospital, under_way.far)] == [10, 15]


@pytest.mark.spec("PLT-04")
def test_everybody_follows_what_lies_under_him(under_way: Country) -> None:
    def seen(unit: Unit, role: Role) -> list[str]:
        actor = under_way.actor(unit, role)
        return list(followed_bases(actor).order_by("-unreported", "opened", "name").values_list("name", flat=True))

    assert seen(under_way.nation, Role.NATION_ADMIN) == ["示范医院", "远方医院", "邻院"]
    assert seen(under_way.province, Role.PROVINCE_REVIEWER) == ["示范医院", "邻院"]
    assert seen(under_way.city, Role.CITY_ADMIN) == ["示范医院", "邻院"]
    assert seen(under_way.other_province, Role.PROVINCE_ADMIN) == ["远方医院"]
    assert seen(under_way.hospital, Role.BASE_ADMIN) == []


@pytest.mark.spec("PLT-71")
def test_those_behind_are_reminded_once_a_day(under_way: Country) -> None:
    by = under_way.reviewer
    outcome = remind_bases(only(under_way.hospital, under_way.next_door), comment=WORDS, by=by)
    assert outcome.done == [under_way.hospital.pk]
    assert outcome.refused == {under_way.next_door.pk: "该基地已开通的住院医师全部上报，无需提醒。"}
    notice = Notice.objects.get(title="请抓紧上报 2026 年招收信息")
    assert (notice.account_id, notice.body, notice.url) == (under_way.base.account_id, WORDS, "/training/intake/")
    text = Message.objects.get()
    assert (text.mobile, text.template) == ("19900000000", "notice")
    kept = Reminder._base_manager.get()
    assert (kept.unit, kept.text, kept.told, kept.unit_name) == (under_way.hospital, WORDS, 1, "北京市")

    again = remind_bases(only(under_way.hospital), comment=WORDS, by=by)
    (why,) = again.refused.values()
    assert re.fullmatch("今天 [0-9:]{5} 已由“北京市”提醒过，每天提醒一次，请明天再提醒。", why)
    assert (Reminder._base_manager.count(), Message.objects.count()) == (1, 1)

    Reminder._base_manager.update(at=kept.at - timedelta(days=1))
    assert remind_bases(only(under_way.hospital), comment=WORDS, by=by).done == [under_way.hospital.pk]


def test_a_base_that_has_opened_nobody_is_reminded_too(under_way: Country) -> None:
    by = under_way.actor(under_way.nation, Role.NATION_ADMIN)
    assert remind_bases(only(under_way.far), comment=WORDS, by=by).done == [under_way.far.pk]


def test_a_province_is_reminded_while_something_waits(under_way: Country) -> None:
    by = under_way.actor(under_way.nation, Role.NATION_ADMIN)
    outcome = remind_provinces(only(under_way.province, under_way.other_province), comment="请审核。", by=by)
    assert outcome.done == [under_way.province.pk]
    assert outcome.refused == {under_way.other_province.pk: "该省没有待审核的记录，无需提醒。"}
    assert Notice.objects.get(title="请抓紧审核 2026 年招收信息").account_id == under_way.reviewer.account_id


@pytest.mark.spec("PLT-04")
def test_nobody_reminds_a_base_that_is_not_under_him(under_way: Country) -> None:
    for actor in (under_way.other_reviewer, under_way.base_next_door, under_way.base):
        outcome = remind_bases(only(under_way.hospital), comment=WORDS, by=actor)
        assert (outcome.done, outcome.refused) == ([], {})
    assert not Reminder._base_manager.exists()


def test_a_reminder_says_something(under_way: Country) -> None:
    with pytest.raises(Refused, match="请填写提醒内容"):
        remind_bases(only(under_way.hospital), comment="  ", by=under_way.reviewer)
    with pytest.raises(Refused, match="最多 500 个字"):
        remind_bases(only(under_way.hospital), comment="请" * 501, by=under_way.reviewer)


def test_the_page_proposes_words_and_tells_what_was_done(under_way: Country) -> None:
    browser = client_of(under_way.reviewer)
    page = browser.get("/training/progress/").content.decode()
    assert "2026 年招收信息尚未全部上报，请于" in page
    answered = browser.post(
        "/training/progress/",
        {
            "do": "training.bases_reminded",
            "ids": [under_way.hospital.pk],
            "opinion:training.bases_reminded": "请今天上报。",
        },
        follow=True,
    )
    assert answered.status_code == 200
    assert Reminder._base_manager.get().text == "请今天上报。"
    assert AuditEntry.objects.filter(action="training.bases_reminded", done=1).exists()


@pytest.mark.parametrize(
    ("stage", "names"),
    [
        ("none", ["远方医院"]),
        ("unreported", ["示范医院"]),
        ("waiting", ["示范医院"]),
        ("done", ["邻院"]),
    ],
)
def test_bases_are_asked_for_by_stage(under_way: Country, stage: str, names: list[str]) -> None:
    page = client_of(under_way.actor(under_way.nation, Role.NATION_REVIEWER)).get(
        "/training/progress/", {"stage": stage}
    )
    found = re.findall(r'<th scope="row"[^>]*><a href="/training/intake/[^"]*">(.*?)</a>', page.content.decode())
    assert found == names


@pytest.mark.spec("PLT-71")
@pytest.mark.parametrize(("left", "told"), [(3, True), (2, False), (1, True)])
def test_who_has_something_left_is_told_before_the_end(under_way: Country, left: int, told: bool) -> None:
    under_way.reviewer  # noqa: B018 -- opens the account that is told
    Window.objects.update(ends_at=timezone.now() + timedelta(days=left, hours=-1))
    tell_of_closing()
    tell_of_closing()  # once more after a worker died
    titles = Notice.objects.filter(title__contains="还剩").order_by("title").values_list("title", "account_id")
    expected = [
        (f"招收信息上报还剩 {left} 天", under_way.base.account_id),
        (f"招收信息省级审核还剩 {left} 天", under_way.reviewer.account_id),
    ]
    assert sorted(titles) == (sorted(expected) if told else [])


@pytest.mark.spec("PLT-71")
def test_nobody_is_told_of_a_window_that_is_not_open(under_way: Country) -> None:
    Window.objects.update(starts_at=timezone.now() - timedelta(9), ends_at=timezone.now() - timedelta(hours=1))
    tell_of_closing()
    assert not Notice.objects.filter(title__contains="还剩").exists()
