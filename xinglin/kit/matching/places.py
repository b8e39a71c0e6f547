"""The places of one programme: who holds one, and who has to leave when somebody better comes.

A programme takes the best of each category into the places reserved for it, then the best of all others into what is
left (Hafalir, Yenmez and Yildirim, Theoretical Economics 8, 2013). Such a choice never turns down because of a rival
whom it turns down as well, so deferred acceptance stays stable and best for the applicants.
"""

from collections.abc import Mapping
from heapq import heappop, heappush


class Places:
    """Held places; each heap has the worst on top."""

    def __init__(self, quota: int, reserves: Mapping[str, int]):
        self.quota = quota
        self.reserves = {category: places for category, places in reserves.items() if places}
        self.open: list[tuple[int, int]] = []  # (negative rank, applicant)
        self.reserved: dict[str, list[tuple[int, int]]] = {category: [] for category in self.reserves}
        self.taken_reserved = 0

    def offer(self, applicant: int, rank: int, category: str | None) -> int | None:
        """Take the applicant in; answers who is turned away for it, be it himself, or None when there was room."""
        entry = (-rank, applicant)
        if category in self.reserves:
            held = self.reserved[category]
            heappush(held, entry)
            if len(held) <= self.reserves[category]:
                self.taken_reserved += 1
            else:
                heappush(self.open, heappop(held))
        else:
            heappush(self.open, entry)
        if len(self.open) + self.taken_reserved > self.quota:
            return heappop(self.open)[1]
        return None

    def holders(self) -> list[int]:
        """Everybody who has a place."""
        return [applicant for held in (self.open, *self.reserved.values()) for _, applicant in held]
