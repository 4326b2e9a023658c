"""From a decoded photo to its face's embedding: the policy of model/face in PyTorch, numpy and Pillow."""

from functools import cache
from math import floor, hypot

import face_networks
import numpy as np
import torch
from fastest import fastest
from PIL import Image

DETECTOR_MEAN = torch.tensor([117.001, 114.697, 97.404])
MEAN = torch.tensor([122.782, 117.001, 104.298])
ANCHORS = np.array(
    [(1.603231, 2.094468), (6.041143, 7.080126), (2.882459, 3.518061), (4.266906, 5.178857), (9.041765, 10.66308)]
)
PASSES = [(128, True), (160, True), (224, True), (320, False), (608, False)]
FIVE = [45, 42, 36, 39, 33]
TEMPLATE = np.array(
    [
        (0.8595674595992, 0.2134981538014),
        (0.6460604764104, 0.2289674387677),
        (0.1205750620789, 0.2137274526848),
        (0.3340850613712, 0.2290642403242),
        (0.4901123135679, 0.6277975316475),
    ]
)
TEMPLATE = (TEMPLATE + 0.25) / 1.5 * 150


def pixels(picture):
    """A picture as bytes [H, W, C], with one channel where it is grey."""
    values = np.array(picture)
    return torch.from_numpy(values if values.ndim == 3 else values[:, :, None])


def reduced(values, k):
    """The means of k×k pixels of bytes [H, W, C], rounded."""
    if k == 1:
        return values
    array = values.numpy()
    return pixels(Image.fromarray(array if array.shape[2] == 3 else array[:, :, 0]).reduce(k))


@cache
def samples(n, side, offset, border, length):
    """Along one axis: which two pixels make each of n, and their weights; what lies outside of the picture has none."""
    at = np.arange(n) * side
    first, fraction = at // n, (at % n) / n
    made = []
    for place, weight in ((first, 1 - fraction), (np.minimum(first + 1, side - 1), fraction)):
        place = place - offset - border
        weight = np.where((place < -border) | (place >= length + border), 0, weight)
        made += [torch.from_numpy(place.clip(0, length - 1)), torch.from_numpy(weight.astype(np.float32))]
    return made


def resize(batch, n, side, offset=(0, 0), border=(0, 0)):
    """[B, H, W, C] bytes, repeated by border and placed at offset in a black square, as [B, n, n, C] floats."""
    height, width = batch.shape[1:3]
    y0, a, y1, b = samples(n, side, offset[1], border[1], height)
    x0, c, x1, d = samples(n, side, offset[0], border[0], width)
    rows = batch[:, y0] * a[:, None, None] + batch[:, y1] * b[:, None, None]
    return rows[:, :, x0] * c[:, None] + rows[:, :, x1] * d[:, None]


def network_input(values, mean):
    """[B, H, W, 1 or 3] floats as the network's input [B, 3, H, W], channels last in memory."""
    return ((values - mean) / 255).permute(0, 3, 1, 2)


class Faces:
    """The networks, each in its fastest way, and the policy."""

    def __init__(self, folder, batch=1, longest=1000):
        """The ways are the fastest for so many pictures at once, of so many pixels."""
        sides = [side for side, _ in PASSES if side <= 2.5 * longest]
        shapes = [(batch, s) for s in sides], [(batch, 112)], [(2 * batch, 150)]
        with torch.inference_mode():
            made = [
                fastest(
                    lambda i=i: face_networks.load(folder)[i],
                    *(torch.zeros(n, side, side, 3).permute(0, 3, 1, 2) for n, side in several),
                )
                for i, several in enumerate(shapes)
            ]
        (self.detector, self.landmarks, self.recogniser), self.ways = zip(*made)

    def detect(self, batch):
        """Boxes (score, x, y, w, h) of each picture of a batch of one size [B, H, W, C], merged, the best first."""
        height, width = batch.shape[1:3]
        longest = max(width, height)
        found = [[] for _ in batch]
        small = {}
        for i, (side, bordered) in enumerate(PASSES):
            if i and side > 2.5 * longest:
                continue
            k = max(1, 3 * longest // (2 * side) if bordered else longest // side)
            if k not in small:
                small[k] = torch.stack([reduced(p, k) for p in batch]) if k > 1 else batch
            for boxes, more in zip(found, self.look(small[k], side, bordered, k)):
                boxes.append(more)
        return [merge(np.concatenate(boxes)) for boxes in found]

    def look(self, batch, side, bordered, k):
        height, width = batch.shape[1:3]
        border = (width // 4, height // 4) if bordered else (0, 0)
        square = max(width + 2 * border[0], height + 2 * border[1])
        out = self.detector(network_input(resize(batch, side, square, border=border), DETECTOR_MEAN))
        return [decode(o, square, border, k) for o in out.numpy()]

    def points(self, pictures, boxes):
        """The 68 landmarks [N, 68, 2] in a box of each picture."""
        crops = [crop(p, b) for p, b in zip(pictures, boxes)]
        values = []
        for small, _ in crops:
            height, width = small.shape[:2]
            side = max(height, width)
            values.append(resize(small[None], 112, side, ((side - width) // 2, (side - height) // 2)))
        out = self.landmarks(network_input(torch.cat(values), MEAN)).numpy().reshape(-1, 68, 2).astype(np.float64)
        for points, (_, (x, y, w, h)) in zip(out, crops):
            side = max(w, h)
            points *= side
            points += (x - (side - w) / 2, y - (side - h) / 2)
        return out

    def align(self, pictures, boxes):
        first = self.points(pictures, boxes)
        return self.points(pictures, [grown(p) for p in first])

    def embed(self, chips):
        """The mean over each chip [150, 150, C] and its mirror."""
        x = network_input(torch.stack(chips), MEAN)
        out = self.recogniser(torch.cat([x, x.flip(3)]).contiguous(memory_format=torch.channels_last))
        return ((out[: len(chips)] + out[len(chips) :]) / 2).numpy()

    def describe(self, batch):
        """The embeddings of the main faces of pictures of one size; a picture without a face is a face as a whole."""
        height, width = batch.shape[1:3]
        found = self.detect(batch)
        owners = [i for i, boxes in enumerate(found) for _ in boxes[:, 1:]]
        landmarks = self.align([batch[i] for i in owners], np.concatenate([b[:, 1:] for b in found]))
        chips, at = [], 0
        for picture, boxes in zip(batch, found):
            if len(boxes):
                points = landmarks[at + main(boxes, width, height)]
            else:
                points = self.align([picture], [(0, 0, width, height)])[0]
            at += len(boxes)
            chips.append(chip(picture, points[FIVE]))
        return self.embed(chips)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def decode(out, square, border, k):
    """The boxes of one output [25, N, N] that score above 0.3, in pixels of the photo."""
    n = out.shape[1]
    out = out.reshape(5, 5, n, n).astype(np.float64)
    score = sigmoid(out[:, 4])
    anchor, y, x = np.nonzero(score > 0.3)
    o = out[anchor, :, y, x]
    w, h = np.exp(o[:, 2]) * ANCHORS[anchor, 0] / n, np.exp(o[:, 3]) * ANCHORS[anchor, 1] / n
    left, top = (x + sigmoid(o[:, 0])) / n - w / 2, (y + sigmoid(o[:, 1])) / n - h / 2
    return np.stack(
        [
            score[anchor, y, x],
            (left * square - border[0]) * k,
            (top * square - border[1]) * k,
            w * square * k,
            h * square * k,
        ],
        1,
    )


def overlap(a, b):
    w = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    h = min(a[2] + a[4], b[2] + b[4]) - max(a[2], b[2])
    return w * h / min(a[3] * a[4], b[3] * b[4]) if w > 0 and h > 0 else 0


def merge(found):
    found = found[np.argsort(-found[:, 0], kind="stable")]
    kept = []
    for box in found:
        if box[0] <= 0.6:
            break
        if all(overlap(box, other) <= 0.5 for other in kept):
            kept.append(box)
    return np.array(kept) if kept else found[:1]


def main(boxes, width, height):
    centre = np.hypot(boxes[:, 1] + boxes[:, 3] / 2 - width / 2, boxes[:, 2] + boxes[:, 4] / 2 - height / 2)
    return int(np.argmax(boxes[:, 3] * boxes[:, 4] * (1 - centre / hypot(width / 2, height / 2))))


def crop(picture, box):
    """The box clipped to the picture with its edges repeated by a quarter, averaged down, and its place."""
    height, width = picture.shape[:2]
    place = []
    for at, length, whole in ((box[0], box[2], width), (box[1], box[3], height)):
        margin = whole // 4
        first = min(max(at + margin, 0), whole + 2 * margin - 8)
        last = min(max(at + length + margin, 0), whole + 2 * margin)
        place.append((floor(first) - margin, max(floor(last - first), 8)))
    (x, w), (y, h) = place
    part = picture[max(y, 0) : y + h, max(x, 0) : x + w]
    if x < 0 or y < 0 or x + w > width or y + h > height:
        part = picture[np.arange(y, y + h).clip(0, height - 1)][:, np.arange(x, x + w).clip(0, width - 1)]
    return reduced(part, max(1, max(w, h) // 112)), (x, y, w, h)


def grown(points):
    low, high = points.min(0), points.max(0)
    size = high - low
    return (*(low - 0.1 * size), *(1.2 * size))


def chip(picture, points):
    """The aligned face [150, 150, C] at five points."""
    height, width = picture.shape[:2]
    u, p = TEMPLATE - TEMPLATE.mean(0), points - points.mean(0)
    squares = (u**2).sum()
    a, b = (u * p).sum() / squares, (u[:, 0] * p[:, 1] - u[:, 1] * p[:, 0]).sum() / squares
    shift = points.mean(0) - (np.array([[a, -b], [b, a]]) @ TEMPLATE.mean(0))
    v, u = np.mgrid[0:150, 0:150]
    x, y = a * u - b * v + shift[0], b * u + a * v + shift[1]
    k = int(max(hypot(a, b), 1))
    left, right = region(x, k, width)
    top, bottom = region(y, k, height)
    small = reduced(picture[top * k : bottom * k, left * k : right * k], k)
    return bilinear(small, (x - (k - 1) / 2) / k - left, (y - (k - 1) / 2) / k - top)


def region(places, k, whole):
    """The blocks of k pixels that the places need along an axis."""
    blocks = -(-whole // k)
    first = min(max(floor(places.min() / k) - 2, 0), blocks - 1)
    return first, max(first, min(floor(places.max() / k) + 3, blocks - 1)) + 1


def bilinear(values, x, y):
    """Values [H, W, C] at places; the edge goes on outside."""
    height, width = values.shape[:2]
    x, y = torch.from_numpy(x.clip(0, width - 1)), torch.from_numpy(y.clip(0, height - 1))
    x0, y0 = x.long(), y.long()
    x1, y1 = (x0 + 1).clamp(max=width - 1), (y0 + 1).clamp(max=height - 1)
    fx, fy = (x - x0).float()[..., None], (y - y0).float()[..., None]
    upper = values[y0, x0] * (1 - fx) + values[y0, x1] * fx
    return upper * (1 - fy) + (values[y1, x0] * (1 - fx) + values[y1, x1] * fx) * fy
