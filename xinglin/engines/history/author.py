"""Whose hand a write is: what history and the audit log keep of an actor."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Author:
    """The one who acts, as history names him for good, whatever becomes of the account later (PLT-33, PLT-60)."""

    account_id: int | None
    name: str
    role: str
    unit_id: int | None
    unit_name: str
    address: str = ""  # the network address the request came from
    source: str = "form"  # form | sheet | api | bulk | command | reaction

    @property
    def signature(self) -> dict[str, object]:
        """The part that is written beside each change."""
        return {
            "account": self.account_id,
            "name": self.name,
            "role": self.role,
            "unit": self.unit_id,
            "unit_name": self.unit_name,
            "source": self.source,
        }
