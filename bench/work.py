"""What the bench measures: groups of sides that do the same work, and the rows of the table that compare two."""

from dataclasses import dataclass


@dataclass
class Side:
    """One way to do the work: a unit of ours, or of a script of theirs. One that keeps finds its first run's caches."""

    name: str
    program: str
    unit: str
    keeps: bool = False


@dataclass
class Row:
    """A line of the table: how many times better one side is than another. part is a number of their "about"."""

    work: str
    ours: str
    theirs: str
    part: str = ""


@dataclass
class Group:
    """Sides that take turns; those of a fresh group start a process for every turn, so that its memory is compared."""

    name: str
    sides: list
    rows: list
    repeat: int = 1
    threads: int = 0  # 0: as many as the machine has, or as given
    tolerance: float = 0  # of the largest number that comes out
    fresh: bool = False
    needs: tuple = ()


OURS, PYTORCH, KERAS, ONNX = "Siamface", "PyTorch", "Keras", "onnxruntime, OpenCV"


def pair(name, work, repeat, rival=PYTORCH, **more):
    """A group of ours and a rival's unit of one name."""
    program = {PYTORCH: "torch_side", ONNX: "onnx_side"}[rival]
    sides = [Side(OURS, "ours", name), Side(rival, program, name)]
    return Group(name, sides, [Row(work, OURS, rival)], repeat, **more)


def resnet(count, repeat):
    name, work = f"resnet-{count}", f"ResNet-50 forward, batch {count}"
    eager, best = "PyTorch, eager", "PyTorch, its best"
    sides = [
        Side(OURS, "ours", name),
        Side(eager, "torch_side", name + "-eager"),
        Side(best, "torch_side", name + "-best"),
    ]
    rows = [Row(work, OURS, eager), Row(work, OURS, best)]
    return Group(name, sides, rows, repeat, tolerance=1e-4, needs=("weights", "orl"))


def training():
    again, best, best_again = "Siamface again", "recommended", "recommended again"
    formulas, formulas_again = "gradients", "gradients again"
    sides = [
        Side(OURS, "ours", "whole"),
        Side(again, "ours", "whole", keeps=True),
        Side(best, "ours", "recommended"),
        Side(best_again, "ours", "recommended", keeps=True),
        Side(formulas, "ours", "formulas"),
        Side(formulas_again, "ours", "formulas", keeps=True),
        Side(PYTORCH, "torch_side", "whole"),
        Side(KERAS, "training_keras", "whole"),
    ]
    published, recommended = "published experiment, folder to figures", "recommended variant, folder to figures"
    unweighted = "gradients on whole pictures, folder to figures"
    rows = [
        Row(published, OURS, KERAS),
        Row(published, OURS, PYTORCH),
        Row(recommended, best, KERAS),
        Row(recommended, best, PYTORCH),
        Row(unweighted, formulas, KERAS),
        Row(unweighted, formulas, PYTORCH),
        Row("published again, features kept", again, OURS),
        Row("its features alone", again, OURS, part="features"),
        Row("recommended again, features kept", best_again, best),
        Row("gradients again, features kept", formulas_again, formulas),
        Row("recommended, its features alone", best_again, best, part="features"),
    ]
    return Group("train", sides, rows, fresh=True, needs=("weights", "orl", "faces"))


def click():
    own, face = "Siamface, orl-resnet50", "Siamface, face"
    sides = [
        Side(OURS, "ours", "click"),
        Side(own, "ours", "click-own"),
        Side(face, "ours", "click-face"),
        Side(PYTORCH, "torch_side", "click"),
    ]
    rows = [Row("click to first step, warm", s.name, PYTORCH) for s in sides[:3]]
    return Group("click", sides, rows, needs=("weights", "orl", "faces"))


def features():
    sides = [
        Side(OURS, "ours", "features"),
        Side(PYTORCH, "torch_side", "features"),
        Side(KERAS, "training_keras", "features"),
    ]
    rows = [Row("32 photos from the disk to features", OURS, name) for name in (PYTORCH, KERAS)]
    # resized pictures differ by a rounding, and the network makes more of it
    return Group("features", sides, rows, 5, tolerance=0.05, needs=("weights", "orl"))


def folder():
    sides = [
        Side(OURS, "ours", "folder"),
        Side("find + headers", "ours", "folder-floor"),
        Side("Python, Pillow", "folder", "folder"),
    ]
    rows = [Row("opening a folder of many photos", OURS, s.name) for s in sides[1:]]
    return Group("folder", sides, rows, needs=("folder",))


def pairs():
    sides = [Side(OURS, "ours", "pairs"), Side("numpy, scikit-learn", "pairs", "pairs")]
    rows = [Row("all pairs of many embeddings to ROC and histogram", OURS, sides[1].name)]
    # Beyond two million pairs of a class ours holds bins of a relative width of 6e-5, which blurs the histogram's edges.
    return Group("pairs", sides, rows, fresh=True, tolerance=1e-4, needs=("embeddings",))


GROUPS = [
    *(
        pair(name, work, repeat, rival=ONNX, threads=1, tolerance=1e-2, needs=("faces", source))
        for name, work, repeat, source in [
            ("face-policy", "photo of 1,000 px to embedding, one thread", 5, "photo"),
            ("face-box", "box to embedding, one thread", 20, "photo"),
            ("face-orl", "16 ORL pictures to embeddings, one thread", 2, "orl"),
        ]
    ),
    resnet(32, 5),
    resnet(1, 50),
    features(),
    pair("step", "training step of the head, batch 32", 1, tolerance=1e-3),
    click(),
    training(),
    pairs(),
    folder(),
]
