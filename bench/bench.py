"""Measures Siamface beside what one would otherwise write in Python: the same work, in turn, in several rounds.

Every round gives a ratio, theirs over ours, and the table shows its median and spread: bare times say more of the
machine and of what else it does. The numbers that come out must be equal within a tolerance, or the bench fails.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

import inputs
import numpy as np
import report
from rival import Failed, Process
from work import GROUPS


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--ours", required=True, help="the program built of bench/ours")
    p.add_argument("--data", type=Path, required=True, help="the folder of orl, photos and resnet50")
    p.add_argument("--faces", required=True, help="the folder of the face networks")
    p.add_argument("--out", type=Path, required=True, help="the file of results, JSON")
    p.add_argument("--rounds", type=int, default=5)
    names = ", ".join(g.name for g in GROUPS)
    p.add_argument("--only", default="", help="beginnings of groups' names, comma-separated: " + names)
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--keras-epochs", type=int, default=3, help="how many of 40 are run; the rest is extrapolated")
    p.add_argument("--embeddings", type=int, default=13_000)
    p.add_argument("--photos", type=int, default=13_000)
    return p.parse_args()


class Bench:
    def __init__(self, a, scratch, log):
        self.a, self.scratch, self.log = a, scratch, log
        self.options = {"scratch": str(scratch), "keras_epochs": max(2, a.keras_epochs), "faces": a.faces}
        self.options["weights"] = str(a.data / "resnet50" / "resnet50-imagenet-f16.safetensors")
        sources = {"photo": a.data / inputs.PHOTO, "orl": a.data / "orl", "faces": Path(a.faces)}
        sources["weights"] = Path(self.options["weights"])
        self.found = {k: str(v) for k, v in sources.items() if v.exists()} | {"folder": "", "embeddings": ""}

    def run(self, group):
        """All rounds of a group: the rows of the table."""
        self.threads = group.threads or self.a.threads
        self.options["threads"] = self.threads
        self.worst = 0.0
        processes, answers = {}, {side.name: [] for side in group.sides}
        try:
            self.round(group, processes, warm=True)
            for i in range(self.a.rounds):
                for name, answer in self.round(group, processes, backwards=i % 2 == 1).items():
                    answers[name].append(answer)
        finally:
            for p in processes.values():
                p.close()
        equal = {"ok": self.worst <= group.tolerance, "difference": self.worst, "tolerance": group.tolerance}
        more = {"group": group.name, "equal": equal}
        return [report.compare(r, answers[r.ours], answers[r.theirs]) | more for r in group.rows]

    def round(self, group, processes, warm=False, backwards=False):
        """Every side once. The warm round isn't counted; of a fresh group only the sides that keep need it."""
        answers, values = {}, {}
        for side in reversed(group.sides) if backwards else group.sides:
            if warm and group.fresh and not side.keeps:
                continue
            print(f"  {group.name}: {side.name}{' (warming up)' if warm else ''}", file=sys.stderr, flush=True)
            answers[side.name], values[side.name] = self.turn(group, side, processes, 1 if warm else group.repeat)
        if len(values) == len(group.sides):
            self.check(group, values)
        return answers

    def turn(self, group, side, processes, repeat):
        saved = self.scratch / "values"
        process = processes.get(side.name) or self.start(side)
        if not group.fresh:
            processes[side.name] = process
        try:
            answer = process.ask(side.unit, self.options, repeat, saved)
        finally:
            if group.fresh:
                process.close()
        answer["fresh"] = group.fresh
        return answer, np.fromfile(saved)

    def start(self, side):
        cache = self.scratch / f"cache-{side.unit}"
        if not side.keeps:
            cache = Path(tempfile.mkdtemp(prefix="cache-", dir=self.scratch))
        return Process(side.program, self.a.ours, self.threads, cache, self.log)

    def check(self, group, values):
        """Keeps the greatest difference from ours, as a share of its largest number."""
        ours = values[group.sides[0].name]
        for name, theirs in values.items():
            if theirs.shape != ours.shape or not np.isfinite(theirs).all():
                raise Failed(
                    f"{group.name}: {name} gives {theirs.size} numbers in place of {ours.size}, or some that are none"
                )
            self.worst = max(self.worst, float(np.abs(ours - theirs).max() / max(np.abs(ours).max(), 1e-30)))


def machine(threads):
    model = ""
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as info:
            model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), "")
    return {
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "threads": threads,
        "load": os.getloadavg()[0],
    }


def chosen(only):
    names = [n for n in only.split(",") if n]
    groups = [g for g in GROUPS if not names or any(g.name.startswith(n) for n in names)]
    if not groups:
        sys.exit(f"no group begins with {only}; there are {', '.join(g.name for g in GROUPS)}")
    return groups


def measure(bench, groups):
    rows, failed = [], []
    for group in groups:
        missing = [n for n in group.needs if n not in bench.found]
        if missing:
            print(f"{group.name} is left out: there is no {' and no '.join(missing)}", file=sys.stderr)
            continue
        try:
            rows += bench.run(group)
        except Failed as e:
            failed.append(str(e))
    return rows, failed


def main():
    a = arguments()
    groups = chosen(a.only)
    a.out.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="bench-"))
    begun, sizes = machine(a.threads), {"photos": a.photos, "embeddings": a.embeddings}
    print(f"{begun['processor']}, {begun['cores']} cores, load {begun['load']:.2f} before the start", file=sys.stderr)
    try:
        with open(a.out.with_suffix(".log"), "w") as log:
            bench = Bench(a, scratch, log)
            needed = {n for g in groups for n in g.needs}
            found = {k: v for k, v in bench.found.items() if k in needed}
            inputs.prepare(bench.options, found, sizes)
            rows, failed = measure(bench, groups)
    finally:
        shutil.rmtree(scratch)
    settings = {"rounds": a.rounds, "keras_epochs": bench.options["keras_epochs"]} | sizes
    result = {
        "machine": begun | {"load_after": os.getloadavg()[0]},
        "settings": settings,
        "rows": rows,
        "failed": failed,
    }
    a.out.write_text(json.dumps(result, indent="\t") + "\n")
    if rows:
        print(report.table(rows))
    for sentence in failed:
        print(f"bench: {sentence}; {log.name} may say why", file=sys.stderr)
    unequal = [r["work"] for r in rows if not r["equal"]["ok"]]
    if unequal:
        print("bench: the two sides' numbers differ too much: " + ", ".join(dict.fromkeys(unequal)), file=sys.stderr)
    sys.exit(1 if failed or unequal or not rows else 0)


if __name__ == "__main__":
    main()
