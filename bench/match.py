"""match: 50,000 applicants with 12 preferences, 6,700 programmes, a tenth of the places reserved.

The peer is the library `matching` at a size that it can do, scaled by the number of preferences.
"""

import json
import resource
import sys
import time
from random import Random
from statistics import median
from typing import Any

from matching.games import HospitalResident

from xinglin.kit.matching.acceptance import match
from xinglin.kit.matching.checker import Admission
from xinglin.kit.matching.market import Market, Matching

ROUNDS, PREFERENCES, SEED = 3, 12, 7
PEER_APPLICANTS = 500  # it recurses, so a thousand are too many for it


def market_of(applicants: int, programmes: int) -> Market:
    """Programmes are not equally liked; nine places for ten applicants."""
    random = Random(SEED)
    liked = random.choices(range(programmes), [1 / (n + 30) for n in range(programmes)], k=applicants * PREFERENCES * 2)
    drawn = iter(liked)
    preferences = []
    for _ in range(applicants):
        wishes: dict[int, None] = {}
        while len(wishes) < min(PREFERENCES, programmes):
            wishes[next(drawn, random.randrange(programmes))] = None
        preferences.append(list(wishes))
    score = list(range(applicants))
    random.shuffle(score)
    comers: list[list[int]] = [[] for _ in range(programmes)]
    for applicant, wishes_of in enumerate(preferences):
        for programme in wishes_of:
            comers[programme].append(applicant)
    rankings = [
        {a: rank for rank, a in enumerate(sorted(found, key=lambda a: score[a] + random.random() * applicants / 5))}
        for found in comers
    ]
    quota = max(1, round(applicants * 0.9 / programmes))
    reserves = {p: {"rural": 1} for p in range(0, programmes, 10)}
    categories = {a: "rural" for a in range(applicants) if random.random() < 0.1}
    return Market(preferences, rankings, [quota] * programmes, reserves, categories)


def objections(market: Market, matching: Matching) -> list[str]:
    """What the independent check says, which reads nothing but the file of a run."""
    return list(Admission(inputs_of(market), "").objections(result_of(matching)))


def inputs_of(market: Market) -> dict[str, Any]:
    """The market as `published.py` writes it down, every rank as one given by hand."""
    wishes = [dict.fromkeys(found) for found in market.preferences]
    for couple in market.couples:
        for pair in couple.preferences:
            for one, programme in zip((couple.first, couple.second), pair, strict=True):
                wishes[one] |= {} if programme is None else {programme: None}
    places = [
        {"key": p, "name": str(p), "quota": quota, "reserves": market.reserves.get(p, {})}
        for p, quota in enumerate(market.quotas)
    ]
    applicants = [
        {
            "number": str(a),
            "category": market.categories.get(a),
            "preferences": [_wish(p, market.rankings[p].get(a)) for p in found],
        }
        for a, found in enumerate(wishes)
    ]
    couples = [{"first": str(c.first), "second": str(c.second), "preferences": c.preferences} for c in market.couples]
    return {"method": "matching", "lottery": "", "places": places, "applicants": applicants, "couples": couples}


def _wish(programme: int, rank: int | None) -> dict[str, Any]:
    return {"place": programme, "bar": "" if rank is not None else "未排序", "hand": rank, "score": 0, "parts": []}


def result_of(matching: Matching) -> dict[str, int | None]:
    """Likewise: who is where."""
    return {str(a): programme for a, programme in enumerate(matching.admitted)}


def peer_seconds(market: Market) -> float:
    """The library from its dictionaries to its answer, which it checks for stability on the way."""
    wishes = {f"a{a}": [f"p{p}" for p in found] for a, found in enumerate(market.preferences)}
    ranked = {f"p{p}": [f"a{a}" for a in ranking] for p, ranking in enumerate(market.rankings) if ranking}
    quotas = {p: market.quotas[int(p[1:])] for p in ranked}
    started = time.perf_counter()
    HospitalResident.create_from_dictionaries(wishes, ranked, quotas).solve(optimal="resident")
    return time.perf_counter() - started


def main(applicants: int, programmes: int) -> None:
    """Rounds in turn; one JSON line last."""
    market, small = (
        market_of(applicants, programmes),
        market_of(PEER_APPLICANTS, programmes * PEER_APPLICANTS // applicants),
    )
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        result = match(market)
        times.append((time.perf_counter() - started, peer_seconds(small) * applicants / PEER_APPLICANTS))
        print(f"ours {times[-1][0]:.2f} s, peer {times[-1][1]:.2f} s (scaled)", flush=True)
    ours_s, peer_s = (median(column) for column in zip(*times, strict=True))
    print(
        json.dumps(
            {
                "name": "match",
                "applicants": applicants,
                "programmes": programmes,
                "admitted": sum(place is not None for place in result.admitted),
                "blocking_pairs": len(objections(market, result)),
                "ours_s": round(ours_s, 3),
                "peer": f"matching, {PEER_APPLICANTS} applicants, scaled",
                "peer_s": round(peer_s, 2),
                "ratio_peer": round(peer_s / ours_s, 1),
                "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (50_000, 6_700))
