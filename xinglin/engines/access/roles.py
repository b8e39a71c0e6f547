"""The roles of PLT-03. Who is under whom is a matter of units; what a role may is a matter of rights."""

from django.db import models


class Role(models.TextChoices):
    """A role at a unit."""

    NATION_ADMIN = "nation_admin", "国家管理员"
    NATION_REVIEWER = "nation_reviewer", "国家审核员"
    PROVINCE_ADMIN = "province_admin", "省级管理员"
    PROVINCE_REVIEWER = "province_reviewer", "省级审核员"
    CITY_ADMIN = "city_admin", "市级管理员"
    CITY_REVIEWER = "city_reviewer", "市级审核员"
    COUNTY_ADMIN = "county_admin", "县级管理员"
    COUNTY_REVIEWER = "county_reviewer", "县级审核员"
    BASE_ADMIN = "base_admin", "教学部"
    DEPARTMENT_HEAD = "department_head", "科主任"
    TEACHING_SECRETARY = "teaching_secretary", "教学秘书"
    SUPERVISOR = "supervisor", "带教老师"
    RESIDENT = "resident", "住院医师"
    APPLICANT = "applicant", "报名人员"
    INSTITUTION_ADMIN = "institution_admin", "医疗卫生机构管理员"
    AGENCY_ADMIN = "agency_admin", "考核机构管理员"
    INVIGILATOR = "invigilator", "监考人员"
    PHYSICIAN = "physician", "医师"
    QUESTION_EDITOR = "question_editor", "题库编辑"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


# See their own record, whatever the unit.
PERSONAL = frozenset({Role.RESIDENT, Role.APPLICANT, Role.PHYSICIAN, Role.SUPERVISOR})
SEPARATED = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})  # no two of them in one hand
# Whom only the periodic assessment concerns, and residency training not.
ASSESSMENT = frozenset(
    {Role.INSTITUTION_ADMIN, Role.AGENCY_ADMIN, Role.PHYSICIAN, Role.INVIGILATOR, Role.QUESTION_EDITOR}
)
RESIDENCY = frozenset(Role) - ASSESSMENT
NATION = frozenset({Role.NATION_ADMIN, Role.NATION_REVIEWER})
PROVINCE = frozenset({Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER})
CITY = frozenset({Role.CITY_ADMIN, Role.CITY_REVIEWER})
COUNTY = frozenset({Role.COUNTY_ADMIN, Role.COUNTY_REVIEWER})
AUTHORITIES = NATION | PROVINCE | CITY | COUNTY
