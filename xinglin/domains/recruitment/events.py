"""What this domain announces."""

from xinglin.engines.actions import Event

PLAN_SUBMITTED = Event("recruitment.plan_submitted", "招生计划已提交")
PLAN_APPROVED = Event("recruitment.plan_approved", "招生计划审核通过")
PLAN_RETURNED = Event("recruitment.plan_returned", "招生计划退回修改")
REDUCTION_APPROVED = Event("recruitment.reduction_approved", "培训年限减免审核通过")
REDUCTION_RETURNED = Event("recruitment.reduction_returned", "培训年限减免退回修改")
REDUCTION_REJECTED = Event("recruitment.reduction_rejected", "培训年限减免未通过")
CHANGE_APPROVED = Event("recruitment.change_approved", "学员信息变更审核通过")
CHANGE_RETURNED = Event("recruitment.change_returned", "学员信息变更退回修改")
CHANGE_REJECTED = Event("recruitment.change_rejected", "学员信息变更未通过")
STATUS_APPROVED = Event("recruitment.status_approved", "培训状态变更审核通过")
STATUS_RETURNED = Event("recruitment.status_returned", "培训状态变更退回修改")
STATUS_REJECTED = Event("recruitment.status_rejected", "培训状态变更未通过")
