"""Background work behind one function, with progress that people can watch (PLT-44, PLT-45, PLT-121)."""

from .queue import Task, enqueue, periodic, task

__all__ = ["Task", "enqueue", "periodic", "task"]
