"""Who follows how far recruitment has come (REC-31)."""

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import AUTHORITIES

from .batches import STAFF

PROGRESS = right("recruitment.progress", "查看招录进度与统计", AUTHORITIES, STAFF)
