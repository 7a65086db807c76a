"""Run a sweep: hand out the chunks that lack, keep each as it comes, stop in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rls_sim.study.sweeps.chunk import Answer
from rls_sim.study.sweeps.crews import Crew
from rls_sim.study.sweeps.store import SweepStore
from rls_sim.study.sweeps.tally import Tally

STOP = "stop"  # of what to do where cells fail

Progress = Callable[[int, int, int], None]  # cells done, cells in all, cells failed


@dataclass
class Run:
    """What is known of a sweep while it runs: the tally of every chunk that is kept."""

    store: SweepStore
    label: str
    total: int  # cells that this run is about: those of its shard
    tallies: dict[int, Tally] = field(default_factory=dict)
    stopped: bool = False  # since more cells had failed than may
    farewell: Callable[[int], None] | None = None  # told how many chunks are still finished

    @property
    def tally(self) -> Tally:
        """That of all chunks together."""
        return Tally.sum(self.tallies[index] for index in sorted(self.tallies))

    def work(
        self,
        crew: Crew,
        todo: Iterable[int],
        progress: Progress | None = None,
        stop_beyond: int | None = None,
    ) -> None:
        """
        Solve and keep the chunks of ``todo``.

        ``stop_beyond``: hand out no more once more cells have failed. Where something interrupts,
        what is being solved is finished and kept before it is raised on; a second interruption
        does not wait.
        """
        done = sum(tally.cells for tally in self.tallies.values())
        failed = sum(tally.failed for tally in self.tallies.values())
        solved: list[Answer] = []  # at most one: an interruption must not lose it

        def keep() -> None:
            nonlocal done, failed
            if not solved:
                solved.append(crew.next())
            answer = solved[0]
            self.store.write(answer.index, answer.cells, answer.courses, self.label)
            self.tallies[answer.index] = answer.tally
            solved.clear()
            done, failed = done + answer.tally.cells, failed + answer.tally.failed
            if progress is not None:
                progress(done, self.total, failed)

        try:
            for index in todo:
                if stop_beyond is not None and failed > stop_beyond:
                    self.stopped = True
                    break
                crew.submit(index)
                while crew.busy >= crew.window:
                    keep()
            while crew.busy:
                keep()
        except BaseException:
            crew.abandon()
            if self.farewell is not None and crew.busy:
                self.farewell(crew.busy)
            while solved or crew.busy:
                keep()
            raise
