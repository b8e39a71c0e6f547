"""Admission of a batch by a rule: sealed, run, checked, applied, released or withdrawn (REC-50, REC-51)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.jobs.models import JobRun
from xinglin.engines.jobs.queue import enqueue
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Topic
from xinglin.engines.windows.queries import shown
from xinglin.kit.matching.published import canonical, digest_of

from .. import windows
from ..enums import Method, RunState, Source
from ..models import Batch, Offer, Place, Preference, Reserve, Run, RunResult
from ..queries.market import applications_by_number, census, inputs_of
from ..queries.places import STANDING
from ..queries.running import TASK, batches_run_by, open_until, plans_reserved_by, standing_run
from ..queries.timing import Timings, opening_of
from ..rules import running as rules
from .admitting import Admission, cancel, place_all, release

SOURCES = {Method.MATCHING: Source.MATCHING, Method.PARALLEL: Source.PARALLEL}
STEPS = ("读取输入", "匹配", "独立核验", "写入结果")


@dataclass(frozen=True, kw_only=True)
class NewRun:
    """What is asked for: a real run, or a dry one with other numbers for some places (place key → number)."""

    is_dry: bool = True
    quotas: Mapping[int, int] = field(default_factory=dict)
    note: str = ""
    shows_last: bool = False


@action("recruitment.run_sealed", "公布录取输入摘要")
def seal_runs(batches: "QuerySet[Batch]", *, new: NewRun, by: Actor) -> Outcome:
    """Freeze the inputs of one batch and publish their digest; a dry run begins at once, a real one is started apart.

    `records`: batch → run. Raises Refused.
    """
    batch = _organised(batches, by)
    if why := rules.may_run(batch, by):
        raise Refused(why)
    now = timezone.now()
    inputs = inputs_of(
        batch,
        sealed_at=localtime(now).isoformat(timespec="seconds"),
        lottery=f"试运行-{batch.pk}" if new.is_dry else "",
        quotas=new.quotas,
    )
    screened = open_until(batch, windows.SCREENING)
    for why in (
        rules.may_change_quotas(new.quotas, [place["key"] for place in inputs["places"]], is_dry=new.is_dry),
        rules.may_seal(
            inputs,
            standing_run(batch),
            is_dry=new.is_dry,
            screening_ends=shown(screened, is_end=True) if screened and now < screened else None,
            closed=opening_of(batch, windows.ADMISSION).why_closed(),
        ),
    ):
        if why:
            raise Refused(why)
    text = canonical(inputs)
    run = Run.objects.create(
        batch=batch,
        province=batch.province,
        method=batch.method,
        is_dry=new.is_dry,
        quotas={str(key): number for key, number in new.quotas.items()},
        inputs=text,
        digest=digest_of(text),
        note=new.note.strip()[:300],
        shows_last=new.shows_last,
        sealed_at=now,
        sealed_by=by.name,
        summary=census(inputs),
    )
    if new.is_dry:
        _set_going(run, by)
    return Outcome(done=[batch.pk], records={batch.pk: run.pk})


def _organised(batches: "QuerySet[Batch]", by: Actor) -> Batch:
    """The batch, locked, so that two of one office do not seal it at once."""
    asked = batches_run_by(by).filter(pk__in=batches.order_by().values("pk"))
    batch = asked.select_for_update(of=("self",)).order_by("pk").first()
    if batch is None:
        raise Refused("没有找到由您所在单位组织、按规则统一录取的招收批次，请刷新后重新选择。")
    return batch


@action("recruitment.run_started", "运行匹配录取")
def start_runs(runs: "QuerySet[Run]", *, by: Actor) -> Outcome:
    """Run what was sealed, in the background. Keys are the runs'."""
    claimed = claim(runs, by, rules.RUN, "batch__owner")
    closed = _closed(claimed)
    outcome = Outcome.judged((run.pk, _not_his(run, by) or rules.may_start(run, closed[run.pk])) for run in claimed)
    for run in claimed:
        if run.pk in outcome.done:
            _set_going(run, by)
    return outcome


def _set_going(run: Run, by: Actor) -> None:
    """There is one live run a batch, so this is done once."""
    Run._base_manager.filter(pk=run.pk).update(state=RunState.RUNNING)
    JobRun.objects.create(
        task=TASK,
        title=f"{'试运行' if run.is_dry else '正式录取'}：{run.batch.name}",
        account_id=by.account_id,
        membership_id=by.membership_id,
        unit=by.unit,
        address=by.address,
        arguments={"run": run.pk},
        total=len(STEPS),
    )
    enqueue(TASK, lock=f"{TASK}.{run.batch_id}", run_id=run.pk)


def _closed(runs: Iterable[Run]) -> dict[int, str | None]:
    """Run → why the admission window of its batch is closed; two statements."""
    timings = Timings({run.batch for run in runs}, [windows.ADMISSION])
    return {run.pk: timings.why_closed(run.batch, windows.ADMISSION) for run in runs}


def _not_his(run: Run, by: Actor) -> str | None:
    return rules.may_run(run.batch, by)


@dataclass(frozen=True)
class Finished:
    """What came of a run: (学员编号, place, 志愿序号, reasons) a person, or why there is no result."""

    rows: Sequence[tuple[str, int | None, int | None, list[dict[str, Any]]]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    failure: str = ""


@action("recruitment.run_finished", "完成匹配录取")
def finish_runs(runs: "QuerySet[Run]", *, result: Finished, by: Actor) -> Outcome:
    """Keep the result of a run, which was checked, or say why there is none. Called by the job alone."""
    running = runs.filter(state=RunState.RUNNING).defer("inputs")
    run = running.select_for_update(of=("self",)).order_by("pk").first()
    if run is None:
        return Outcome(unchanged=list(runs.values_list("pk", flat=True)))
    keys = applications_by_number(run.batch_id, [row[0] for row in result.rows])
    copy_in(
        RunResult,
        ("run_id", "application_id", "place_id", "rank", "reasons"),
        ((run.pk, keys[number], *rest, json.dumps(told, ensure_ascii=False)) for number, *rest, told in result.rows),
    )
    run.state = RunState.FAILED if result.failure else RunState.DONE
    run.failure, run.finished_at = result.failure, timezone.now()
    run.summary = {**run.summary, **result.facts}
    run.save(update_fields=["state", "failure", "finished_at", "summary"])
    return Outcome(done=[run.pk])


@action("recruitment.run_applied", "生成录取结果")
def apply_runs(runs: "QuerySet[Run]", *, by: Actor) -> Outcome:
    """Make offers of the results of a real run, all or none; nobody sees one before it is released. Keys are runs.

    Raises Refused with the first one that cannot be admitted any more.
    """
    claimed = claim(runs, by, rules.RUN, "batch__owner")
    closed = _closed(claimed)
    outcome = Outcome.judged((run.pk, _not_his(run, by) or rules.may_apply(run, closed[run.pk])) for run in claimed)
    done = [run for run in claimed if run.pk in outcome.done]
    methods = {run.pk: SOURCES[Method(run.method)] for run in done}
    rows = RunResult._base_manager.filter(run__in=methods, place__isnull=False)
    preferences = {
        (application, place): pk
        for pk, application, place in Preference._base_manager.filter(
            application__in=rows.values("application")
        ).values_list("pk", "application_id", "place_id")
    }
    admissions = [
        Admission(application, place, preferences.get((application, place)), methods[run])
        for run, application, place in rows.order_by("application").values_list("run", "application", "place")
    ]
    placed = place_all(admissions, by=by)
    if placed.refused:
        index, why = next(iter(placed.refused.items()))
        raise Refused(
            f"有 {len(placed.refused)} 名学员不能按结果录取，没有生成任何录取。例如{placed.labels[index]}：{why}"
            "公布摘要后情况有变，请作废本次录取，重新公布摘要后再运行。"
        )
    Run._base_manager.filter(pk__in=methods).update(
        state=RunState.APPLIED, applied_at=timezone.now(), applied_by=by.name
    )
    return outcome


def _offers(runs: Iterable[Run]) -> "QuerySet[Offer]":
    """What the runs gave and stands. A batch has one applied run."""
    return Offer._base_manager.filter(STANDING, batch__in={run.batch_id for run in runs}, source__in=SOURCES.values())


@action("recruitment.run_released", "发送匹配录取结果")
def release_runs(runs: "QuerySet[Run]", *, by: Actor) -> Outcome:
    """Show all results of a run to the applicants at once, and the reasons to everybody who took part. Keys are runs.

    Raises Refused when one cannot be released; then none is.
    """
    claimed = claim(runs, by, rules.RUN, "batch__owner")
    outcome = Outcome.judged((run.pk, _not_his(run, by) or rules.may_release(run)) for run in claimed)
    done = [run for run in claimed if run.pk in outcome.done]
    released = release(_offers(done).filter(released_at=None), by=by)
    if released.refused:
        raise Refused(next(iter(released.refused.values())))
    Run._base_manager.filter(pk__in=outcome.done).update(released_at=timezone.now())
    without = RunResult._base_manager.filter(run__in=outcome.done, place=None)
    accounts = list(without.values_list("application__person__account", flat=True))
    told = [account for account in accounts if account]
    body = "您在本批次没有被录取，各志愿的原因可在“录取说明”中查看。"
    notify(told, "录取结果已公布", body, reverse("matching:own"), by=by, topic=Topic.APPROVED)
    return outcome


@action("recruitment.run_withdrawn", "作废匹配录取")
def withdraw_runs(runs: "QuerySet[Run]", *, comment: str, by: Actor) -> Outcome:
    """Give a real run up, in public and with the reason; offers that nobody saw are cancelled with it. Run keys."""
    claimed = claim(runs, by, rules.RUN, "batch__owner")
    outcome = Outcome.judged((run.pk, _not_his(run, by) or rules.may_withdraw(run, comment)) for run in claimed)
    done = [run for run in claimed if run.pk in outcome.done]
    applied = [run for run in done if run.state == RunState.APPLIED]
    cancelled = cancel(_offers(applied), comment=comment, by=by)
    if cancelled.refused:
        raise Refused(next(iter(cancelled.refused.values())))
    Run._base_manager.filter(pk__in=outcome.done).update(
        state=RunState.WITHDRAWN,
        withdrawn_at=timezone.now(),
        withdrawn_by=by.name,
        withdrawn_reason=comment.strip(),
    )
    return outcome


@action("recruitment.reserves_saved", "设置预留名额")
def save_reserves(places: "QuerySet[Place]", numbers: Mapping[int, Mapping[str, int]], *, by: Actor) -> Outcome:
    """Of each place's number so many are kept for a category; nought takes a reserve away. Keys are places."""
    mine = Place._base_manager.filter(plan__in=plans_reserved_by(by).order_by().values("pk"))
    asked = mine.filter(pk__in=places.order_by().values("pk")).select_related("batch", "specialty", "site")
    claimed = list(asked.select_for_update(of=("self",)).order_by("pk"))
    batches = {place.batch_id for place in claimed}
    sealed = {
        run.batch_id: run
        for run in Run._base_manager.filter(batch__in=batches, is_dry=False, state__in=rules.LIVE).defer("inputs")
    }
    outcome = Outcome.judged(
        (place.pk, rules.may_reserve(place, numbers[place.pk], place.batch.categories, sealed.get(place.batch_id)))
        for place in claimed
    )
    outcome.labels = {place.pk: place.specialty.name for place in claimed}
    standing = Reserve.objects.filter(place__in=outcome.done).values_list("place", "category", "number")
    now = {pk: {category: n for category, n in numbers[pk].items() if n} for pk in outcome.done}
    before: dict[int, dict[str, int]] = {pk: {} for pk in outcome.done}
    for pk, category, number in standing:
        before[pk][category] = number
    outcome.unchanged = [pk for pk in outcome.done if before[pk] == now[pk]]
    outcome.done = [pk for pk in outcome.done if before[pk] != now[pk]]
    Reserve.objects.filter(place__in=outcome.done).delete()
    Reserve.objects.bulk_create(
        Reserve(place_id=pk, category=category, number=number)
        for pk in outcome.done
        for category, number in now[pk].items()
    )
    return outcome
