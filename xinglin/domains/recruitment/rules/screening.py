"""May a preference be screened? (REC-20)"""

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role

from ..enums import Screening
from ..models import Preference

SCREEN = right("recruitment.screen", "学员志愿预审核", Role.BASE_ADMIN)
LONGEST_REASON = Preference._meta.get_field("screening_reason").max_length or 0


def may_screen(preference: Preference, closed: str | None, *, is_held: bool) -> str | None:
    """Give it a result, or another one? In the window, while the applicant holds no place by this preference.

    `closed`: why the window is closed; `is_held`: an offer that came of it stands.
    """
    if closed:
        return closed
    if is_held:
        return "该志愿已基地录取，不能更改预审核结果。如需更改，请先在“学员录取管理”中取消录取。"
    return None


def may_take_back(preference: Preference, closed: str | None, *, is_held: bool) -> str | None:
    """取消预录取: only of what was provisionally admitted."""
    if preference.screening != Screening.PASSED:
        return "该志愿还没有预录取，无需取消。"
    return may_screen(preference, closed, is_held=is_held)


def unfit_reason(reason: str) -> str | None:
    """不录取 takes a reason, which the applicant will read."""
    if not reason.strip():
        return "请填写不录取原因，预审核结束后学员会看到。"
    if len(reason.strip()) > LONGEST_REASON:
        return f"不录取原因有 {len(reason.strip())} 个字，最多 {LONGEST_REASON} 个字，请精简后再提交。"
    return None
