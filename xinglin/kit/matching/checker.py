"""An independent check of an admission (REC-50): `python checker.py FILE.json`. It shares no code with what makes one.

FILE holds what was frozen before the run, its published digest, and the result. This reads nothing else, and looks for
anything that a place and somebody would rather do, and in 平行志愿 for anybody who was passed over in his turn.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def check(file: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a file as `published.py` describes it; nothing: the result follows the rules."""
    inputs, result = file["inputs"], file["result"]
    digest = _sha256(json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    found = [] if digest == file["digest"] else [f"输入的摘要是 {digest}，与公布的 {file['digest']} 不一致"]
    admission = Admission(inputs, digest)
    if result.keys() != admission.category.keys() or not {None, *admission.places}.issuperset(result.values()):
        return [*found, "结果中的学员或专业与输入中的不一致"]
    found += admission.objections(result)
    return found + (list(admission.passed_over(result)) if inputs["method"] == "parallel" else [])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Admission:
    """What everybody wished, and in which order each place wants whom: people by number, places by key."""

    def __init__(self, inputs: dict[str, Any], digest: str) -> None:
        self.places = {place["key"]: place for place in inputs["places"]}
        self.names = {None: "不录取"} | {key: place["name"] for key, place in self.places.items()}
        self.category = {person["number"]: person["category"] for person in inputs["applicants"]}
        # The smaller goes first: 基地排序, then 总分, the parts in their order, and of equal ones a drawn lot.
        self.order: dict[tuple[Any, str], tuple[Any, ...]] = {}
        for person in inputs["applicants"]:
            lot = _sha256(f"{inputs['lottery'] or digest}:{person['number']}")
            for wish in [wish for wish in person["preferences"] if not wish["bar"]]:
                by_hand = (wish["hand"] is None, wish["hand"] or 0)
                points = [-float(each) for each in (wish["score"], *wish["parts"])]
                self.order[wish["place"], person["number"]] = (by_hand, points, lot)
        # Who applies, alone or two together, and for what: a place for each of them (None: that one goes without).
        pairs = {(c["first"], c["second"]): [tuple(pair) for pair in c["preferences"]] for c in inputs["couples"]}
        joined = {number for pair in pairs for number in pair}
        alone = [person for person in inputs["applicants"] if person["number"] not in joined]
        self.wishes = {(p["number"],): [(wish["place"],) for wish in p["preferences"]] for p in alone} | pairs

    def objections(self, result: dict[str, Any]) -> Iterator[str]:
        """Broken quotas, admissions that nobody wished, blocking pairs. Nothing: the result is stable."""
        members: dict[Any, set[str]] = {key: set() for key in (None, *self.places)}
        for number, key in result.items():
            members[key].add(number)
            if key is not None and (key, number) not in self.order:
                yield f"“{self.names[key]}”录取了不在其排序中的学员 {number}"
        for key, place in self.places.items():
            if len(members[key]) > place["quota"]:
                yield f"“{place['name']}”录取 {len(members[key])} 人，超过计划 {place['quota']} 人"
        for people, wishes in self.wishes.items():
            now = tuple(result[number] for number in people)
            if now not in wishes and set(now) != {None}:
                yield f"学员 {'、'.join(people)} 没有填报“{'、'.join(self.names[key] for key in now)}”"
            for better in wishes[: wishes.index(now)] if now in wishes else wishes:
                if self._would_take(people, better, members):
                    yield f"学员 {'、'.join(people)} 与“{'、'.join(self.names[key] for key in better)}”都更愿意选择对方"

    def _would_take(self, people: tuple[str, ...], wish: tuple[Any, ...], members: dict[Any, set[str]]) -> bool:
        """Would every place of the wish take whom it is to take, once they have left what they hold now?"""
        comers = {key: {n for n, to in zip(people, wish, strict=True) if to == key} for key in set(wish) - {None}}
        return all(new <= self._choice(key, (members[key] - {*people}) | new) for key, new in comers.items())

    def _choice(self, key: Any, numbers: set[str]) -> set[str]:
        """Whom a place takes: of each category the best into its reserved places, then the best of all others."""
        queue = sorted((n for n in numbers if (key, n) in self.order), key=lambda n: self.order[key, n])
        taken: set[str] = set()
        for category, reserved in self.places[key]["reserves"].items():
            taken.update([number for number in queue if self.category[number] == category][:reserved])
        return taken | set([n for n in queue if n not in taken][: max(0, self.places[key]["quota"] - len(taken))])

    def passed_over(self, result: dict[str, Any]) -> Iterator[str]:
        """平行志愿 literally: from the best score on, each gets the first of his wishes that still has a place."""
        if any(number for place in self.places.values() for number in place["reserves"].values()):
            return  # what is left for whom shows only at the end; `objections` say the same
        left = {None: 0} | {key: place["quota"] for key, place in self.places.items()}
        turns = {number: order[1:] for (_, number), order in self.order.items()}
        for number in sorted(turns, key=lambda each: turns[each]):
            wishes = self.wishes.get((number,), [])
            mine = next((key for (key,) in wishes if (key, number) in self.order and left[key]), None)
            left[mine] -= 1
            if result[number] != mine:
                yield f"学员 {number} 按成绩顺序应录取到“{self.names[mine]}”，结果是“{self.names[result[number]]}”"


if __name__ == "__main__":
    wrong = check(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    sys.stdout.write("\n".join(wrong or ["没有发现问题：结果与公布的输入和规则一致"]) + "\n")
    sys.exit(bool(wrong))
