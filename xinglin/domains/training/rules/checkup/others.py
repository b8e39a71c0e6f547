"""A record beside the base's other ones: what two people share, and what is unlike everybody else."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import median

from xinglin.kit import masking

from .cases import Case, day, masked_certificate
from .kinds import Finding

ENOUGH = 10  # of a cohort, before its usual is known
DAYS_OFF = 60
YEARS_OFF = 15
Found = Iterator[tuple[int, Finding]]


def mobile_shared(cases: Sequence[Case], elsewhere: Mapping[int, int]) -> Found:
    """Two people with one mobile number; `elsewhere`: key → how many outside these records have the same."""
    for group in _groups(cases, lambda case: case.mobile):
        for case in group:
            why = f"{_named(group, case)}登记了同一个手机号，验证码只会发到一个人手中，请分别填写本人的手机号。"
            yield case.key, _mobile(case, why)
    shared = {case.key for group in _groups(cases, lambda case: case.mobile) for case in group}
    for case in cases:
        if elsewhere.get(case.key) and case.key not in shared:
            why = "其他基地或往年另有人登记了同一个手机号，请核实是否为本人的手机号。"
            yield case.key, _mobile(case, why)


def number_shared(cases: Sequence[Case]) -> Found:
    """Two people with one certificate."""
    owners: dict[str, list[tuple[Case, str, str, str]]] = defaultdict(list)
    for case in cases:
        for study in case.studies:
            for key, words in (("education_number", "学历证书编号"), ("degree_number", "学位证书编号")):
                if number := getattr(study, key):
                    owners[f"{key} {number}"].append((case, study.field(key), study.title(words), number))
        if case.qualification:
            held = (case, "licence.qualification_number", "医师资格证书编码", masked_certificate(case.qualification))
            owners[f"qualification {case.qualification}"].append(held)
    for held_by in owners.values():
        people = [case for case, _, _, _ in held_by]
        if len({case.key for case in people}) > 1:
            for case, field, title, shown in held_by:
                why = f"{_named(people, case)}填写了相同的编号，证书编号应各不相同，请对照证书核对。"
                yield case.key, Finding("number_shared", field, title, shown, why)


def same_person(cases: Sequence[Case]) -> Found:
    """One name and one birth date, two records."""
    for group in _groups(cases, lambda case: (case.name, case.birth) if case.name and case.birth else ""):
        for case in group:
            why = f"本基地另有 {len(group) - 1} 人姓名和出生日期都相同，请核实是否同一人用不同证件重复建档。"
            yield case.key, Finding("same_person", "basic.name", "姓名", case.name, why)


def unlike_length(cases: Sequence[Case]) -> Found:
    """All others of the intake three years, this one one."""
    for cohort in _cohorts(cases):
        held = [case for case in cohort if case.years]
        if len(held) < ENOUGH:
            continue
        counts = Counter(case.years for case in held)
        usual, number = counts.most_common(1)[0]
        for case in held:
            if number >= len(held) - 2 and counts[case.years] <= 2 and case.years != usual:
                why = f"本基地同年招收的 {number} 人核定培训年限都是 {usual} 年，请核实是否已办理减免。"
                found = f"{case.years} 年"
                yield case.key, Finding("unlike_others", "training.training_years", "核定培训年限", found, why)


def unlike_start(cases: Sequence[Case]) -> Found:
    """Everybody begins in September, this one in May."""
    for cohort in _cohorts(cases):
        held = [(case, case.starts) for case in cohort if case.starts]
        if len(held) < ENOUGH:
            continue
        middle = sorted(starts for _, starts in held)[len(held) // 2]
        for case, starts in held:
            if abs((starts - middle).days) > DAYS_OFF:
                why = f"本基地同年招收的住院医师多在 {day(middle)} 前后开始培训，相差超过 {DAYS_OFF} 天，请核对。"
                yield case.key, Finding("unlike_others", "training.starts_on", "培训开始日期", day(starts), why)


def unlike_age(cases: Sequence[Case]) -> Found:
    """Far older or younger than everybody else of the intake."""
    for cohort in _cohorts(cases):
        held = [(case, case.birth) for case in cohort if case.birth]
        if len(held) < ENOUGH:
            continue
        middle = median(birth.year for _, birth in held)
        for case, birth in held:
            if abs(birth.year - middle) > YEARS_OFF:
                why = f"与本基地同年招收人员的年龄中位数相差超过 {YEARS_OFF} 岁，请核对出生日期。"
                yield case.key, Finding("unlike_others", "basic.birth_date", "出生日期", day(birth), why)


def _mobile(case: Case, why: str) -> Finding:
    return Finding("mobile_shared", "basic.mobile", "手机", masking.mobile(case.mobile), why)


def _groups(cases: Iterable[Case], key: Callable[[Case], object]) -> list[list[Case]]:
    """Those that share a key which is not empty, two or more."""
    found: dict[object, list[Case]] = defaultdict(list)
    for case in cases:
        if value := key(case):
            found[value].append(case)
    return [group for group in found.values() if len({case.key for case in group}) > 1]


def _cohorts(cases: Iterable[Case]) -> list[list[Case]]:
    found: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        found[case.intake_year].append(case)
    return list(found.values())


def _named(group: Iterable[Case], case: Case) -> str:
    names = list(dict.fromkeys(f"“{other.name}”" for other in group if other.key != case.key))
    return f"{'、'.join(names[:3])}等 {len(names)} 人也" if len(names) > 3 else f"{'、'.join(names)}也"


RULES = (number_shared, same_person, unlike_length, unlike_start, unlike_age)
