"""Matching with couples, after Roth and Peranson (American Economic Review 89, 1999) (REC-50).

With couples a stable matching need not exist, and whether one does is hard to tell. So this starts from the matching of
all others and lets whoever sees something better move there, until nobody does. Where that goes round in circles it is
tried again in another order; after all tries it says that it found none, and never gives out an unstable one.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from random import Random

from .acceptance import match
from .market import Market, Matching, Pair
from .places import Places

Agent = int  # an applicant alone; a couple is known by its first member


class Settling:
    """One try: who is where, and who has still to look whether there is something better."""

    def __init__(self, market: Market, start: Matching):
        self.market = market
        self.admitted = list(start.admitted)
        self.members = [set(present) for present in start.members(len(market.quotas))]
        self.couples = {couple.first: couple for couple in market.couples}
        self.agent = {couple.second: couple.first for couple in market.couples}
        self.interested: list[set[Agent]] = [set() for _ in market.quotas]
        for applicant, wishes in enumerate(market.preferences):
            for programme in wishes:
                self.interested[programme].add(applicant)
        for couple in market.couples:
            for programme in {p for pair in couple.preferences for p in pair if p is not None}:
                self.interested[programme].add(couple.first)
        self.queue: deque[Agent] = deque()

    def settle(self, agents: Iterable[Agent], most: int) -> bool:
        """Let the agents move, and all whom that concerns; False when it does not come to rest in `most` looks."""
        self.queue.extend(agents)
        for _ in range(most):
            if not self.queue:
                return True
            self._look(self.queue.popleft())
        return not self.queue

    def _look(self, agent: Agent) -> None:
        now = self._pair(agent)
        for wish in self._wishes(agent):
            if wish == now:
                return
            if self._fits(agent, wish):
                self._move(agent, wish)
                return

    def _wishes(self, agent: Agent) -> Sequence[Pair]:
        if agent in self.couples:
            return self.couples[agent].preferences
        return [(programme, None) for programme in self.market.preferences[agent]]

    def _people(self, agent: Agent) -> tuple[int, ...]:
        return (agent, self.couples[agent].second) if agent in self.couples else (agent,)

    def _pair(self, agent: Agent) -> Pair:
        places = [self.admitted[one] for one in self._people(agent)]
        return (places[0], places[1] if len(places) > 1 else None)

    def _comers(self, agent: Agent, wish: Pair) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for one, programme in zip(self._people(agent), wish, strict=False):
            if programme is not None:
                found.setdefault(programme, set()).add(one)
        return found

    def _fits(self, agent: Agent, wish: Pair) -> bool:
        own = set(self._people(agent))
        comers = self._comers(agent, wish)
        return all(new <= self._chosen(p, (self.members[p] - own) | new) for p, new in comers.items())

    def _chosen(self, programme: int, applicants: set[int]) -> set[int]:
        places = Places(self.market.quotas[programme], self.market.reserves.get(programme, {}))
        ranking = self.market.rankings[programme]
        for applicant in applicants & ranking.keys():
            places.offer(applicant, ranking[applicant], self.market.categories.get(applicant))
        return set(places.holders())

    def _move(self, agent: Agent, wish: Pair) -> None:
        self._leave(agent)
        for programme, new in self._comers(agent, wish).items():
            everybody = self.members[programme] | new
            chosen = self._chosen(programme, everybody)
            for one in new:
                self.admitted[one] = programme
            self.members[programme] = everybody
            for displaced in sorted(everybody - chosen):
                other = self.agent.get(displaced, displaced)
                self._leave(other)
                self.queue.append(other)

    def _leave(self, agent: Agent) -> None:
        """Give up all places; who might like one of them looks again."""
        for one in self._people(agent):
            programme = self.admitted[one]
            if programme is not None:
                self.members[programme].discard(one)
                self.admitted[one] = None
                self.queue.extend(sorted(self.interested[programme] - {agent}))


def match_couples(market: Market, *, seed: int = 0, tries: int = 20) -> Matching | None:
    """A stable matching with couples, or None when none was found in so many tries. Same seed, same answer."""
    singles = match(market)
    random = Random(seed)  # noqa: S311 -- an order to try, no secret
    order = [couple.first for couple in market.couples]
    most = 20 * len(market.preferences) + 200 * len(order)
    for _ in range(tries):
        settling = Settling(market, singles)
        if settling.settle(order, most):
            return Matching(settling.admitted)
        random.shuffle(order)
    return None
