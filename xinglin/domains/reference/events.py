"""What this domain announces."""

from xinglin.engines.actions import Event

SPECIALTIES_RENAMED = Event("reference.specialties_renamed", "培训专业更名生效")
