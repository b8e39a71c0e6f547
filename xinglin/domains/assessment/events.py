"""What this domain announces."""

from xinglin.engines.actions import Event

CONFIRMED = Event("assessment.confirmed", "医师已确认参加考核")  # ids are those of enrolments
MOVED = Event("assessment.moved", "医师变更了注册机构")  # ids are those of physicians
APPLICATION_SUBMITTED = Event("assessment.agency_applied", "已申请考核机构")  # ids are those of agency applications
APPLICATION_APPROVED = Event("assessment.agency_approved", "考核机构申请已通过")
APPLICATION_RETURNED = Event("assessment.agency_returned", "考核机构申请已退回")
# ids of the following are those of enrolments
SUBMITTED = Event("assessment.submitted", "医师已提交报名")
WITHDRAWN = Event("assessment.withdrawn", "医师已撤回报名")
APPROVED = Event("assessment.approved", "考核机构复核通过")
RETURNED = Event("assessment.returned", "医师报名被驳回")
CHANGE_ASKED = Event("assessment.change_asked", "医师申请修改报名信息")
CHANGE_ANSWERED = Event("assessment.change_answered", "医师修改报名信息的申请有答复")
RESULTS_CHANGED = Event("assessment.results_changed", "医师考核结果有变化")  # a first one too
MOVED_ON = Event("assessment.moved_on", "医师报名到了另一审核环节")
PUBLISHED = Event("assessment.published", "考核结果已公布")  # ids are those of enrolments
