"""How long a training lasts, and what of it an authority has decided (REC-40 to REC-43)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xinglin.domains.reference.public import Specialty
from xinglin.kit.calendar import end_of_term

from ..models import Training

# A record, the values that it shall have and its specialty then → field key and why it is not what was decided.
Decision = Callable[[Training, Mapping[str, Any], Specialty | None], Mapping[str, str]]
# Domains above say what an authority decided on: loaded once for a set, asked for each of it.
DECISIONS: list[Callable[[Sequence[Training]], Decision]] = []


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
