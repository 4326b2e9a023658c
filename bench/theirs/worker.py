"""One process of a rival: it reads a request a line from stdin, does the work, and answers a line on stdout.

A request is {"unit": name, "options": {…}, "repeat": n, "save": path}. A unit is made once, from its options, and run
once before it is timed, unless it is cold. The answer is {"wall", "cpu", "peak", "about"}: seconds of one repeat, the
greatest resident memory of the process in bytes, and what a reader should know. The last result's numbers are written
to the path as float64.
"""

import json
import resource
import sys
import time
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Result:
    """What a unit made. One that times itself gives its seconds; about is for the reader of the table."""

    values: np.ndarray
    wall: float = None
    cpu: float = None
    about: dict = field(default_factory=dict)


class Clock:
    """Wall and processor time since it was made."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def read(self):
        return time.perf_counter() - self.wall, time.process_time() - self.cpu


def cold(make):
    """Marks a unit whose first run is the one to time."""
    make.cold = True
    return make


def measure(unit, repeat):
    clock = Clock()
    for _ in range(repeat):
        result = unit()
    wall, cpu = clock.read()
    if not isinstance(result, Result):
        result = Result(result)
    if result.wall is None:
        result.wall, result.cpu = wall / repeat, cpu / repeat
    return result


def serve(units, prepare):
    """Answers until stdin ends. prepare is called with a request's options before its work."""
    out, sys.stdout = sys.stdout, sys.stderr  # libraries print what they like; answers go alone
    made = {}
    for line in sys.stdin:
        request = json.loads(line)
        name, options = request["unit"], request["options"]
        prepare(options)
        if name not in made:
            made[name] = units[name](options)
            if not hasattr(units[name], "cold"):
                made[name]()
        result = measure(made[name], request["repeat"])
        if request.get("save"):
            np.asarray(result.values, dtype=np.float64).tofile(request["save"])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        answer = {"wall": result.wall, "cpu": result.cpu, "peak": peak, "about": result.about}
        print(json.dumps(answer), file=out, flush=True)
