"""Plan the rotations of a hospital in a JSON file: python -m xinglin.kit.rotations FILE (docs/planner.md)."""

import argparse
import json
import sys
from pathlib import Path

from xinglin.kit.rotations.check import objections, violation
from xinglin.kit.rotations.explain import (
    clashes,
    contradiction_sentence,
    contradictions,
    sentence,
    tangle_sentence,
    tangles,
)
from xinglin.kit.rotations.files import Unreadable, read, written
from xinglin.kit.rotations.search import Limits, NoOrder, Progress, Search
from xinglin.kit.rotations.sequence import TooManyOrders


def main(arguments: list[str]) -> int:
    """Progress goes to the error output, the result to the output; interrupting keeps the best found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=Limits.repairs, help="end after so many repairs")
    parser.add_argument("--json", action="store_true", help="the plan as JSON")
    options = parser.parse_args(arguments)
    try:
        hospital = read(json.loads(options.file.read_text(encoding="utf-8")))
        search = Search(hospital, options.seed, Limits(seconds=options.seconds, repairs=options.steps))
        last = _run(search)
    except Unreadable as error:
        return _refused(error.problems)
    except TooManyOrders as error:
        return _refused([f"{error}：轮转科室的组合过多，无法逐一计算。请把培训计划分成几个阶段。"])
    except NoOrder:
        return _refused([contradiction_sentence(found, hospital) for found in contradictions(hospital)])
    if last is None or last.best is None:
        return _refused(["还没有排完一遍就停止了，没有方案。请延长时间。"])
    runs = last.best.runs(hospital)
    if wrong := [*objections(hospital, runs)] or [str(last.violation)] * (violation(hospital, runs) != last.violation):
        return _refused(wrong)
    words = [sentence(clash, hospital) for clash in clashes(hospital, search.proof)]
    words += [tangle_sentence(tangle, hospital) for tangle in tangles(hospital, search.proof)]
    answer = {
        "violation": last.violation,
        "bound": last.bound,
        "steps": last.steps,
        "unevenness": round(last.unevenness, 3),
        "mark": last.best.mark,
        "reasons": words,
    }
    if options.json:
        answer["plan"] = written(hospital, runs)
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=None if options.json else 1) + "\n")
    return 0


def _run(search: Search) -> Progress | None:
    last = None
    try:
        for last in search.run():
            sys.stderr.write(f"{last.seconds:6.1f} s {last.phase:9} 越界 {last.violation} 已证明至少 {last.bound}\n")
    except KeyboardInterrupt:
        pass
    return last


def _refused(words: list[str]) -> int:
    sys.stderr.write("\n".join(words) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
