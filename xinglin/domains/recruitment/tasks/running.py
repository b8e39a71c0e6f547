"""A run in the background: the inputs read, matched, checked by what shares no code with it, and kept (REC-50)."""

import json
import time
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from xinglin.engines.access.actor import system_actor
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.jobs.queue import task
from xinglin.engines.notices.actions import notify
from xinglin.kit.matching import checker
from xinglin.kit.matching.acceptance import match
from xinglin.kit.matching.couples import match_couples
from xinglin.kit.matching.market import Market, Matching
from xinglin.kit.matching.published import digest_of, market_of, result_of

from ..actions.running import STEPS, Finished, finish_runs
from ..models import Run
from ..queries.explaining import Explanations
from ..queries.running import TASK, going_on

ALTERED = "保存的输入与公布的摘要不一致，没有运行。请联系系统管理员查明原因。"
UNSTABLE = (
    "有联合志愿时不一定存在稳定的结果，反复尝试后仍没有找到，没有给出录取结果。"
    "请与填报联合志愿的学员协商，由他们按单独志愿参加后，重新公布摘要再运行。"
)
FAULT = "运行没有完成：系统出了问题，错误已经记录，没有产生结果。请重新公布摘要后再运行，仍然不行请联系系统管理员。"
LOST = "运行被中断，没有产生结果，请重新公布摘要后再运行。"


def _given_up(run_id: int) -> None:
    _end(run_id, Finished(failure=LOST))


@task(TASK, lost=_given_up)
def run_later(run_id: int) -> None:
    """Match and check; done again from the start when a worker dies in the middle, to the same result."""
    run = Run._base_manager.select_related("batch").get(pk=run_id)
    job = going_on(run)
    try:
        _end(run_id, carried_out(run, _noting(job)))
    except Exception:
        _end(run_id, Finished(failure=FAULT))
        raise


def carried_out(run: Run, note: Callable[[int], None] = lambda _step: None) -> Finished:
    """The result of the sealed inputs, with reasons and times in seconds; nothing is written."""
    text = run.inputs
    if text is None or digest_of(text) != run.digest:
        return Finished(failure=ALTERED)
    inputs, started = json.loads(text), time.perf_counter()
    market = market_of(inputs, run.digest)
    note(1)
    matching = matched(market)
    if matching is None:
        return Finished(failure=UNSTABLE)
    took = time.perf_counter() - started
    note(2)
    file = {"inputs": inputs, "digest": run.digest, "result": result_of(inputs, matching)}
    if wrong := checker.check(file):
        return Finished(failure=f"独立核验没有通过，结果不予采用：{wrong[0]}。请联系系统管理员。"[:300])
    checked = time.perf_counter() - started - took
    note(3)
    facts = {"match_s": round(took, 2), "check_s": round(checked, 2)}
    rows = list(Explanations(inputs, market, matching, shows_last=run.shows_last).all())
    return Finished(rows=rows, facts={**facts, **_figures(rows)})


def matched(market: Market) -> Matching | None:
    """With couples where there are any; None where no stable result was found."""
    return match_couples(market) if market.couples else match(market)


def _figures(rows: list[tuple[str, int | None, int | None, list[dict[str, Any]]]]) -> dict[str, int]:
    ranks = [rank for _, place, rank, _ in rows if place]
    return {"admitted": len(ranks), "first": ranks.count(1), "unmatched": len(rows) - len(ranks)}


def _noting(job: JobRun | None) -> Callable[[int], None]:
    def note(step: int) -> None:
        if job:
            words = STEPS[min(step, len(STEPS) - 1)]
            JobRun._base_manager.filter(pk=job.pk).update(state=JobState.RUNNING, done=step, message=words)

    note(0)
    return note


def _end(run_id: int, result: Finished) -> None:
    by = system_actor(source="job")
    rows = Run._base_manager.filter(pk=run_id)
    job = going_on(rows.defer("inputs").get())
    outcome = finish_runs(rows, result=result, by=by)
    if job is None:
        return
    state = JobState.FAILED if result.failure else JobState.DONE
    JobRun._base_manager.filter(pk=job.pk).update(
        state=state, done=len(STEPS), message=result.failure, finished_at=timezone.now()
    )
    told = [job.account_id] if job.account_id and outcome.done else []
    words = result.failure or "结果已通过独立核验。"
    notify(told, f"{job.title}{'没有完成' if result.failure else '已完成'}", words, _url(run_id), by=by)


def _url(run_id: int) -> str:
    return reverse("matching:run", args=[run_id])
