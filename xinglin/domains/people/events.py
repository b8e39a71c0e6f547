"""What this domain announces."""

from xinglin.engines.actions import Event

CHANGED = Event("people.changed", "个人信息有变化")
