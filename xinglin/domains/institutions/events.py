"""What this domain announces."""

from xinglin.engines.actions import Event

IN_USE = Event("institutions.in_use", "机构已登记或启用")  # ids are those of units
