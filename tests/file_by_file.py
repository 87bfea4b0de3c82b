"""How files of tests are shared among processes, when one of those is lost."""

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController


class FileByFile(LoadFileScheduling):
    """xdist gives the files of a lost process to others, those that were done too: whoever is given one of
    these waits for ever, because nothing of it is run that would bring the next.
    """

    def remove_node(self, node: WorkerController) -> str | None:
        """Forgets what the process had done, and hands on the rest. Says which test it was at."""
        done = [name for name, tests in self.assigned_work[node].items() if all(tests.values())]
        for name in done:
            del self.assigned_work[node][name]
        return super().remove_node(node)
