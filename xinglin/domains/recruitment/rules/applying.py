"""May somebody apply, and is what he says of himself complete? (REC-11 to REC-14, REC-43)"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from xinglin.domains.people.public import EducationLevel
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role
from xinglin.engines.fields import missing
from xinglin.kit.calendar import shown

from ..enums import ApplicationState
from ..fields.applying import CATEGORY, EMPLOYED, OTHER, REASSIGNMENT, SUPPLEMENT
from ..models import Applicant, Application, Batch, Employment, Preference

APPLY = right("recruitment.apply", "报名和维护学员信息", Role.APPLICANT)
JOIN = right("recruitment.join", "开通报名身份", Role.RESIDENT, Role.PHYSICIAN)
MOST_EMPLOYMENTS = 10
LEVELS = list(EducationLevel.values)  # lowest first
FIRST_LEVELS = (EducationLevel.ASSOCIATE, EducationLevel.BACHELOR)
RURAL_SPECIALTY = "0700"  # 全科: rural-order graduates train in it (reference-data §1.8)
STEPS = ("选择招收批次", "选择个人身份", "确认个人信息", "补充报名信息", "填写志愿并上报")
CATEGORY_STEP, CONFIRM_STEP, SUPPLEMENT_STEP, PREFERENCE_STEP = 2, 3, 4, 5


def unfit_marks(marks: Mapping[str, str], levels: Collection[str]) -> list[str]:
    """What does not fit between 第一学历, 本科学历, 最高学历 and the entries that there are (REC-12)."""
    attended = [level for level in LEVELS if level in levels]
    first, highest = marks.get("first_level"), marks.get("highest_level")
    found = []
    if first and attended and first != attended[0]:
        found.append(f"“第一学历”应标记在最早的学历上：您填写了{EducationLevel(attended[0]).label}学历。")
    if highest and attended and highest != attended[-1]:
        found.append(f"“最高学历”应标记在最高的学历上：您填写了{EducationLevel(attended[-1]).label}学历。")
    return found


def lacking_marks(applicant: Applicant, levels: Collection[str]) -> list[str]:
    """Which marks are missing. One on an entry that is gone does not count (REC-12)."""
    first = applicant.first_level if applicant.first_level in levels else ""
    found = [] if first in FIRST_LEVELS else ["标记“第一学历”（专科或本科）"]
    if first == EducationLevel.ASSOCIATE and applicant.bachelor_level not in levels:
        found.append("标记“本科学历”（第一学历为专科的需要）")
    if applicant.highest_level not in levels:
        found.append("标记“最高学历”")
    marks = {mark: getattr(applicant, mark) for mark in ("first_level", "highest_level")}
    return found or unfit_marks(marks, levels)  # an entry may have come since, by another door


def unfit_employment(values: Mapping[str, Any]) -> dict[str, str]:
    """Field key → what does not fit together in one entry of 工作信息."""
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on < starts_on:
        return {"ends_on": f"结束日期 {shown(ends_on)} 早于开始日期 {shown(starts_on)}，请核对。"}
    return {}


def unfit_employments(entries: Sequence[Mapping[str, Any]]) -> str | None:
    """Why these entries cannot stand side by side."""
    if len(entries) > MOST_EMPLOYMENTS:
        return f"工作信息最多填写 {MOST_EMPLOYMENTS} 段，现有 {len(entries)} 段，请只保留主要的。"
    current = [str(each.get("employer_name") or "") for each in entries if each.get("is_current")]
    if len(current) > 1:
        return f"“{current[0]}”和“{current[1]}”都标记为当前所在单位，只能有一个，请修改。"
    return None


def why_employer_fixed(category: str | None) -> str | None:
    """Change the present employer oneself? Not whoever was admitted as sent by it (REC-43); `category`: admitted as."""
    if category not in EMPLOYED:
        return None
    return (
        f"您已按“{CATEGORY.show(category)}”录取，当前所在单位不能自行修改；"
        "如有变动，请由培训基地办理“学员信息变更申请”。"
    )


def why_not_category(category: str, batch: Batch, applicant: Applicant, current: Employment | None) -> str | None:
    """Apply as this? Only what the batch is for, and only with the 工作信息 that goes with it (REC-13)."""
    if not category:
        return "请选择个人身份。"
    label = CATEGORY.show(category)
    if category not in batch.categories:
        return f"招收批次“{batch.name}”不招收“{label}”，请重新选择个人身份。"
    if category in EMPLOYED and current is None:
        return (
            f"“{label}”须有当前所在单位：请在“工作信息”中将“是否有工作单位”选“有”，"
            "并填写一段“是否为当前所在单位”为“是”的经历。"
        )
    if category not in (*EMPLOYED, OTHER) and applicant.has_employer and current is not None:
        return (
            f"“{label}”应没有工作单位，而“工作信息”中的当前所在单位是“{current.employer_name}”：请将“是否有工作单位”"
            "选“无”，或不标记当前所在单位。"
        )
    return None


def may_start(gaps: Sequence[tuple[str, str]], closed: str | None) -> str | None:
    """«我要报名»: only when all four parts are complete, and in the batch's window (REC-14). `gaps`: (part, title)."""
    return closed or why_incomplete(gaps)


def why_incomplete(gaps: Sequence[tuple[str, str]]) -> str | None:
    """What the four parts still lack, in one sentence."""
    if not gaps:
        return None
    return f"{gaps[0][0]}还缺：{gaps[0][1]}{f'等 {len(gaps)} 项' if len(gaps) > 1 else ''}。请补充完整后再报名。"


def may_edit(application: Application, closed: str | None) -> str | None:
    """Change the draft? Nothing can be changed after the submission, and nothing outside the window (REC-14)."""
    if application.state != ApplicationState.DRAFT:
        return f"报名已于 {shown(application.submitted_at)} 提交，不能修改或撤回。"
    return closed


def may_prefer(batch: Batch, chosen: Sequence[Any]) -> str | None:
    """Name these places in this order? As many, and as different ones, as the batch allows; `chosen`: places."""
    if len(chosen) > batch.preferences:
        return f"招收批次“{batch.name}”最多填报 {batch.preferences} 个志愿，现有 {len(chosen)} 个，请删除多余的志愿。"
    for place in chosen:
        if place.batch_id != batch.pk or not place.approved:
            return f"“{place.institution.name}”的{place.specialty.name}不在招收批次“{batch.name}”的招收计划中，请另选。"
    specialties = list(dict.fromkeys(place.specialty.name for place in chosen))
    if not batch.several_specialties and len(specialties) > 1:
        return f"招收批次“{batch.name}”只能填报一个专业，现有“{'”“'.join(specialties)}”，请保留一个。"
    return None


def obstacles(
    application: Application,
    gaps: Sequence[tuple[str, str]],
    applicant: Applicant,
    current: Employment | None,
    revision: int,
    preferences: Iterable[Preference],
) -> list[tuple[int, str]]:
    """(step, sentence) of everything that still keeps a draft from being submitted, in the order of the steps."""
    batch, chosen = application.batch, [preference.place for preference in preferences]
    found: list[tuple[int, str | None]] = []
    found.append((CATEGORY_STEP, why_not_category(application.category, batch, applicant, current)))
    found.append((CONFIRM_STEP, why_incomplete(gaps)))
    if application.confirmed_revision != revision:
        changed = application.confirmed_revision is not None
        found.append((CONFIRM_STEP, "个人信息在确认之后有改动，请重新确认。" if changed else "请确认个人信息。"))
    values = {f.key: getattr(application, f.key) for f in (*SUPPLEMENT, REASSIGNMENT)}
    lacking = [f.title for f in missing(SUPPLEMENT, {**values, "category": application.category})]
    found.append((SUPPLEMENT_STEP, f"请补充：{'、'.join(lacking)}。" if lacking else None))
    found.append((PREFERENCE_STEP, may_prefer(batch, chosen) if chosen else "请填写志愿。"))
    if application.accepts_reassignment is None:
        found.append((PREFERENCE_STEP, "请选择是否接受专业调剂。"))
    return [(step, why) for step, why in found if why]


def may_submit(application: Application, open_points: Sequence[tuple[int, str]], closed: str | None) -> str | None:
    """提交: everything there, inside the window, once (REC-14)."""
    if why := may_edit(application, closed):
        return why
    return open_points[0][1] if open_points else None


def number_of(application: Application) -> str:
    """学员编号: 招收届别, province, batch, and the application's own key, which nobody else has however many submit at
    once."""
    return f"{application.intake_year}{application.province.code[:2]}{application.batch.number:02}{application.pk:06}"


def hint_of(application: Application, preferences: Iterable[Preference]) -> str | None:
    """What is allowed but seldom right: a rural-order graduate who does not choose 全科 (reference-data §1.8)."""
    others = [p.place.specialty.name for p in preferences if p.place.specialty.code != RURAL_SPECIALTY]
    if not application.is_rural_order or not others:
        return None
    return f"农村订单定向免费医学毕业生原则上只能参加全科专业培训，您填报了{'、'.join(dict.fromkeys(others))}，请慎重。"
