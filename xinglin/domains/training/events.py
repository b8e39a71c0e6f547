"""What this domain announces; ids are those of training records."""

from xinglin.engines.actions import Event

REPORTED = Event("training.reported", "住院医师信息已上报")
WITHDRAWN = Event("training.report_withdrawn", "上报已撤回")
APPROVED = Event("training.approved", "上报信息审核通过")
RETURNED = Event("training.returned", "上报信息退回修改")
OPENED = Event("training.opened", "住院医师账号已导入")
CHANGED = Event("training.changed", "培训信息有变化")
DELETED = Event("training.deleted", "住院医师记录即将删除")  # announced while they still stand
