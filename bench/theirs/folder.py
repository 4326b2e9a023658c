"""Opening a folder of photos in Python: a walk, and each photo's header by Pillow."""

import os

from PIL import Image
from worker import serve


def folder(options):
    def run():
        people, photos, area = set(), 0, 0
        for root, _, files in os.walk(options["folder"]):
            for name in files:
                with Image.open(os.path.join(root, name)) as picture:
                    width, height = picture.size
                people.add(root)
                photos, area = photos + 1, area + width * height
        return [len(people), photos, area]

    return run


if __name__ == "__main__":
    serve({"folder": folder}, lambda options: None)
