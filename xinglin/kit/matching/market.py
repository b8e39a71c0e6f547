"""What a matching is made from and what it is: applicants, programmes, their wishes and places (REC-50)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[int | None, int | None]  # the programmes of the two of a couple; None: that one goes without


@dataclass(frozen=True)
class Couple:
    """Two applicants who apply together; their own lists of preferences are empty."""

    first: int
    second: int
    preferences: Sequence[Pair]  # best first


@dataclass(frozen=True)
class Market:
    """Applicants and programmes are known by their places in the lists, from 0.

    `preferences`: applicant → programmes, best first. `rankings`: programme → applicant → rank, the smaller the better,
    no two alike; who is absent is not acceptable there. `quotas`: programme → places. `reserves`: programme → category
    → how many of its places go first to that category, together no more than the quota; what the category leaves is
    open to all. `categories`: applicant → category.
    """

    preferences: Sequence[Sequence[int]]
    rankings: Sequence[Mapping[int, int]]
    quotas: Sequence[int]
    reserves: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    categories: Mapping[int, str] = field(default_factory=dict)
    couples: Sequence[Couple] = ()

    def problems(self) -> list[str]:
        """What is wrong with the data, in words; empty when a matching can be made of it."""
        found = []
        programmes = range(len(self.quotas))
        for applicant, wishes in enumerate(self.preferences):
            if len(set(wishes)) < len(wishes) or not all(p in programmes for p in wishes):
                found.append(f"applicant {applicant}: a programme is named twice or unknown")
        for programme, quota in enumerate(self.quotas):
            if quota < 0 or sum(self.reserves.get(programme, {}).values()) > quota:
                found.append(f"programme {programme}: more places are reserved than there are")
            if len(set(self.rankings[programme].values())) < len(self.rankings[programme]):
                found.append(f"programme {programme}: two applicants have the same rank")
        paired = [one for couple in self.couples for one in (couple.first, couple.second)]
        if len(set(paired)) < len(paired) or any(self.preferences[one] for one in paired):
            found.append("a member of a couple is in two couples, or has a list of his own")
        return found


@dataclass(frozen=True)
class Matching:
    """Applicant → programme, or None for who goes without."""

    admitted: Sequence[int | None]

    def members(self, programmes: int) -> list[list[int]]:
        """Programme → its applicants in the order of the list."""
        found: list[list[int]] = [[] for _ in range(programmes)]
        for applicant, programme in enumerate(self.admitted):
            if programme is not None:
                found[programme].append(applicant)
        return found
