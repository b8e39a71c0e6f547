"""Rights of this domain."""

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import AUTHORITIES

VIEW = right("institutions.view", "查看培训基地", AUTHORITIES)
