"""What a write is: one verb, one transaction, for a set, always by somebody (docs/architecture.md)."""

from .action import Action, action, actions
from .events import Event, on
from .outcome import Outcome, Refused
from .trust import guarded, trusted

__all__ = ["Action", "Event", "Outcome", "Refused", "action", "actions", "guarded", "on", "trusted"]
