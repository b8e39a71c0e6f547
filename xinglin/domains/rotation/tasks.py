"""What rotation does by the clock (ROT-10), and the planner's searches (ROT-20)."""

import time
from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localdate

from xinglin.engines.access.actor import system_actor
from xinglin.engines.jobs import periodic, task
from xinglin.engines.notices.actions import notify
from xinglin.kit.half_months import slot_of
from xinglin.kit.rotations.search import Limits

from .actions.announcing import announce_changes
from .actions.proposing import TASK, Finished, finish_proposals
from .enums import ProposalState
from .models import Proposal, RotationPlan
from .queries.planner import problem_of
from .queries.searching import Searching, Unplannable

AHEAD = timedelta(days=7)


@periodic("30 1 * * *", "rotation.changes")
def tell_of_changes() -> None:
    """Every morning at half past nine: of the half month that begins within a week, unless people know already."""
    today = localdate()
    if (slot := slot_of(today + AHEAD)) > slot_of(today):
        announce_changes(RotationPlan._base_manager.all(), slot=slot, by=system_actor(source="job"))


BUSY = (ProposalState.WAITING, ProposalState.RUNNING)
TOLD_EVERY, KEPT_EVERY = 1.0, 5.0  # seconds
FAULT = "没有算完：系统出了问题，错误已经记录。请重新自动排班，仍然不行请联系系统管理员。"
LOST = "计算多次被中断，已停止；已发布的计划和草稿都没有变动。"
AGAIN = "上次计算被中断，已从头重新计算；已发布的计划和草稿都没有变动。"


def _given_up(proposals: Sequence[int]) -> None:
    """The workers died of it three times: what was kept on the way stays."""
    for proposal in _open(proposals):
        _end(proposal, Finished(ProposalState.INTERRUPTED, LOST))


@task(TASK, lost=_given_up)
def search_later(proposals: Sequence[int]) -> None:
    """One search after another; one that a dying worker left is begun anew, and those that are over are left alone."""
    for proposal in _open(proposals):
        try:
            if _begun(proposal):
                _end(proposal, _searched(proposal))
        except Unplannable as error:
            _end(proposal, Finished(ProposalState.FAILED, str(error)))
        except Exception:
            _end(proposal, Finished(ProposalState.FAILED, FAULT))
            raise


def _open(proposals: Sequence[int]) -> list[Proposal]:
    busy = Proposal._base_manager.filter(state__in=BUSY)
    return list(busy.filter(pk__in=proposals).select_related("plan").order_by("pk"))


def _begun(proposal: Proposal) -> bool:
    """Nobody has stopped it while it waited for those before it, nor thrown the draft away."""
    row = Proposal._base_manager.filter(pk=proposal.pk, state__in=BUSY)
    message = AGAIN if proposal.starts else ""
    return bool(row.update(state=ProposalState.RUNNING, starts=proposal.starts + 1, message=message))


def _searched(proposal: Proposal) -> Finished:
    """Tells how far it is about every second, and keeps the best found every few."""
    row, message = Proposal._base_manager.filter(pk=proposal.pk), AGAIN if proposal.starts else ""
    problem = problem_of(proposal.plan, proposal.goal, localdate())
    searching = Searching(problem, proposal.seed, Limits(seconds=proposal.seconds))
    told = kept = time.monotonic()
    state, shown = ProposalState.DONE, None
    for progress in searching.run():
        now = time.monotonic()
        if now - told >= TOLD_EVERY or shown is None:
            told, shown = now, progress
            row.update(
                phase=progress.phase,
                elapsed=progress.seconds,
                steps=progress.steps,
                violation=progress.violation if progress.best else None,
                bound=progress.bound,
                unevenness=progress.unevenness,
            )
            if not row.filter(is_stopping=False).exists():  # stopped, or the draft is thrown away
                state = ProposalState.STOPPED
                break
        if progress.best and now - kept >= KEPT_EVERY:
            kept = now
            row.update(**searching.facts(whole=False))
    elapsed = searching.last.seconds if searching.last else 0.0
    return Finished(state, message, {**searching.facts(whole=True), "elapsed": elapsed})


def _end(proposal: Proposal, result: Finished) -> None:
    by = system_actor(source="job")
    done = finish_proposals(Proposal._base_manager.filter(pk=proposal.pk), result=result, by=by).done
    told = [proposal.account_id] if proposal.account_id and done else []
    words = result.message or "请查看方案，采用后再调整和发布。"
    url = reverse("rotation:proposal", args=[proposal.pk])
    notify(told, f"{proposal.plan.name}：方案 {proposal.number} {result.state.label}", words, url, by=by)
