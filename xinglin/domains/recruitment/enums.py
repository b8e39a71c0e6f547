"""Words of recruitment (reference-data §1.9, REC)."""

from django.db import models


class Method(models.TextChoices):
    """How a batch admits: each base by hand, or all at once by a rule (REC-21, REC-50)."""

    BY_BASE = "by_base", "基地录取"
    PARALLEL = "parallel", "平行志愿"
    MATCHING = "matching", "双向匹配"


class Confirming(models.TextChoices):
    """Who reviews the results of a batch before anybody reports in (REC-30)."""

    CITY_THEN_PROVINCE = "city_then_province", "市级确认后省级确认"
    PROVINCE = "province", "省级确认"
    CITY = "city", "市级确认"


class ScoreKind(models.TextChoices):
    """What a part of the offline examination gives (REC-24)."""

    POINTS = "points", "分数"
    PASS = "pass", "合格/不合格"


class ApplicationState(models.TextChoices):
    """What the applicant did. 审核通过 and 审核不通过 follow from the preferences, so nobody writes them (REC-15)."""

    DRAFT = "draft", "未提交"
    SUBMITTED = "submitted", "已提交"


class Screening(models.TextChoices):
    """志愿预审核 of one preference by its base (REC-20)."""

    WAITING = "waiting", "待审核"
    PASSED = "passed", "预录取"
    FAILED = "failed", "不录取"


class Source(models.TextChoices):
    """Where an offer came from."""

    BASE = "base", "基地录取"
    REASSIGNED = "reassigned", "调配录取"
    PARALLEL = "parallel", "平行志愿"
    MATCHING = "matching", "双向匹配"


class Answer(models.TextChoices):
    """What the applicant said of an offer (志愿确认状态). One past its window unanswered has lapsed by the clock.

    That is noted once its place or its applicant is wanted for another; from then on it cannot come back.
    """

    NONE = "", "未接受"
    ACCEPTED = "accepted", "接受"
    DECLINED = "declined", "放弃"
    LAPSED = "lapsed", "逾期"


class DeclineReason(models.TextChoices):
    """Why somebody does not want what was offered to him; nobody has to say (REC-17)."""

    OTHER_OFFER = "other_offer", "接受了其他录取"
    STUDY = "study", "升学"
    WORK = "work", "就业"
    PLACE = "place", "培训基地不合意愿"
    SPECIALTY = "specialty", "培训专业不合意愿"
    PERSONAL = "personal", "个人或家庭原因"
    OTHER = "other", "其他"


class ReportIn(models.TextChoices):
    """报到 (REC-23)."""

    NONE = "", "待报到"
    PRESENT = "present", "已报到"
    ABSENT = "absent", "未报到"


class RunState(models.TextChoices):
    """Where an admission run stands (REC-50, REC-51)."""

    SEALED = "sealed", "已公布摘要"  # inputs frozen, digest published, not yet run
    RUNNING = "running", "运行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    APPLIED = "applied", "已生成录取"
    WITHDRAWN = "withdrawn", "已作废"
