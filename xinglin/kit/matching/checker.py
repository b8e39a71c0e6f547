"""An independent check of a matching: it shares no code with what makes one (REC-50).

It reads what was published, market and result, and looks for anything that a programme and somebody would rather do.
"""

from collections.abc import Iterable, Iterator

from .market import Couple, Market, Matching, Pair


def objections(market: Market, matching: Matching) -> Iterator[str]:
    """Everything that is wrong with the result: broken quotas, unwished admissions, blocking pairs. Nothing: stable."""
    admitted = matching.admitted
    if len(admitted) != len(market.preferences):
        yield "the result is about other applicants"
        return
    members = matching.members(len(market.quotas))
    in_couples = {one for couple in market.couples for one in (couple.first, couple.second)}
    for p, present in enumerate(members):
        if len(present) > market.quotas[p]:
            yield f"programme {p} admits {len(present)} of {market.quotas[p]}"
        yield from (f"programme {p} never ranked {a}" for a in present if a not in market.rankings[p])
    for applicant, programme in enumerate(admitted):
        if applicant in in_couples:
            continue
        wishes = market.preferences[applicant]
        if programme is not None and programme not in wishes:
            yield f"applicant {applicant} never asked for {programme}"
        for better in wishes[: wishes.index(programme)] if programme in wishes else wishes:
            if wants(market, better, members[better], [applicant]):
                yield f"applicant {applicant} and programme {better} would rather have each other"
    for couple in market.couples:
        yield from _couple_objects(market, couple, (admitted[couple.first], admitted[couple.second]), members)


def wants(market: Market, programme: int, present: Iterable[int], newcomers: list[int]) -> bool:
    """Would the programme, free to choose among those present and the newcomers, take all newcomers?"""
    chosen = choice(market, programme, {*present, *newcomers})
    return all(newcomer in chosen for newcomer in newcomers)


def choice(market: Market, programme: int, applicants: set[int]) -> set[int]:
    """Whom the programme takes: of each category the best into its reserved places, then the best of all others."""
    ranking, reserves = market.rankings[programme], market.reserves.get(programme, {})
    queue = sorted((a for a in applicants if a in ranking), key=lambda a: ranking[a])
    chosen: set[int] = set()
    for category, places in reserves.items():
        chosen.update([a for a in queue if market.categories.get(a) == category][:places])
    rest = [a for a in queue if a not in chosen]
    return chosen | set(rest[: max(0, market.quotas[programme] - len(chosen))])


def _couple_objects(market: Market, couple: Couple, now: Pair, members: list[list[int]]) -> Iterator[str]:
    wishes = [*couple.preferences]
    if now not in wishes and now != (None, None):
        yield f"couple {couple.first}+{couple.second} never asked for {now}"
    for better in wishes[: wishes.index(now)] if now in wishes else wishes:
        if couple_fits(market, couple, better, members):
            yield f"couple {couple.first}+{couple.second} and {better} would rather have each other"


def couple_fits(market: Market, couple: Couple, pair: Pair, members: list[list[int]]) -> bool:
    """Would the programmes of the pair take the two, who leave the places they have now?"""
    both = {couple.first, couple.second}
    comers: dict[int, list[int]] = {}
    for one, programme in zip((couple.first, couple.second), pair, strict=True):
        if programme is not None:
            comers.setdefault(programme, []).append(one)
    return all(wants(market, p, [a for a in members[p] if a not in both], new) for p, new in comers.items())
