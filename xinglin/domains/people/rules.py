"""May this be done to a person's record? Rights of this domain."""

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role

OWN_RECORD = right("people.own_record", "填写本人信息", Role.RESIDENT)
