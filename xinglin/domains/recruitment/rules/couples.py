"""Two who want to be admitted together: who may ask, agree and change what until one has submitted (REC-50)."""

from collections.abc import Collection, Sequence

from xinglin.kit.calendar import shown

from ..enums import ApplicationState, Method
from ..models import Application, Couple, Run

MOST_PAIRS = 20
LONGEST_REASON = 300
TRIES_AN_HOUR = 10  # looks for a partner, so that nobody finds out by it who applies
UNKNOWN = (
    "没有找到对方的报名：请核对姓名和证件号码，并请对方先在同一招收批次开始报名（尚未提交）。"
    "对方已与他人联合报名的，也不能邀请。"
)
TOO_OFTEN = "查找次数过多，请一小时后再试，并先与对方核对姓名和证件号码。"
Pair = tuple[int | None, int | None]


def may_join(application: Application, closed: str | None) -> str | None:
    """Have a partner at all? In a batch that admits by matching, before the submission, in the window."""
    if application.batch.method != Method.MATCHING:
        return f"招收批次“{application.batch.name}”不按双向匹配录取，不能填报联合志愿。"
    if application.state != ApplicationState.DRAFT:
        return f"报名已于 {shown(application.submitted_at)} 提交，联合志愿不能再改。"
    return closed


def may_invite(application: Application, partner: Application | None, taken: Collection[int]) -> str | None:
    """Invite this one? `taken`: applications that are in a couple already."""
    if application.pk in taken:
        return "您已有联合报名的对方；如要更换，请先取消。"
    if partner is None or partner.state != ApplicationState.DRAFT or partner.pk in taken:
        return UNKNOWN
    return "不能邀请自己。" if partner.pk == application.pk else None


def may_change(couple: Couple, account_id: int | None, closed: str | None) -> str | None:
    """Change anything about a couple? Before either has submitted; it is the other's word, too."""
    for application in (couple.first, couple.second):
        if application.state != ApplicationState.DRAFT:
            who = "您" if application.person.account_id == account_id else "对方"
            return f"{who}已于 {shown(application.submitted_at)} 提交报名，联合志愿不能再改。"
    return closed


def may_accept(couple: Couple) -> str | None:
    """接受邀请."""
    return f"您已于 {shown(couple.accepted_at)} 接受邀请。" if couple.accepted_at else None


def may_pair(couple: Couple, pairs: Sequence[Pair], mine: Collection[int], theirs: Collection[int]) -> str | None:
    """Wish these pairs? Of places that each of the two has among his own preferences, so that bases screen both."""
    if couple.accepted_at is None:
        return "对方还没有接受邀请，接受后才能填报联合志愿。"
    if not pairs:
        return "请至少填报一组联合志愿。"
    if len(pairs) > MOST_PAIRS:
        return f"联合志愿最多 {MOST_PAIRS} 组，现有 {len(pairs)} 组，请删除多余的。"
    if len(set(pairs)) < len(pairs):
        return "有两组联合志愿完全相同，请删除重复的。"
    if not {first for first, _ in pairs if first} <= set(mine) or not {s for _, s in pairs if s} <= set(theirs):
        return "联合志愿只能从两人各自填报的志愿中选择，请先在“学员报名”中填报。"
    return None


def may_agree(couple: Couple, pairs: Collection[int], seen: int) -> str | None:
    """同意联合志愿: to what one has read; `pairs`: the keys of what stands, `seen`: the last that was read."""
    if couple.agreed_at:
        return f"您已于 {shown(couple.agreed_at)} 同意联合志愿。"
    if not pairs:
        return "对方还没有填报联合志愿。"
    return None if max(pairs) == seen else "对方刚刚修改了联合志愿，请重新核对。"


def may_part(reason: str, sealed: Run | None) -> str | None:
    """Dissolve a couple as the organiser? With a reason that both read, before the inputs are sealed."""
    if sealed:
        return f"该批次的输入摘要已于 {shown(sealed.sealed_at)} 公布，不能再解除联合报名；如须解除，请先作废该次录取。"
    if not reason.strip():
        return "请填写解除原因，原因会告知两名学员。"
    return f"解除原因最多 {LONGEST_REASON} 个字，请精简。" if len(reason.strip()) > LONGEST_REASON else None
