"""Every declared chain as a page with a picture, for docs/chains/: printed, never drawn."""

from typing import Any

from xinglin.engines.access.rights import Right
from xinglin.engines.windows.kinds import WindowKind

from .chain import CHAINS, Chain, FixedSeat, NamedSeat, Seat, Step, _nothing_against


def chains_markdown() -> dict[str, str]:
    """File name → page, one for each chain, in the order of their keys."""
    chains = sorted(CHAINS.values(), key=lambda chain: chain.key)
    return {f"{chain.key}.md": _page(chain) for chain in chains}


def _page(chain: Chain) -> str:
    rows = [_row(number, step) for number, step in enumerate(chain.steps, start=1)]
    return "\n".join(
        [
            f"# {chain.title}",
            "",
            f"Chain `{chain.key}` of `{chain.subject._meta.label}`. Printed from the code by `./dev docs`.",
            "",
            f"- Submitted («{chain.verb}») by {_holders(chain.submit_right)}{_window(chain.window)}.",
            f"- Withdrawn: {'while nobody has decided' if chain.may_withdraw else 'never'}.",
            f"- Rejected for good («驳回»): {'possible' if chain.may_reject else 'never, only returned («退回修改»)'}.",
            *_overseen(chain),
            *_announced(chain),
            *_besides(chain),
            "",
            "| step | title | who decides | right | window |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
            "```mermaid",
            "flowchart LR",
            *_arrows(chain),
            "```",
            "",
        ]
    )


def _overseen(chain: Chain) -> list[str]:
    if chain.overseer is None:
        return []
    return [f"- Sent back from any step, and after the last: by {_holders(chain.overseer)} («{chain.overseer_title}»)."]


def _row(number: int, step: Step) -> str:
    window = step.window.title if step.window else "any time"
    cells = (str(number), step.title, _seat(step), f"`{step.seat.right.key}`", window)
    return f"| {' | '.join(cells)} |"


def _seat(step: Step) -> str:
    holders = _holders(step.seat.right)
    match step.seat:
        case Seat(kind=kind):
            place = f"nearest {kind.label} above"
        case NamedSeat(attribute=attribute):
            place = f"the unit named in `{attribute}`"
        case FixedSeat(code=code):
            place = f"the unit {code}"
    return f"{place}: {holders}{' (left out where there is none)' if step.optional else ''}"


def _holders(right: Right) -> str:
    return "、".join(sorted(role.label for role in right.roles))


def _window(window: WindowKind | None) -> str:
    return f", in the window «{window.title}»" if window else ""


def _announced(chain: Chain) -> list[str]:
    ends = {
        "submitted": chain.on_submitted,
        "moved to another step": chain.on_moved,
        "withdrawn": chain.on_withdrawn,
        "approved": chain.on_approved,
        "returned": chain.on_returned,
        "rejected": chain.on_rejected,
    }
    return [f"- When {word} it announces `{event.key}` ({event.title})." for word, event in ends.items() if event]


def _besides(chain: Chain) -> list[str]:
    lines = []
    for step in chain.steps:
        if step.only:
            lines.append(f"- «{step.title}» is not taken by all: {_said(step.only)}")
        if step.may_approve is not _nothing_against:
            lines.append(f"- «{step.title}» is asked before it passes on: {_said(step.may_approve)}")
        if step.adds:
            lines.append(f"- «{step.title}» adds: {_said(step.adds)}")
    return lines


def _said(function: Any) -> str:
    """The first line of what a function says of itself."""
    return (function.__doc__ or function.__name__).strip().partition("\n")[0]


def _arrows(chain: Chain) -> list[str]:
    first, lines = chain.steps[0], []
    lines.append(f'  author(["{chain.submitter}"]) -- {chain.verb} --> {first.key}["{first.title}"]')
    for step, after in zip(chain.steps, [*chain.steps[1:], None], strict=True):
        target = f'{after.key}["{after.title}"]' if after else 'approved(["审核通过"])'
        lines.append(f"  {step.key} -- 通过 --> {target}")
        lines.append(f"  {step.key} -- 退回修改 --> {step.returns_to or 'author'}")
        if chain.may_reject:
            lines.append(f'  {step.key} -- 驳回 --> rejected(["驳回"])')
    if chain.may_withdraw:
        lines.append(f"  {first.key} -. 撤回 .-> author")
    return lines
