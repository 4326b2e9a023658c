"""onnxruntime's side of the bench: faces."""

import cv2
import data
import numpy as np
from faces import Faces, chip, five_of
from PIL import Image
from worker import serve


def face_policy(options):
    """One decoded photo through the whole way."""
    networks, photo = Faces(options["faces"]), np.asarray(Image.open(options["photo"]).convert("RGB"))
    return lambda: networks.describe(photo)


def face_box(options):
    """From a box of that photo to the embedding."""
    networks, photo = Faces(options["faces"]), np.asarray(Image.open(options["photo"]).convert("RGB"))
    box = networks.detect(photo)[0][1]
    return lambda: networks.embed(chip(photo, five_of(networks.points(photo, box))))


def face_orl(options):
    """Sixteen pictures of ORL."""
    networks = Faces(options["faces"])
    paths, _ = data.photos(options["orl"] + "/Training")
    pictures = [np.asarray(Image.open(p).convert("RGB")) for p in paths[:16]]
    return lambda: np.stack([networks.describe(p) for p in pictures])


UNITS = {"face-policy": face_policy, "face-box": face_box, "face-orl": face_orl}

if __name__ == "__main__":
    cv2.setNumThreads(1)
    serve(UNITS, lambda options: None)
