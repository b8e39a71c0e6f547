"""May this be done? None, or the sentence that says why not."""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import PERSONAL, Role
from xinglin.engines.access.rules import MANAGES, OPERATORS, why_not_rights, why_not_term
from xinglin.kit import text

from . import figures
from .models import Account, login_key_of

MOST_CHARACTERS = 128
KINDS_NEEDED = 3
SHORTEST_NUMBER = 6  # of the account name inside a password

RESETS = MANAGES  # whose password each role may reset, as far as it lies under its unit (PLT-14)
RESET_PASSWORDS = right("accounts.reset", "重置密码", frozenset(map(Role, RESETS)))
SECURITY = right("accounts.security", "账号安全和安全参数", Role.SECURITY_ADMIN)
OPERATOR_LOGIN = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,19}")
MOST_DIGITS = 4  # in an operator's log-in name: it can be nobody's document number


def is_under(membership: Membership, by: Actor) -> bool:
    """Does the role lie at the actor's unit or below it?"""
    return by.is_system or (bool(by.unit.path) and (membership.unit.path or "").startswith(str(by.unit.path)))


def may_reset(held: Iterable[Membership], by: Actor) -> str | None:
    """May `by` reset the password of an account that holds these roles? (PLT-14)

    Who holds a further office outside the actor's reach is not his to reset, or a hospital could take over a reviewer
    of the province; a further personal role elsewhere does not matter.
    """
    if by.is_system:
        return None
    own = RESETS.get(by.role, frozenset())
    within = [m for m in held if (m.role in own and is_under(m, by)) or is_operator_of(m, by)]
    beyond = [m for m in held if m not in within and m.role not in PERSONAL]
    if not within:
        return "您当前的身份不能重置该账号的密码，请切换身份，或联系其上级单位。"
    if beyond:
        office = f"{beyond[0].unit.name}{Role(beyond[0].role).label}"
        return f"该账号同时是“{office}”，请由其上级单位重置密码。"
    return None


def is_operator_of(membership: Membership, by: Actor) -> bool:
    """Does the identity belong to an operator whom the actor's own unit has opened? (PLT-05)"""
    at_home = membership.unit_id == by.unit_id and membership.role == by.role
    return at_home and membership.rights is not None and not membership.lent_by_id and by.may(OPERATORS)


def sees_account(held: Iterable[Membership], by: Actor) -> bool:
    """Does an account with these roles exist for the actor? For the nation's security administrator each one does."""
    everywhere = by.is_system or (by.may(SECURITY) and by.unit.parent_id is None)
    return everywhere or any(is_under(membership, by) for membership in held)


def may_set_figures(by: Actor) -> str | None:
    """May `by` set what holds for the whole country?"""
    if by.is_system or (by.may(SECURITY) and by.unit.parent_id is None):
        return None
    return "安全参数在全国统一设置，请由国家的安全管理员办理。"


def may_reset_second(account: Account, held: Iterable[Membership], by: Actor) -> str | None:
    """May `by` take a lost second factor away? Who may reset the password; and the security administrator, who may not
    reset passwords, so that neither alone gets into an account (GB/T 22239).
    """
    if account.pk == by.account_id:
        return "不能重置自己的二次验证，请在“二次验证”页面更换，或由他人办理。"
    return None if by.may(SECURITY) else may_reset(held, by)


def may_open_operator(new: Any, is_taken: bool, by: Actor) -> str | None:
    """May this operator be opened?"""
    return (
        why_not_operator(new.login, new.name, new.mobile, is_taken)
        or why_not_term(timezone.now(), new.ends_at)
        or why_not_rights(new.rights, by)
    )


def why_not_operator(login: str, name: str, mobile: str, is_taken: bool) -> str | None:
    """Why nobody can be given an account under this log-in name, or None; `is_taken`: somebody has it."""
    if not OPERATOR_LOGIN.fullmatch(login) or sum(map(str.isdigit, login)) > MOST_DIGITS:
        return f"账号须以字母开头，由 4–20 个字母、数字或下划线组成，其中数字最多 {MOST_DIGITS} 个，请修改。"
    if is_taken:
        return "这个账号已有人使用，请换一个，例如在后面加上单位简称的拼音。"
    if not text.line(name):
        return "请填写操作员姓名，操作记录中将显示该姓名。"
    return why_no_mobile(mobile)


def may_correct_mobile(account: Account, held: Iterable[Membership], by: Actor) -> str | None:
    """May `by` put right the number to which the activation code goes?"""
    if account.is_activated:
        return "该账号已激活，手机号码只能由本人更换。"
    return may_reset(held, by)


def why_no_mobile(number: str) -> str | None:
    """Why no code can be sent to this number, or None."""
    if re.fullmatch(r"1[3-9][0-9]{9}", number):
        return None
    return "手机号码须为 11 位数字，以 13 至 19 开头，请核对。"


def password_rules() -> str:
    """What a password must be, said before it is typed."""
    least = figures.number(figures.MIN_LENGTH)
    return f"至少 {least} 个字符，包含大写字母、小写字母、数字、符号中的三种；不能包含账号或姓名。"


def why_weak(password: str, account: Account) -> str | None:
    """Why a password is not strong enough (PLT-13, GB/T 22239), or None."""
    least = figures.number(figures.MIN_LENGTH)
    if not least <= len(password) <= MOST_CHARACTERS:
        return f"密码须为 {least}–{MOST_CHARACTERS} 个字符，您输入了 {len(password)} 个。"
    if _kinds(password) < KINDS_NEEDED:
        return "密码须至少包含大写字母、小写字母、数字、符号中的三种。"
    if _holds_account(password, account):
        return "密码不能包含账号名、姓名、证件号码或手机号码，请换一个。"
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return "这个密码太常见，容易被猜到，请换一个。"
    return None


def why_reused(password: str, past: Iterable[str]) -> str | None:
    """Why a password that was used before is refused; `past` are the last hashes (PLT-13)."""
    if any(check_password(password, used) for used in past):
        return f"不能使用最近 {figures.number(figures.NO_REUSE)} 次用过的密码，请换一个。"
    return None


def _kinds(password: str) -> int:
    tests = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())
    return sum(any(test(character) for character in password) for test in tests)


def _holds_account(password: str, account: Account) -> bool:
    """The log-in name is known only by its keyed index, so every long enough part of the password is looked up."""
    plain = password.lower()
    if any(len(word) > 2 and word.lower() in plain for word in (account.name, account.mobile or "")):
        return True
    ends = range(SHORTEST_NUMBER, len(password) + 1)
    return any(
        login_key_of(password[i:end]) == account.login_key for end in ends for i in range(end - SHORTEST_NUMBER + 1)
    )
