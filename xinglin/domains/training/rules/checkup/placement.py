"""Training information: specialty, kind of resident, length and dates (reference-data §1.7, 1.8, R-DUR)."""

from collections.abc import Iterator
from datetime import date

from .cases import Case, day
from .kinds import Finding

GENERAL_PRACTICE = ("0700", "3600")  # 全科, and 中医全科 for those who studied Chinese medicine
MONTHS_OFF = 3  # so far may the dates differ from the approved length: who studies for a degree trains 33 months


def rural_order(case: Case, today: date) -> Iterator[Finding]:
    """Such graduates train in general practice alone; every other costs the base ten points (§1.8)."""
    if case.is_rural_order and case.specialty and case.specialty not in GENERAL_PRACTICE:
        why = "农村订单定向免费医学毕业生原则上只能参加全科专业，违规招收在基地评估中每人扣 10 分，请核实。"
        yield Finding("rural_order", "training.specialty", "培训专业", case.specialty_name or case.specialty, why)


def backwards(case: Case, today: date) -> Iterator[Finding]:
    """The end follows the beginning."""
    if case.starts and case.ends and case.ends <= case.starts:
        why = f"培训结束日期不晚于开始日期 {day(case.starts)}，请核对。"
        yield Finding("dates", "training.ends_on", "培训结束日期", day(case.ends), why)


def length(case: Case, today: date) -> Iterator[Finding]:
    """The dates are as far apart as the approved length says."""
    if not (case.starts and case.ends and case.years) or case.ends <= case.starts:
        return
    months = round((case.ends - case.starts).days / 30.44)
    if abs(months - 12 * case.years) > MONTHS_OFF:
        why = f"起止日期相距约 {months} 个月，核定培训年限为 {case.years} 年，请核对。"
        yield Finding("training_period", "training.ends_on", "培训结束日期", day(case.ends), why)


def intake_year(case: Case, today: date) -> Iterator[Finding]:
    """Training begins in the year of the intake, or at the turn of it."""
    if case.starts and case.intake_year and not -1 < case.starts.year - case.intake_year <= 1:
        why = f"招收年份为 {case.intake_year}，培训开始日期不在当年或次年，请核对。"
        yield Finding("training_period", "training.starts_on", "培训开始日期", day(case.starts), why)


def fresh(case: Case, today: date) -> Iterator[Finding]:
    """应届 graduate in the year of the intake."""
    if case.graduate_kind != "fresh" or not case.intake_year or any(study.is_studying for study in case.studies):
        return
    last = next(iter(reversed(case.graduations)), None)
    if last and last.graduated and last.graduated.year < case.intake_year:
        why = f"最高学历于 {last.graduated:%Y-%m} 毕业，早于招收年份 {case.intake_year}，应为往届生，请核对。"
        yield Finding("category", "training.graduate_kind", "应届/往届", "应届生", why)


def student(case: Case, today: date) -> Iterator[Finding]:
    """A full-time student of a professional master's degree studies for one."""
    if case.category == "GRADUATE" and case.degree_study is False:
        why = "人员类型为“全日制硕士专业学位研究生”，“是否在读专业学位”却填“否”，请核对。"
        yield Finding("category", "training.degree_study", "是否在读专业学位", "否", why)


def own_employer(case: Case, today: date) -> Iterator[Finding]:
    """本单位住院医师 are employed by the base itself."""
    code, own = case.employer_credit_code, case.base_credit_code
    if case.category == "COMPANY" and code and own and code != own:
        why = "人员类型为“本单位住院医师”，工作单位的统一社会信用代码却不是本基地的；委托培养的请改人员类型。"
        yield Finding("category", "training.employer_credit_code", "工作单位统一社会信用代码", code, why)


RULES = (rural_order, backwards, length, intake_year, fresh, student, own_employer)
