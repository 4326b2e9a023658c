"""A process that does the work of one side."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


class Failed(Exception):
    """A side ended without an answer."""


class Process:
    """A program that answers requests; see theirs/worker.py."""

    def __init__(self, program, ours, threads, cache, log):
        self.program = program
        command = [ours] if program == "ours" else [sys.executable, str(HERE / "theirs" / f"{program}.py")]
        # for all: threads that wait by spinning take up to ten times as long on a machine that does something else too
        environment = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "3000"} | os.environ
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GOMAXPROCS"):
            environment[name] = str(threads)
        environment |= {"XDG_CACHE_HOME": str(cache), "SIAMFACE_CACHE": ""}
        environment |= {"TF_CPP_MIN_LOG_LEVEL": "2", "CUDA_VISIBLE_DEVICES": ""}
        self.running = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env=environment
        )

    def ask(self, unit, options, repeat, save):
        request = {"unit": unit, "options": options, "repeat": repeat, "save": str(save)}
        try:
            self.running.stdin.write(json.dumps(request) + "\n")
            self.running.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended: the empty answer says so
        line = self.running.stdout.readline()
        if not line:
            raise Failed(f"{self.program} ended without an answer to {unit}")
        answer = json.loads(line)
        answer["about"] = answer["about"] or {}
        return answer

    def close(self):
        with contextlib.suppress(BrokenPipeError):  # it has ended already
            self.running.stdin.close()
        self.running.wait()
        self.running.stdout.close()
