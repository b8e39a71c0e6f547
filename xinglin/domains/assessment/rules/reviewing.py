"""What institution and agency decide about enrolments (ASM-31 to ASM-35, ASM-43)."""

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role

from .setting_up import ADMINS

REVIEW = right("assessment.review", "审核医师报名信息", Role.INSTITUTION_ADMIN)
REVIEW_AGAIN = right("assessment.review_again", "复核医师考核", Role.AGENCY_ADMIN)
CONDUCT = right("assessment.conduct", "登记执业行为记录和提前考核", ADMINS, Role.INSTITUTION_ADMIN)
ENTER_TESTS = right("assessment.enter_tests", "导入测评成绩", ADMINS, Role.AGENCY_ADMIN)
