"""May a finding be confirmed to be right? None, or the sentence that says why not."""

from ...models import CheckupFinding

LONGEST_REASON = 300


def may_confirm(finding: CheckupFinding, reason: str) -> str | None:
    """«已核实，确认无误»: with the reason, which the reviewer reads; once."""
    if finding.confirmed_at:
        return "该问题已核实，如需修改说明请先撤销核实。"
    if not reason.strip():
        return "请填写核实说明，审核人员会看到。"
    if len(reason.strip()) > LONGEST_REASON:
        return f"核实说明有 {len(reason.strip())} 个字，最多 {LONGEST_REASON} 个字，请精简。"
    return None


def may_revoke(finding: CheckupFinding) -> str | None:
    """Take the word back?"""
    return None if finding.confirmed_at else "该问题还没有核实，无需撤销。"
