"""How many residents the standards let a supervisor teach at once (reference-data §4.2: never more than three)."""

from datetime import date
from typing import Any

USUAL = (("", 2, 2014), ("2014 版", 3, 2014), ("2022 版", 2, 2022))  # version, residents, since; "": any other


def load_teaching_limits(limits: Any) -> None:
    """What holds where a base set nothing of its own; `limits` is the model."""
    for version, most, year in USUAL:
        facts = {"valid_from": date(year, 1, 1), "defaults": {"most": most}}
        limits._base_manager.get_or_create(institution=None, version=version, **facts)
