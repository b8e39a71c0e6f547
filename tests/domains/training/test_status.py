"""The training status: every step of reference-data §1.9 and every other (REP-33)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from tests.domains.moments import close, fresh, image, rows_of
from tests.factories.country import YEAR, Country
from tests.walk import TRAINING, opened, resident, walk
from xinglin.domains.reference.models import Code
from xinglin.domains.reference.public import forget
from xinglin.domains.training import windows
from xinglin.domains.training.actions import change_status, change_statuses, save_trainings, take_back_status
from xinglin.domains.training.enums import ChangeReason, TrainingStatus
from xinglin.domains.training.models import ApprovedFacts, StatusChange, Training
from xinglin.domains.training.queries.status import changes_of, to_be_put_back
from xinglin.domains.training.rules.transitions import NewStatus
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.models import Notice
from xinglin.engines.review.actions import approve, return_for_changes, submit, withdraw
from xinglin.engines.review.copies import changes as differences
from xinglin.engines.review.labels import report_label, review_label
from xinglin.engines.windows.models import Window

DAY = timedelta(days=1)
STARTED = date(YEAR, 9, 1)
# The table once more, by hand: from → to → reasons. Bases take every step but the one to 结业, which a province takes.
LEAVING = {"change_of_base", "change_of_specialty", "resigned", "dismissed", "other"}
STEPS: dict[tuple[str, str], set[str]] = {
    ("training", "extended"): {"unfinished", "failed"},
    ("training", "suspended"): {"sick", "maternity", "military", "other"},
    ("training", "ended"): {"term_over"},
    ("training", "withdrawn"): LEAVING,
    ("training", "completed"): {"passed"},
    ("extended", "training"): {"resumed"},
    ("suspended", "training"): {"resumed"},
    ("ended", "training"): {"resumed"},
    ("extended", "withdrawn"): LEAVING,
    ("suspended", "withdrawn"): LEAVING,
    ("ended", "withdrawn"): LEAVING,
}
OFFERED = {
    "training": "延期、暂停、结束、退培",
    "extended": "在培、退培",
    "suspended": "在培、退培",
    "ended": "在培、退培",
}
UNTIL = ("extended", "suspended")
REASON = {
    "extended": "failed",
    "suspended": "sick",
    "ended": "term_over",
    "withdrawn": "resigned",
    "completed": "passed",
    "training": "resumed",
}


def step(status: str, reason: str = "", **facts: Any) -> dict[str, Any]:
    today = localdate()
    ends_on = today + 90 * DAY if status in UNTIL else None
    note = "说明情况" if reason in ("other", "dismissed") else ""
    return {
        "status": status,
        "reason": reason or REASON[status],
        "starts_on": today,
        "ends_on": ends_on,
        "note": note,
    } | facts


def in_status(country: Country, status: str, number: int = 1) -> list[Training]:
    """Approved records after their intake, brought to the status by the actions."""
    trainings = walk(country, opened(country, number), "approved")
    close(windows.INTAKE)
    if status != "training":
        by = country.reviewer if status == "completed" else country.base
        assert not change_status(rows_of(*trainings), by=by, **step(status)).refused
    return [fresh(training) for training in trainings]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def refusal(before: str, after: str, reason: str, by: str) -> str | None:
    """What must be said, derived from the table above and nothing else."""
    name = {status.value: status.label for status in TrainingStatus}
    if before in ("withdrawn", "completed"):
        return f"培训状态为“{name[before]}”，不能再变更；再次参加培训的，请重新导入账号，作为新的培训记录。"
    if before == after:
        return f"培训状态已是“{name[after]}”，无需变更。"
    if (before, after) not in STEPS:
        return f"培训状态不能从“{name[before]}”改为“{name[after]}”，可以改为：{OFFERED[before]}。"
    if after == "completed" and by == "base":
        return "结业由省级在结业考核合格后办理，培训基地不能直接改为“结业”。"
    if after != "completed" and by == "province":
        return f"培训状态由培训基地变更，当前身份不能改为“{name[after]}”。"
    if reason not in STEPS[before, after]:
        return "原因"
    return None


@pytest.mark.spec("REP-33")
@pytest.mark.parametrize("before", TrainingStatus.values)
def test_every_step_of_the_table_and_no_other(country: Country, before: str) -> None:
    (training,) = in_status(country, before)
    stood = image([training])
    history = list(StatusChange.objects.values())
    for after in TrainingStatus.values:
        for reason in ChangeReason.values:
            for who, by in (("base", country.base), ("province", country.reviewer)):
                with undone():
                    outcome = change_status(rows_of(training), by=by, **step(after, reason))
                    expected = refusal(before, after, reason, who)
                    if expected is None:
                        assert (outcome.done, outcome.refused) == ([training.pk], {})
                        now, change = fresh(training), StatusChange.objects.latest("pk")
                        assert (now.status, now.revision) == (after, training.revision + 1)
                        assert (change.before, change.after, change.reason) == (before, after, reason)
                        assert (change.changed_by, change.approved_at) == (by.name, None)
                    else:
                        assert outcome.done == []
                        why = outcome.refused[training.pk]
                        assert expected in why if expected == "原因" else why == expected
                        assert image([training]) == stood
                        assert list(StatusChange.objects.values()) == history


@pytest.mark.spec("REP-33", "PLT-04")
@pytest.mark.parametrize(
    "role",
    [Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY, Role.SUPERVISOR, Role.RESIDENT, Role.NATION_ADMIN, Role.CITY_ADMIN],
)
def test_nobody_else_changes_a_status(country: Country, role: Role) -> None:
    (training,) = in_status(country, "training")
    units = {Role.NATION_ADMIN: country.nation, Role.CITY_ADMIN: country.city}
    by = resident(training) if role == Role.RESIDENT else country.actor(units.get(role, country.hospital), role)
    stood = image([training])
    for who in (by, country.base_next_door, country.base_far, country.other_reviewer):
        for after in TrainingStatus.values:
            outcome = change_status(rows_of(training), by=who, **step(after))
            assert (outcome.done, outcome.refused) == ([], {})
        assert take_back_status(rows_of(training), by=who).done == []
    assert image([training]) == stood


NEXT_YEAR = localdate() + 400 * DAY
WRONG = [
    (step("extended", starts_on=localdate() + DAY), f"变更日期 {localdate() + DAY} 晚于今天，请在变更当天或之后办理。"),
    (step("ended", starts_on=date(YEAR, 8, 31)), f"变更日期 2026-08-31 早于培训开始日期 {STARTED}，请核对。"),
    (step("suspended", ends_on=None), "改为“暂停”时，请填写预计结束日期。"),
    (step("withdrawn", ends_on=NEXT_YEAR), "改为“退培”时不填预计结束日期，请留空。"),
    (step("extended", ends_on=localdate()), f"预计结束日期 {localdate()} 不晚于变更日期 {localdate()}，请核对。"),
    (step("suspended", "other", note=" "), "原因为“其他”时，请在说明中写明情况。"),
    (step("withdrawn", "dismissed", note=""), "原因为“培训基地终止培训”时，请在说明中写明情况。"),
    (
        step("extended", "sick"),
        "从“在培”改为“延期”的原因应为：未按要求完成培训、考核不合格。",
    ),
    (
        step("extended", ends_on=localdate() + 1099 * DAY),
        f"延期累计不能超过 3 年，请核对预计结束日期 {localdate() + 1099 * DAY}。",
    ),
]


@pytest.mark.spec("REP-33")
@pytest.mark.parametrize(("asked", "why"), WRONG)
def test_dates_and_reasons_are_judged(country: Country, asked: dict[str, Any], why: str) -> None:
    (training,) = in_status(country, "training")
    stood = image([training])
    assert change_status(rows_of(training), by=country.base, **asked).refused == {training.pk: why}
    assert image([training]) == stood
    assert not StatusChange.objects.exists()


@pytest.mark.spec("REP-33", "REP-34")
def test_a_target_is_another_base_and_only_for_a_change_of_base(country: Country) -> None:
    (training,) = in_status(country, "training")
    for reason, target, why in (
        ("resigned", country.far.pk, "只有原因为“转培训基地”时才选择转入培训基地，请留空。"),
        (
            "change_of_base",
            country.hospital.pk,
            "转入培训基地就是现在的培训基地；同一基地转专业的，请选择“转培训专业”。",
        ),
        ("change_of_base", country.city.pk, "转入培训基地不存在或已停用，请重新选择。"),
    ):
        asked = step("withdrawn", reason, target=target)
        assert change_status(rows_of(training), by=country.base, **asked).refused == {training.pk: why}
    asked, receiver = step("withdrawn", "change_of_base", target=country.far.pk), country.base_far
    assert change_status(rows_of(training), by=country.base, **asked).done == [training.pk]
    assert StatusChange.objects.get().target == country.far
    assert Notice.objects.get(account_id=receiver.account_id).title == "有住院医师转入，待接收"


@pytest.mark.spec("REP-33")
def test_extensions_add_up_and_one_ended_early_counts_until_then(country: Country) -> None:
    (training,) = in_status(country, "training")
    today = localdate()
    begun = step("extended", starts_on=STARTED, ends_on=STARTED + 1000 * DAY)
    assert change_status(rows_of(training), by=country.base, **begun).done
    assert change_status(rows_of(training), by=country.base, **step("training")).done
    used = (today - STARTED).days
    again = step("extended", ends_on=today + (1098 - used + 1) * DAY)
    why = f"此前已延期 {used} 天，延期累计不能超过 3 年，请核对预计结束日期 {again['ends_on']}。"
    assert change_status(rows_of(training), by=country.base, **again).refused == {training.pk: why}
    assert change_status(rows_of(training), by=country.base, **again | {"ends_on": again["ends_on"] - DAY}).done


@pytest.mark.spec("REP-33")
def test_the_longest_extension_is_dated_data(country: Country) -> None:
    (training,) = in_status(country, "training")
    Code.objects.filter(table="extension_years").update(valid_until=localdate() - DAY)
    Code.objects.create(table="extension_years", code="1", label="1年", valid_from=localdate())
    forget()
    asked = step("extended", ends_on=localdate() + 367 * DAY)
    assert "延期累计不能超过 1 年" in change_status(rows_of(training), by=country.base, **asked).refused[training.pk]


@pytest.mark.spec("REP-33", "REP-13")
def test_what_was_never_approved_has_no_status_to_change(country: Country) -> None:
    opened_only, reported = opened(country, 2)
    walk(country, [reported], "reported", start=1)
    outcome = change_status(rows_of(opened_only, reported), by=country.base, **step("withdrawn"))
    why = "该记录尚未审核通过，不能变更培训状态。误导入的请在招收信息管理中删除；其他情况请在审核通过后变更。"
    assert outcome.refused == dict.fromkeys((opened_only.pk, reported.pk), why)


@pytest.mark.spec("REP-33", "REP-35", "REP-41", "PLT-35")
def test_a_change_counts_once_it_is_reported_and_approved(country: Country) -> None:
    (training,) = in_status(country, "training")
    asked = step("suspended", "maternity", note="产假")
    change_status(rows_of(training), by=country.base, **asked)
    now = fresh(training)
    assert (now.status, report_label(now), review_label(now)) == ("suspended", "未上报", "审核通过")
    assert ApprovedFacts.objects.get(pk=training.pk).status == "training"
    assert submit(rows_of(training), by=country.base).done
    case = fresh(training).case
    told = [(d.title, d.before, d.after) for d in differences(case.approved, case.current)]
    assert told == [
        ("培训状态", "在培", "暂停"),
        ("变更原因", "", "产假"),
        ("变更日期", "", str(asked["starts_on"])),
        ("预计结束日期", "", str(asked["ends_on"])),
        ("变更说明", "", "产假"),
    ]
    change = StatusChange.objects.get()
    assert (change.submission_id, change.approved_at) == (case.current_id, None)
    change_status(rows_of(training), by=country.base, **step("training"))  # after it was sent
    assert approve(rows_of(training), by=country.reviewer).done
    first, later = StatusChange.objects.order_by("pk")
    case = fresh(training).case
    assert (first.submission_id, first.approved_at) == (case.approved_id, case.approved_at)
    assert (later.submission_id, later.approved_at) == (None, None)
    assert ApprovedFacts.objects.get(pk=training.pk).status == "suspended"
    submit(rows_of(training), by=country.base)
    approve(rows_of(training), by=country.reviewer)
    assert ApprovedFacts.objects.get(pk=training.pk).status == "training"
    first, later = StatusChange.objects.order_by("pk")
    assert first.approved_at < later.approved_at


@pytest.mark.spec("REP-33")
def test_a_change_is_taken_back_until_it_is_reported(country: Country) -> None:
    (training,) = in_status(country, "withdrawn")
    submit(rows_of(training), by=country.base)
    waits = "这次变更已上报，正在等待省级审核，请先撤回上报。"
    assert take_back_status(rows_of(training), by=country.base).refused == {training.pk: waits}
    withdraw(rows_of(training), by=country.base)
    assert take_back_status(rows_of(training), by=country.base).done == [training.pk]
    assert fresh(training).status == "training"
    assert not StatusChange.objects.exists()
    never = "培训状态从未变更，无需撤销。"
    assert take_back_status(rows_of(training), by=country.base).refused == {training.pk: never}


@pytest.mark.spec("REP-33")
def test_a_returned_change_is_taken_back_and_an_approved_one_is_not(country: Country) -> None:
    (training,) = in_status(country, "ended")
    submit(rows_of(training), by=country.base)
    return_for_changes(rows_of(training), comment="请核对培训状态。", by=country.reviewer)
    assert take_back_status(rows_of(training), by=country.base).done
    change_status(rows_of(training), by=country.base, **step("ended"))
    submit(rows_of(training), by=country.base)
    approve(rows_of(training), by=country.reviewer)
    why = "没有可以撤销的变更：最近一次培训状态已审核通过，请另作变更。"
    assert take_back_status(rows_of(training), by=country.base).refused == {training.pk: why}
    assert fresh(training).status == "ended"


@pytest.mark.spec("REP-33", "REP-04")
def test_nobody_is_taken_back_whom_another_base_holds(country: Country) -> None:
    (training,) = in_status(country, "withdrawn")
    Training.objects.filter(pk=training.pk).update(intake_year=YEAR)
    windows_open_again()
    (there,) = opened(country, by=country.base_far)
    assert there.person_id == training.person_id
    why = "此人已在“远方医院”，培训状态为“在培”，不能撤销退培。如属误办，请与该基地联系。"
    assert take_back_status(rows_of(training), by=country.base).refused == {training.pk: why}
    assert fresh(training).status == "withdrawn"


def windows_open_again() -> None:
    Window.objects.update(ends_at=timezone.now() + 5 * DAY)


@pytest.mark.spec("REP-33")
def test_a_base_takes_no_completion_back(country: Country) -> None:
    (training,) = in_status(country, "completed")
    why = "“结业”不由当前身份办理，不能撤销。"
    assert take_back_status(rows_of(training), by=country.base).refused == {training.pk: why}
    assert take_back_status(rows_of(training), by=country.reviewer).done == [training.pk]


@pytest.mark.spec("REP-33")
def test_who_is_away_is_to_be_put_back_when_the_end_is_near(country: Country) -> None:
    near, far_off, ended, _here = in_status(country, "training", 4)
    today = localdate()
    change_status(rows_of(near), by=country.base, **step("suspended", ends_on=today + 30 * DAY))
    change_status(rows_of(far_off), by=country.base, **step("extended", ends_on=today + 31 * DAY))
    change_status(rows_of(ended), by=country.base, **step("ended"))
    assert list(to_be_put_back(country.base)) == [ended, near]
    assert not to_be_put_back(country.base_next_door).exists()
    assert not to_be_put_back(country.reviewer).exists()
    account = near.person.account_id
    notice = Notice.objects.filter(account_id=account).latest("pk")
    assert (notice.title, notice.url) == ("培训状态变更为“暂停”", "/resident/")
    assert "改回“在培”，否则不能参加结业考核" in notice.body
    change_status(rows_of(near), by=country.base, **step("training"))
    assert list(to_be_put_back(country.base)) == [ended]


@pytest.mark.spec("REP-33", "PLT-31")
def test_of_a_selection_those_go_that_may(country: Country) -> None:
    trainings = in_status(country, "training", 3)
    change_status(rows_of(trainings[0]), by=country.base, **step("suspended"))
    changes = {t.pk: NewStatus(**step("ended")) for t in trainings}
    outcome = change_statuses(rows_of(*trainings), changes, by=country.base)
    assert outcome.done == [t.pk for t in trainings[1:]]
    assert outcome.labels[trainings[0].pk] == trainings[0].person.name
    assert [len(found) for found in changes_of(trainings).values()] == [1, 1, 1]


@pytest.mark.spec("REP-32", "REP-33")
def test_a_status_change_and_an_edit_go_up_together(country: Country) -> None:
    (training,) = in_status(country, "training")
    change_status(rows_of(training), by=country.base, **step("ended"))
    save_trainings(rows_of(training), {training.pk: {**TRAINING, "degree_study": True}}, by=country.base)
    submit(rows_of(training), by=country.base)
    case = fresh(training).case
    keys = [d.key for d in differences(case.approved, case.current)]
    assert keys == ["training.degree_study", "status.status", "status.reason", "status.starts_on"]
