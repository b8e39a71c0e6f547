"""How the tests are spread over several processes: file by file, those that take longest first."""

from xdist.scheduler.loadscope import LoadScopeScheduling
from xdist.workermanage import WorkerController

LONGEST = (
    "tests/faults/test_run.py",
    "tests/journeys/",
    "tests/demo/",
    "tests/faults/",
    "tests/contracts/test_addresses.py",
    "tests/contracts/",
    "tests/web/",
    "tests/domains/",
)


TOGETHER = ("tests/demo/loaded/",)  # whose files share what is made once


class ByFile(LoadScopeScheduling):
    """A file's tests stay together, so that what its fixtures make is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])

    def _assign_work_unit(self, node: WorkerController) -> None:
        """The longest of what is left, lest one process works on alone at the end."""
        self.workqueue.move_to_end(min(self.workqueue, key=rank), last=False)
        super()._assign_work_unit(node)


def rank(file: str) -> int:
    """Lower is sooner; files of one rank stay in their order."""
    return next((n for n, start in enumerate(LONGEST) if file.startswith(start)), len(LONGEST))
