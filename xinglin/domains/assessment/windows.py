"""The windows of a cycle (ASM-02). Their year is the cycle's, their scope its province."""

from xinglin.engines.access.roles import ASSESSMENT, AUTHORITIES, Role
from xinglin.engines.windows.kinds import WindowKind

ASSESSED = AUTHORITIES | ASSESSMENT
AGENCY_APPLICATION = WindowKind("assessment-agency", "申请考核机构", ASSESSED - {Role.PHYSICIAN}, is_single=True)
ENROLMENT = WindowKind("assessment-enrolment", "医师报名申报", ASSESSED, is_single=True)
REVIEW = WindowKind("assessment-review", "报名信息审核", ASSESSED, is_single=True)
TEST = WindowKind("assessment-test", "业务测评考核", ASSESSED, is_single=True)
RESIT = WindowKind("assessment-resit", "补考", ASSESSED, is_single=True)
CYCLE_WINDOWS = (AGENCY_APPLICATION, ENROLMENT, REVIEW, TEST, RESIT)
