"""Pages of docs/ that are printed from the declarations, so that they cannot tell another story than the code."""

from pathlib import Path

from xinglin.engines.access.rights import RIGHTS
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import actions
from xinglin.engines.actions.events import EVENTS
from xinglin.engines.lists.declaration import LISTS
from xinglin.engines.review.printing import chains_markdown
from xinglin.engines.sheets.sheet import SHEETS
from xinglin.engines.statistics.declaration import FIGURES
from xinglin.engines.windows.kinds import WINDOW_KINDS

PRINTED = "Printed by `./dev docs`; change the declarations, not this page."


def pages() -> dict[Path, str]:
    """Path under docs/ → content."""
    chains = {Path("chains") / name: text for name, text in chains_markdown().items()}
    return {**chains, Path("roles.md"): _roles(), Path("declarations.md"): _declarations()}


def _roles() -> str:
    rows = [
        f"| {right.title} | `{right.key}` | {'、'.join(role.label for role in Role if role in right.roles)} |"
        for right in sorted(RIGHTS.values(), key=lambda right: right.key)
    ]
    return "\n".join(
        ["# Roles and rights", "", PRINTED, "", "| right | key | held by |", "| --- | --- | --- |", *rows, ""]
    )


def _declarations() -> str:
    parts = {
        "Actions": [(key, action.title) for key, action in actions().items()],
        "Events": [(key, f"{event.title} → {_reactions(event.reactions)}") for key, event in EVENTS.items()],
        "Lists": [(key, listing.title) for key, listing in LISTS.items()],
        "Statistics": [(key, figures.title) for key, figures in FIGURES.items()],
        "Sheets": [(key, sheet.title) for key, sheet in SHEETS.items()],
        "Windows": [(key, kind.title) for key, kind in WINDOW_KINDS.items()],
    }
    lines = ["# What is declared", "", PRINTED, ""]
    for heading, rows in parts.items():
        lines += [f"## {heading}", "", *(f"- `{key}` {title}" for key, title in sorted(rows)), ""]
    return "\n".join(lines)


def _reactions(reactions: list) -> str:
    return "、".join(f"`{reaction.__module__}.{reaction.__name__}`" for reaction in reactions) or "nobody yet"
