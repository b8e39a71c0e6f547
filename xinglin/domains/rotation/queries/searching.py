"""The planner at work on a problem: what it has found, checked anew before anybody sees it (ROT-20)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from xinglin.kit.rotations.check import objections, violation
from xinglin.kit.rotations.compare import figures
from xinglin.kit.rotations.explain import (
    clashes,
    contradiction_sentence,
    contradictions,
    sentence,
    tangle_sentence,
    tangles,
)
from xinglin.kit.rotations.model import Hospital
from xinglin.kit.rotations.replan import Replanning
from xinglin.kit.rotations.search import Limits, NoOrder, Progress, Search
from xinglin.kit.rotations.sequence import TooManyOrders

from .planner import Problem

NOBODY = "没有需要编排的轮转：学员都已排定，或标准科室还没有对应的本院科室。"
NO_LEAVE = "没有登记影响今后轮转的请假（半个月中请假超过一半的才影响），不需要调整。"
TOO_EARLY = "还没有排完一遍就停止了，没有方案。请延长用时上限后重新自动排班。"


class Unplannable(ValueError):
    """Why there is no plan, in words for whoever asked."""


@dataclass
class Searching:
    """One search: `run` goes on until nothing is left to do; whoever asks may stop and take what is best so far."""

    problem: Problem
    seed: int
    limits: Limits
    search: Search | None = None
    replanning: Replanning | None = None
    last: Progress | None = None
    hospital: Hospital = field(init=False)

    def __post_init__(self) -> None:
        self.hospital = self.problem.hospital

    def run(self) -> Iterator[Progress]:
        """Progress from time to time. Raises Unplannable."""
        try:
            if self.problem.orders is not None:
                yield from self._after_leaves()
            elif not any(each.blocks for each in self.hospital.residents):
                raise Unplannable(NOBODY)
            else:
                self.search = Search(self.hospital, self.seed, self.limits)
                yield from self._noted(self.search.run())
        except TooManyOrders as error:
            raise Unplannable(f"{error}：轮转科室的组合过多，无法逐一计算。请把培训计划分成几个阶段。") from error
        except NoOrder as error:
            words = [contradiction_sentence(each, self.hospital) for each in contradictions(self.hospital)]
            raise Unplannable("".join(words[:10]) or "有学员的轮转排不成任何顺序。") from error

    def _after_leaves(self) -> Iterator[Progress]:
        problem = self.problem
        if not problem.leaves or problem.orders is None:
            raise Unplannable(NO_LEAVE)
        self.replanning = Replanning(
            problem.hospital, problem.orders, problem.now, problem.leaves, self.seed, self.limits
        )
        self.hospital, self.search = self.replanning.hospital, self.replanning.search
        yield from self._noted(self.replanning.run())

    def _noted(self, steps: Iterator[Progress]) -> Iterator[Progress]:
        for progress in steps:
            self.last = progress
            yield progress

    def facts(self, *, whole: bool) -> dict[str, Any]:
        """Columns of a proposal for the best so far, confirmed by the checker that shares no code with the search.

        `whole`: with the reasons, which take seconds. Raises Unplannable when there is nothing, or it is not sound.
        """
        if self.search is None or self.search.best is None or self.last is None:
            raise Unplannable(TOO_EARLY)
        if whole and self.replanning:
            self.replanning.settle()
        best = self.search.best
        runs = best.runs(self.hospital)
        wrong = next(objections(self.hospital, runs), "")
        if wrong or violation(self.hospital, runs) != self.search.value:
            raise Unplannable(f"独立核验没有通过，结果不予采用：{wrong or '超出容量的人数不一致'}。请联系系统管理员。")
        told = figures(self.hospital, best)
        keys, first, size = (
            [int(each.key) for each in self.hospital.departments],
            self.problem.plan.first,
            self.problem.slot,
        )
        beyond = [[keys[department], first + slot * size, number] for (department, slot), number in told.beyond]
        return {
            "digest": self.problem.digest,
            "slot": size,
            "stints": self.problem.stints(runs),
            "violation": self.search.value,
            "bound": self.last.bound,
            "steps": self.last.steps,
            "unevenness": round(told.unevenness, 3),
            "figures": {
                "beyond": beyond,
                "interrupted": told.interrupted,
                "unserved": list(self.problem.unserved),
                "residents": len(self.hospital.residents),
                **(self._reasons(self.search) if whole else {}),
                **(self._around(self.replanning) if self.replanning else {}),
            },
        }

    def _around(self, replanning: Replanning) -> dict[str, Any]:
        """Who is on leave, who else is moved, and what the plan in force exceeds."""
        found, facts = replanning.result(), self.problem.facts
        return {
            "on_leave": sorted({facts[number].resident for number, _, _ in self.problem.leaves}),
            "others": [facts[number].resident for number in found.others],
            "least_others": found.least_others,
            "published": found.published,
        }

    def _reasons(self, search: Search) -> dict[str, Sequence[Any]]:
        if not search.proof.bound:
            return {}
        found = clashes(self.hospital, search.proof)
        return {
            "clashes": [
                {
                    "department": int(clash.key),
                    "name": clash.department,
                    "words": sentence(clash, self.hospital),
                    "raise_by": clash.raise_by or 0,
                    "cut_by": clash.cut_by or 0,
                }
                for clash in found
            ],
            "tangles": [tangle_sentence(each, self.hospital) for each in tangles(self.hospital, search.proof)],
        }
