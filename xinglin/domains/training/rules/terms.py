"""How long a training lasts (REC-40)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xinglin.kit.calendar import end_of_term


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
