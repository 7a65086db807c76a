"""The brain, but whoever reads the day of one cell of it is killed; workers import this by name."""

import os
import signal
from dataclasses import replace

import numpy as np

from rls_sim.study.cell import brain_bench

DEADLY = 0.77  # of receptor_density


def deadly_bench():
    bench = brain_bench()
    place = bench.kernel.parameter_names.index("neuron.receptor_density")

    def evaluate_many(batch, names):
        if np.any(np.isclose(batch.parameters[:, place], DEADLY)):
            os.kill(os.getpid(), signal.SIGKILL)
        return bench.evaluate_many(batch, names)

    return replace(bench, evaluate_many=evaluate_many)
