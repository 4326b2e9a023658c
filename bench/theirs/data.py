"""What the Python sides share: weights, the ORL faces, the figures of an evaluation."""

import json
from pathlib import Path

import numpy as np
from PIL import Image

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


def read_safetensors(path):
    """Every tensor of a file by name, as float32."""
    data = Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    types = {"F16": np.float16, "F32": np.float32}
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            values = np.frombuffer(data[start + first : start + last], types[entry["dtype"]])
            tensors[name] = values.reshape(entry["shape"]).astype(np.float32)
    return tensors


def photos(folder):
    """The paths below a folder of people, and for each the number of its person; all in natural order."""
    paths, person = [], []
    for i, one in enumerate(sorted((p for p in Path(folder).iterdir() if p.is_dir()), key=natural)):
        for path in sorted(one.iterdir(), key=natural):
            paths.append(path)
            person.append(i)
    return paths, np.array(person)


def natural(path):
    return int("".join(c for c in path.stem if c.isdigit()) or 0), path.name


def read_photo(path):
    """A photo as the ResNet-50 takes it: 64×64×3, normalised as ImageNet's."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").resize((64, 64), Image.Resampling.BILINEAR)
    return (np.asarray(small, np.float32) / 255 - MEAN) / DEVIATION


def evaluate(embeddings, person):
    """The figures of all pairs of embeddings: accuracy at 0.5, AUC and EER, and the histogram of both classes."""
    from sklearn.metrics import roc_curve

    i, j = np.triu_indices(len(embeddings), 1)
    squared = ((embeddings[i].astype(np.float64) - embeddings[j]) ** 2).sum(1)
    distance, same = np.sqrt(np.maximum(squared, 1e-7)), person[i] == person[j]
    fmr, tmr, _ = roc_curve(same, -distance)
    crossing = np.argmin(np.abs(fmr - (1 - tmr)))
    edges = np.linspace(0, 2, 100)
    return {
        "genuine": int(same.sum()),
        "impostor": int((~same).sum()),
        "accuracy_at_half": float(((distance[same] < 0.5).mean() + (distance[~same] >= 0.5).mean()) / 2),
        "auc": float(np.trapz(tmr, fmr)),
        "eer": float((fmr[crossing] + 1 - tmr[crossing]) / 2),
        "histogram": [np.histogram(distance[s], edges)[0].tolist() for s in (same, ~same)],
    }
