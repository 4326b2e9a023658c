"""From measurements to the table and the file of results."""

from statistics import median


def spread(values):
    return {"median": median(values), "least": min(values), "most": max(values), "rounds": len(values)}


def compare(row, ours, theirs):
    """What a row of the table says: medians, and the ratio theirs / ours of every round."""
    made = {"work": row.work, "ours": row.ours, "against": row.theirs, "part": row.part or "whole"}
    for kind in ("wall", "cpu", "peak"):
        pairs = [(number(o, row, kind), number(t, row, kind)) for o, t in zip(ours, theirs)]
        if all(o and t for o, t in pairs):
            a, b = zip(*pairs)
            made[kind] = {"ours": spread(a), "theirs": spread(b), "ratio": spread([t / o for o, t in pairs])}
    made["about"] = {row.ours: ours[-1]["about"], row.theirs: theirs[-1]["about"]}
    return made


def number(answer, row, kind):
    """A side's figure. Memory is that of a build without CUDA, and not told of processes that did other work too."""
    if row.part:
        return answer["about"].get(row.part) if kind == "wall" else None
    if kind == "peak":
        return answer["peak"] - answer["about"].get("cuda_libraries", 0) if answer["fresh"] else None
    return answer[kind]


def seconds(s):
    for unit, scale in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if s * scale >= 1:
            return f"{s * scale:.3g} {unit}"
    return f"{s * 1e6:.2g} µs"


def times(ratio):
    return f"{ratio['median']:.2f}× [{ratio['least']:.2f}–{ratio['most']:.2f}]"


def cells(row):
    wall = row["wall"]
    equal = row["equal"]
    return [
        row["work"],
        f"{row['ours']} / {row['against']}",
        f"{seconds(wall['ours']['median'])} / {seconds(wall['theirs']['median'])}",
        times(wall["ratio"]),
        times(row["cpu"]["ratio"]) if "cpu" in row else "",
        times(row["peak"]["ratio"]) if "peak" in row else "",
        f"{equal['difference']:.1g}" if equal["ok"] else f"UNEQUAL {equal['difference']:.2g} > {equal['tolerance']:g}",
    ]


HEAD = ["work", "sides", "median wall time", "wall time ×", "processor time ×", "peak memory ×", "difference"]


def table(rows):
    """A Markdown table. A ratio is theirs over ours, in brackets the least and the most of the rounds: more is better.

    The difference is the greatest one between the sides' numbers, as a share of the largest number.
    """
    lines = [HEAD, *(cells(r) for r in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    drawn = ["| " + " | ".join(c.ljust(w) for c, w in zip(line, widths)) + " |" for line in lines]
    return "\n".join([drawn[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *drawn[1:]])
