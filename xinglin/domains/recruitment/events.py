"""What this domain announces."""

from xinglin.engines.actions import Event

PLAN_SUBMITTED = Event("recruitment.plan_submitted", "招生计划已提交")
PLAN_APPROVED = Event("recruitment.plan_approved", "招生计划审核通过")
PLAN_RETURNED = Event("recruitment.plan_returned", "招生计划退回修改")
