"""Deferred acceptance, applicants proposing (Gale and Shapley, 1962): stable, best for them, truth pays (REC-50)."""

from .market import Market, Matching
from .places import Places


def match(market: Market) -> Matching:
    """The matching that every applicant likes at least as well as any other stable one; couples are not looked at.

    Each applicant proposes down his list; a programme holds the best so far and lets the worst go. The result does not
    depend on the order of proposals. At most one step for each preference. Where all programmes have one ranking, this
    is 平行志愿: score first, then each one's preferences in order.
    """
    places = [Places(quota, market.reserves.get(p, {})) for p, quota in enumerate(market.quotas)]
    upcoming = [iter(wishes) for wishes in market.preferences]
    admitted: list[int | None] = [None] * len(market.preferences)
    rankings, categories = market.rankings, market.categories
    waiting = list(range(len(market.preferences) - 1, -1, -1))
    while waiting:
        applicant: int | None = waiting.pop()
        while applicant is not None:
            programme = next(upcoming[applicant], None)
            if programme is None:
                break
            rank = rankings[programme].get(applicant)
            if rank is None:
                continue
            admitted[applicant] = programme
            applicant = places[programme].offer(applicant, rank, categories.get(applicant))
            if applicant is not None:
                admitted[applicant] = None
    return Matching(admitted)
