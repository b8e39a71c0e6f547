"""What institution and agency decide about enrolments (ASM-31 to ASM-35, ASM-43)."""

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role

from .setting_up import ADMINS

CONDUCT = right("assessment.conduct", "登记执业行为记录和提前考核", ADMINS, Role.INSTITUTION_ADMIN)
ENTER_TESTS = right("assessment.enter_tests", "导入测评成绩", ADMINS, Role.AGENCY_ADMIN)
