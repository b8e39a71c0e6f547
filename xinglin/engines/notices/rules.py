"""May a unit be reminded, and may its contacts be kept? None, or the sentence that says why not (REP-42, PLT-70)."""

from django.utils.timezone import localdate, localtime

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import AUTHORITIES, Role

from .models import Contact, Reminder

REMIND = right("notices.remind", "提醒下级单位", AUTHORITIES)
CONTACTS = right(
    "notices.contacts",
    "维护本单位负责人",
    Role.NATION_ADMIN,
    Role.PROVINCE_ADMIN,
    Role.CITY_ADMIN,
    Role.COUNTY_ADMIN,
    Role.BASE_ADMIN,
    Role.INSTITUTION_ADMIN,
    Role.AGENCY_ADMIN,
)
LONGEST_TEXT = Reminder._meta.get_field("text").max_length or 0
MOST_CONTACTS = 8


def may_word(text: str) -> str | None:
    """Are these words for a reminder?"""
    if not text.strip():
        return "请填写提醒内容：对方要靠它知道做什么。"
    if len(text.strip()) > LONGEST_TEXT:
        return f"提醒内容有 {len(text.strip())} 个字，最多 {LONGEST_TEXT} 个字，请精简。"
    return None


def may_remind(last: Reminder | None, told: int) -> str | None:
    """Remind a unit of something? Once a day, and only where somebody can be told."""
    if last and localdate(last.at) >= localdate():
        return f"今天 {localtime(last.at):%H:%M} 已由“{last.unit_name}”提醒过，每天提醒一次，请明天再提醒。"
    if not told:
        return "该单位还没有可以接收消息的账号，请电话联系，或先为其开通账号。"
    return None


def may_keep_contacts(by: Actor) -> str | None:
    """Keep the contacts of one's own unit?"""
    return None if by.may(CONTACTS) else "当前身份不能维护负责人，请由本单位管理员办理。"


def unfit(contact: Contact) -> str | None:
    """What is missing in a contact."""
    if contact.duty and contact.name and contact.phone:
        return None
    return "负责事项、姓名、电话须一并填写；不需要的行请全部清空。"
