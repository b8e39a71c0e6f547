"""Deferred acceptance, applicants proposing (Gale and Shapley, 1962): stable, best for them, truth pays (REC-50)."""

from collections.abc import Mapping, Sequence

from .market import Market, Matching
from .places import Places


def match(market: Market) -> Matching:
    """The matching that every applicant likes at least as well as any other stable one; couples are not looked at.

    Each applicant proposes down his list; a programme holds the best so far and lets the worst go. The result does not
    depend on the order of proposals. At most one step for each preference.
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


def by_score(
    preferences: Sequence[Sequence[int]],
    scores: Mapping[int, float],
    quotas: Sequence[int],
    *,
    reserves: Mapping[int, Mapping[str, int]] | None = None,
    categories: Mapping[int, str] | None = None,
) -> Market:
    """平行志愿 (score first, then preferences in order) as a market: all programmes rank by the one score.

    With one ranking for all, deferred acceptance is that rule. Equal scores go in the order of the applicants, who must
    have been put in the order of the published tie-break before. Who has no score is acceptable nowhere.
    """
    order = sorted(scores, key=lambda applicant: (-scores[applicant], applicant))
    ranking = {applicant: rank for rank, applicant in enumerate(order)}
    return Market(preferences, [ranking] * len(quotas), quotas, reserves or {}, categories or {})
