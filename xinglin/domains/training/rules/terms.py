"""How long a training lasts (REC-40)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xinglin.domains.reference.public import Specialty
from xinglin.kit.calendar import end_of_term

from ..models import Training

# May this training last so many years in this specialty? None, or the sentence that says why not.
LengthRule = Callable[[Training, int, Specialty | None], str | None]
# Domains above say which length the authority decided on: loaded once for a set, asked for each of it (REC-41).
LENGTH_RULES: list[Callable[[Sequence[Training]], LengthRule]] = []


@dataclass(frozen=True)
class Term:
    """So many years from a day; the last day follows."""

    years: int
    starts_on: date

    @property
    def ends_on(self) -> date:
        """The last day."""
        return end_of_term(self.starts_on, self.years)

    @property
    def values(self) -> Mapping[str, Any]:
        """As training information knows them."""
        return {"training_years": str(self.years), "starts_on": self.starts_on, "ends_on": self.ends_on}
