"""What this domain announces."""

from xinglin.engines.actions import Event

CONFIRMED = Event("assessment.confirmed", "医师已确认参加考核")  # ids are those of enrolments
MOVED = Event("assessment.moved", "医师变更了注册机构")  # ids are those of physicians
APPLICATION_SUBMITTED = Event("assessment.agency_applied", "已申请考核机构")  # ids are those of agency applications
APPLICATION_APPROVED = Event("assessment.agency_approved", "考核机构申请已通过")
APPLICATION_RETURNED = Event("assessment.agency_returned", "考核机构申请已退回")
