"""The windows of a cycle (ASM-02). Their year is the cycle's, their scope its province."""

from xinglin.engines.windows.kinds import WindowKind

AGENCY_APPLICATION = WindowKind("assessment-agency", "申请考核机构")
ENROLMENT = WindowKind("assessment-enrolment", "医师报名申报")
REVIEW = WindowKind("assessment-review", "报名信息审核")
TEST = WindowKind("assessment-test", "业务测评考核")
RESIT = WindowKind("assessment-resit", "补考")
CYCLE_WINDOWS = (AGENCY_APPLICATION, ENROLMENT, REVIEW, TEST, RESIT)
