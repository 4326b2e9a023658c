"""The inputs that every side reads: a photo, ORL pictures as numbers, a folder of many photos, embeddings at random."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from theirs import data

PHOTO = "photos/people/barack-obama/1.jpg"
PHOTOS_EACH = 10


def prepare(options, found, sizes):
    """Makes what groups need in options["scratch"] and puts its path into options; found holds what is there."""
    scratch = Path(options["scratch"])
    makers = {"photo": photo, "orl": orl, "folder": folder, "embeddings": embeddings}
    for name, make in makers.items():
        if name in found:
            options[name] = str(make(scratch, found[name], sizes))
    options["photos_each"] = PHOTOS_EACH


def photo(scratch, source, sizes):
    """A decoded photo of 1,000 pixels: as PNG, so that all see the same pixels."""
    with Image.open(source) as picture:
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    picture.thumbnail((1000, 1000))
    picture.save(scratch / "photo.png")
    return scratch / "photo.png"


def orl(scratch, source, sizes):
    """The first pictures of ORL as the ResNet-50 takes them, beside the folder itself."""
    paths, _ = data.photos(Path(source) / "Training")
    np.stack([data.read_photo(p) for p in paths[:32]]).transpose(0, 3, 1, 2).tofile(scratch / "inputs")
    return source


def folder(scratch, source, sizes):
    """Ten small photos each of many people."""
    body = b"P5\n92 112\n255\n" + bytes(92 * 112)
    for i in range(sizes["photos"]):
        person = scratch / "folder" / f"p{i // PHOTOS_EACH}"
        person.mkdir(parents=True, exist_ok=True)
        (person / f"{i % PHOTOS_EACH}.pgm").write_bytes(body)
    return scratch / "folder"


def embeddings(scratch, source, sizes):
    """Embeddings of length 1 that scatter about a point a person, so that the classes overlap."""
    rng = np.random.default_rng(1)
    people = -(-sizes["embeddings"] // PHOTOS_EACH)
    centres = np.repeat(rng.normal(size=(people, 16)) @ rng.normal(size=(16, 512)), PHOTOS_EACH, 0)[
        : sizes["embeddings"]
    ]
    values = centres + 8 * rng.normal(size=centres.shape)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    values.astype(np.float32).tofile(scratch / "embeddings")
    return scratch / "embeddings"
