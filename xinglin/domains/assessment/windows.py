"""The windows of a cycle (ASM-02). Their year is the cycle's, their scope its province."""

from xinglin.engines.access.roles import ASSESSMENT, AUTHORITIES, Role
from xinglin.engines.windows.kinds import WindowKind

ASSESSED = AUTHORITIES | ASSESSMENT
AGENCY_APPLICATION = WindowKind("assessment-agency", "申请考核机构", ASSESSED - {Role.PHYSICIAN})
ENROLMENT = WindowKind("assessment-enrolment", "医师报名申报", ASSESSED)
REVIEW = WindowKind("assessment-review", "报名信息审核", ASSESSED)
TEST = WindowKind("assessment-test", "业务测评考核", ASSESSED)
RESIT = WindowKind("assessment-resit", "补考", ASSESSED)
CYCLE_WINDOWS = (AGENCY_APPLICATION, ENROLMENT, REVIEW, TEST, RESIT)
