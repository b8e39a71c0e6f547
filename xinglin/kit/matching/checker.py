"""An independent check of an admission: it shares no code with what makes one, and needs nothing but Python (REC-50).

    python checker.py FILE.json

FILE holds what was frozen before the run, its published digest, and the result. This reads nothing else, and looks for
anything that a programme and somebody would rather do, and in 平行志愿 for anybody who was passed over in his turn.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .market import Couple, Market, Matching, Pair


def check(file: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a file as `published.py` describes it; nothing: the result follows the rules."""
    inputs, found = file["inputs"], []
    text = json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest != file["digest"]:
        found.append(f"输入的摘要是 {digest}，与公布的 {file['digest']} 不一致")
    market = read(inputs, digest)
    number = {key: index for index, key in enumerate(market.names)}
    if file["result"].keys() != set(market.applicants):
        return [*found, "结果中的学员与输入中的不一致"]
    matching = SimpleNamespace(admitted=[number.get(file["result"][a]) for a in market.applicants])
    found += objections(market, matching)
    return found + (list(passed_over(market, matching)) if inputs["method"] == "parallel" else [])


def read(inputs: dict[str, Any], digest: str) -> Any:
    """The inputs as lists: 基地排序 first, then 总分, the parts in their order, and equal ones by a drawn lot."""
    people, places = inputs["applicants"], inputs["places"]
    index = {person["number"]: a for a, person in enumerate(people)}
    where = {place["key"]: p for p, place in enumerate(places)}
    seed = inputs["lottery"] or digest
    lots = [hashlib.sha256(f"{seed}:{person['number']}".encode()).hexdigest() for person in people]
    comers: list[list[tuple[Any, ...]]] = [[] for _ in places]
    for a, person in enumerate(people):
        for wish in person["preferences"]:
            if not wish["bar"]:
                by_hand = (wish["hand"] is None, wish["hand"] or 0)
                better = [-float(points) for points in [wish["score"], *wish["parts"]]]
                comers[where[wish["place"]]].append((by_hand, better, lots[a], a))
    couples = [
        SimpleNamespace(
            first=index[couple["first"]],
            second=index[couple["second"]],
            preferences=[tuple(None if key is None else where[key] for key in pair) for pair in couple["preferences"]],
        )
        for couple in inputs["couples"]
    ]
    joined = {one for couple in couples for one in (couple.first, couple.second)}
    wishes = [[where[wish["place"]] for wish in person["preferences"]] for person in people]
    return SimpleNamespace(
        applicants=[person["number"] for person in people],
        names=[place["key"] for place in places],
        preferences=[[] if a in joined else mine for a, mine in enumerate(wishes)],
        rankings=[{entry[-1]: rank for rank, entry in enumerate(sorted(found))} for found in comers],
        quotas=[place["quota"] for place in places],
        reserves={p: place["reserves"] for p, place in enumerate(places)},
        categories={a: person["category"] for a, person in enumerate(people)},
        couples=couples,
        turns=[entry[-1] for entry in sorted({entry[-1]: entry[1:] for found in comers for entry in found}.values())],
    )


def objections(market: Market | Any, matching: Matching | Any) -> Iterator[str]:
    """Everything that is wrong with the result: broken quotas, unwished admissions, blocking pairs. Nothing: stable."""
    members: list[list[int]] = [[] for _ in market.quotas]
    for applicant, programme in enumerate(matching.admitted):
        if programme is not None:
            members[programme].append(applicant)
    for p, present in enumerate(members):
        if len(present) > market.quotas[p]:
            yield f"专业 {p} 录取 {len(present)} 人，超过计划 {market.quotas[p]} 人"
        yield from (f"专业 {p} 录取了不在其排序中的学员 {a}" for a in present if a not in market.rankings[p])
    in_couples = {one for couple in market.couples for one in (couple.first, couple.second)}
    for applicant, programme in enumerate(matching.admitted):
        if applicant not in in_couples:
            yield from _applicant_objects(market, applicant, programme, members)
    for couple in market.couples:
        now = (matching.admitted[couple.first], matching.admitted[couple.second])
        yield from _couple_objects(market, couple, now, members)


def _applicant_objects(market: Any, applicant: int, now: int | None, members: list[list[int]]) -> Iterator[str]:
    wishes = market.preferences[applicant]
    if now is not None and now not in wishes:
        yield f"学员 {applicant} 没有填报专业 {now}"
    for better in wishes[: wishes.index(now)] if now in wishes else wishes:
        if wants(market, better, members[better], [applicant]):
            yield f"学员 {applicant} 与专业 {better} 都更愿意选择对方"


def wants(market: Market | Any, programme: int, present: Iterable[int], newcomers: list[int]) -> bool:
    """Would the programme, free to choose among those present and the newcomers, take all newcomers?"""
    chosen = choice(market, programme, {*present, *newcomers})
    return all(newcomer in chosen for newcomer in newcomers)


def choice(market: Market | Any, programme: int, applicants: set[int]) -> set[int]:
    """Whom the programme takes: of each category the best into its reserved places, then the best of all others."""
    ranking, reserves = market.rankings[programme], market.reserves.get(programme, {})
    queue = sorted((a for a in applicants if a in ranking), key=lambda a: ranking[a])
    chosen: set[int] = set()
    for category, places in reserves.items():
        chosen.update([a for a in queue if market.categories.get(a) == category][:places])
    rest = [a for a in queue if a not in chosen]
    return chosen | set(rest[: max(0, market.quotas[programme] - len(chosen))])


def _couple_objects(market: Any, couple: Couple | Any, now: Pair, members: list[list[int]]) -> Iterator[str]:
    wishes = [*couple.preferences]
    if now not in wishes and now != (None, None):
        yield f"联合志愿 {couple.first}+{couple.second} 没有填报 {now}"
    for better in wishes[: wishes.index(now)] if now in wishes else wishes:
        if couple_fits(market, couple, better, members):
            yield f"联合志愿 {couple.first}+{couple.second} 与专业 {better} 都更愿意选择对方"


def couple_fits(market: Any, couple: Couple | Any, pair: Pair, members: list[list[int]]) -> bool:
    """Would the programmes of the pair take the two, who leave the places they have now?"""
    both = {couple.first, couple.second}
    comers: dict[int, list[int]] = {}
    for one, programme in zip((couple.first, couple.second), pair, strict=True):
        if programme is not None:
            comers.setdefault(programme, []).append(one)
    return all(wants(market, p, [a for a in members[p] if a not in both], new) for p, new in comers.items())


def passed_over(market: Any, matching: Any) -> Iterator[str]:
    """平行志愿 literally: from the best score on, each gets the first of his preferences that still has a place.

    Where places are reserved, what is left for whom shows only at the end; there `objections` say the same.
    """
    if any(count for reserved in market.reserves.values() for count in reserved.values()):
        return
    left = list(market.quotas)
    for applicant in market.turns:
        wishes = [p for p in market.preferences[applicant] if applicant in market.rankings[p]]
        mine = next((p for p in wishes if left[p]), None)
        if mine is not None:
            left[mine] -= 1
        if matching.admitted[applicant] != mine:
            yield f"学员 {applicant} 按成绩顺序应录取到专业 {mine}，结果是 {matching.admitted[applicant]}"


if __name__ == "__main__":
    wrong = check(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    sys.stdout.write("\n".join(wrong or ["没有发现问题：结果与公布的输入和规则一致"]) + "\n")
    sys.exit(bool(wrong))
