"""录取结果确认 by the authorities a batch names: may this one confirm, or refuse? (REC-30)"""

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import CITY, PROVINCE
from xinglin.kit.calendar import shown

from ..enums import Answer, Confirming
from ..models import Offer

CONFIRM = right("recruitment.confirm", "录取结果确认", CITY, PROVINCE)
LONGEST_REASON = Offer._meta.get_field("cancelled_reason").max_length or 0


def steps_of(confirming: str, has_city: bool) -> tuple[UnitKind, ...]:
    """Who confirms, one after the other; bases right under a province have no city, and the province does its part."""
    if not has_city:
        return (UnitKind.PROVINCE,)
    return {
        Confirming.CITY_THEN_PROVINCE: (UnitKind.CITY, UnitKind.PROVINCE),
        Confirming.CITY: (UnitKind.CITY,),
        Confirming.PROVINCE: (UnitKind.PROVINCE,),
    }[Confirming(confirming)]


def why_not_waiting(offer: Offer) -> str | None:
    """Only what the applicant accepted, and what nobody has decided yet."""
    if offer.cancelled_at:
        return f"该录取已于 {shown(offer.cancelled_at)} 取消，不能再办理。"
    if offer.confirmed_at:
        return f"该录取结果已由 {offer.confirmed_by} 于 {shown(offer.confirmed_at)} 确认，无需重复办理。"
    if offer.answer == Answer.DECLINED:
        return "学员已放弃该录取，不需要确认。"
    if offer.answer == Answer.LAPSED:
        return "学员没有在志愿确认时间内接受，录取结果已失效，不需要确认。"
    if offer.answer != Answer.ACCEPTED:
        return "学员还没有接受该录取，接受后才能确认。"
    return None


def why_not_his(offer: Offer, by: Actor, has_city: bool) -> str | None:
    """Is it the actor's turn?"""
    steps = steps_of(offer.batch.confirming, has_city)
    if by.unit.kind not in steps:
        names = "后由".join(UnitKind(step).label for step in steps)
        return f"招收批次“{offer.batch.name}”的录取结果由{names}确认，不由本单位办理。"
    if by.unit.kind == UnitKind.CITY and offer.city_confirmed_at:
        return f"已由 {offer.city_confirmed_by} 于 {shown(offer.city_confirmed_at)} 市级确认，无需重复办理。"
    if by.unit.kind == UnitKind.PROVINCE and UnitKind.CITY in steps and not offer.city_confirmed_at:
        return "该录取结果还没有经市级确认，请待市级确认后办理。"
    return None


def is_last(offer: Offer, by: Actor, has_city: bool) -> bool:
    """Does this confirmation let report-in begin?"""
    return by.unit.kind == steps_of(offer.batch.confirming, has_city)[-1]


def why_not_reason(reason: str) -> str | None:
    """Applicant and base read it."""
    if not reason.strip():
        return "请填写不予确认的原因，学员和基地会看到。"
    if len(reason.strip()) > LONGEST_REASON:
        return f"原因有 {len(reason.strip())} 个字，最多 {LONGEST_REASON} 个字，请精简。"
    return None
