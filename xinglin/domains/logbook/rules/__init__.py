"""Who may do what with training records and assessments."""

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role

_DEPARTMENT = frozenset({Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY})
OWN = right("logbook.own", "登记培训记录", Role.RESIDENT)
ENTRIES = right("logbook.entries", "查看培训记录", _DEPARTMENT, Role.BASE_ADMIN, Role.SUPERVISOR, Role.RESIDENT)
RECORDS = right("logbook.records", "查看学员培训进度", _DEPARTMENT, Role.BASE_ADMIN, Role.SUPERVISOR)
CONFIRM = right("logbook.confirm", "确认培训记录", _DEPARTMENT, Role.SUPERVISOR)
ASSESS = right("logbook.assess", "查看出科考核", _DEPARTMENT, Role.BASE_ADMIN, Role.SUPERVISOR)
SCORE = right("logbook.score", "录入出科考核成绩", _DEPARTMENT, Role.SUPERVISOR)
SIGN = right("logbook.sign", "出科考核带教老师签字", Role.SUPERVISOR)
SIGN_FOR_DEPARTMENT = right("logbook.sign_for_department", "出科考核科室签字", _DEPARTMENT)
REOPEN = right("logbook.reopen", "重新开放出科考核", _DEPARTMENT, Role.BASE_ADMIN)
RULES = right("logbook.rules", "设置出科考核办法", Role.BASE_ADMIN)
REQUIREMENTS = right("logbook.requirements", "查看培训要求", _DEPARTMENT, Role.BASE_ADMIN)
REQUIRE = right("logbook.require", "维护培训要求", Role.BASE_ADMIN)
