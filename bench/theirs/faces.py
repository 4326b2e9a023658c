"""From a decoded photo to its face's embedding: the way of model/face by onnxruntime, OpenCV and numpy, on one thread."""

from math import atan2, floor, hypot, radians

import cv2
import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper

SURE, UNCERTAIN = 0.5, 0.25
TEMPLATE = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])


def session(path, free_sides=False):
    """A network whose batch, and the sides where they are asked for, are free. Its tiny weights count as zero, as in ours: processors that
    are slow at denormal numbers would make the comparison say nothing."""
    model = onnx.load(path)
    graph = model.graph
    constants = {t.name for t in graph.initializer}
    inputs = [i for i in graph.input if i.name not in constants]
    del graph.input[:], graph.value_info[:]
    graph.input.extend(inputs)
    for value in [*graph.input, *graph.output]:
        for axis, dimension in enumerate(value.type.tensor_type.shape.dim):
            if axis == 0 or axis > 1 and free_sides:
                dimension.dim_param = f"{value.name}{axis}" if axis else "batch"
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32:
            tensor.CopyFrom(numpy_helper.from_array(np.where(np.abs(values) < 1e-12, 0, values).astype(np.float32), tensor.name))
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def averaged(picture, k):
    """The picture averaged down k times, and its scale against the whole one."""
    height, width = picture.shape[:2]
    if k < 2:
        return picture, np.ones(2)
    small = cv2.resize(picture, (max(1, width // k), max(1, height // k)), interpolation=cv2.INTER_AREA)
    return small, np.array(small.shape[1::-1]) / (width, height)


def area(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def common(a, b):
    return max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))


class Faces:
    def __init__(self, folder):
        self.detector = session(f"{folder}/centerface.onnx", free_sides=True)
        self.landmarks = session(f"{folder}/fr_landmark.onnx")
        self.recogniser = session(f"{folder}/fr_feature.onnx")

    def look(self, picture, border, longest, enlarge):
        """Candidates (score, box, five points) of one view, without those that overlap a better one."""
        y, x = (int(side * border) for side in picture.shape[:2])
        if border:
            picture = cv2.copyMakeBorder(picture, y, y, x, x, cv2.BORDER_REPLICATE)
        height, width = picture.shape[:2]
        scale = longest / max(height, width)
        scale = scale if enlarge else min(scale, 1)
        w, h = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(picture, (w, h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        canvas = np.zeros((-(-h // 32) * 32, -(-w // 32) * 32, 3), np.float32)
        canvas[:h, :w] = small
        out = self.detector.run(["537", "538", "539", "540"], {"input.1": canvas.transpose(2, 0, 1)[None]})
        heat, size, offset, points = (o[0] for o in out)
        rows, columns = np.nonzero(heat[0] > UNCERTAIN)
        order = np.argsort(-heat[0, rows, columns], kind="stable")
        up, shift, kept = np.array([width / w, height / h]), np.array([x, y]), []
        for row, column in zip(rows[order], columns[order]):
            ys, xs = np.exp(size[:, row, column]) * 4
            left = (column + offset[1, row, column] + 0.5) * 4 - xs / 2
            top = (row + offset[0, row, column] + 0.5) * 4 - ys / 2
            box = np.array([left, top, left + xs, top + ys])
            if any(common(box, k[1]) / (area(box) + area(k[1]) - common(box, k[1])) > 0.3 for k in kept):
                continue
            five = points[:, row, column].reshape(5, 2)[:, ::-1] * (xs, ys) + (left, top)
            kept.append((heat[0, row, column], box, five))
        return [(score, (box.reshape(2, 2) * up - shift).ravel(), five * up - shift) for score, box, five in kept]

    def detect(self, picture):
        found = self.look(picture, 0, 640, False) + self.look(picture, 0.25, 320, True)
        found.sort(key=lambda f: -f[0])
        kept = []
        for f in found:
            if f[0] > SURE and all(common(f[1], k[1]) <= 0.5 * min(area(f[1]), area(k[1])) for k in kept):
                kept.append(f)
        return kept or found[:1]

    def points(self, picture, box):
        """The 68 landmarks in the box of an upright face."""
        width, height = box[2] - box[0], box[3] - box[1]
        small, scale = averaged(picture, int(min(width, height) // 64))
        place = np.array([[width / 64, 0, box[0]], [0, height / 64, box[1]]]) * scale[:, None]
        crop = cv2.warpAffine(small, place, (64, 64), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
        grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY).astype(np.float32) / 256
        out = self.landmarks.run(None, {"input": grey[None, None]})[0]
        return out.reshape(68, 2).astype(np.float64) * (width, height) + box[:2]

    def describe(self, picture):
        """The embedding of the main face of a picture with an upright one."""
        height, width = picture.shape[:2]

        def weight(face):
            middle = (face[1][:2] + face[1][2:]) / 2 - (width / 2, height / 2)
            return area(face[1]) * (1 - min(hypot(*middle) / hypot(width / 2, height / 2), 0.999))

        _, box, five = max(self.detect(picture), key=weight)
        down = (five[3] + five[4] - five[0] - five[1]) / 2
        assert abs(atan2(down[0], down[1])) < radians(20), "the bench has no turned faces"
        return self.embed(chip(picture, five_of(self.points(picture, box))))

    def embed(self, face):
        both = np.stack([face, face[:, ::-1]])[..., ::-1].astype(np.float32)
        out = self.recogniser.run(None, {"input": ((both - 127.5) / 127.5).transpose(0, 3, 1, 2)})[0].astype(np.float64)
        out = out.reshape(2, -1).sum(0)  # the network joins the batch in its last step
        return out / np.linalg.norm(out)


def five_of(p):
    return np.array([p[[37, 38, 40, 41]].mean(0), p[[43, 44, 46, 47]].mean(0), p[30], (p[48] + p[60]) / 2, (p[54] + p[64]) / 2])


def similarity(source, target):
    """[2, 3]: turns, scales and moves source onto target with least squares."""
    s, t = source - source.mean(0), target - target.mean(0)
    squares = (s**2).sum()
    a, b = (s * t).sum() / squares, (s[:, 0] * t[:, 1] - s[:, 1] * t[:, 0]).sum() / squares
    m = np.array([[a, -b], [b, a]])
    return np.hstack([m, (target.mean(0) - m @ source.mean(0))[:, None]])


def chip(picture, five):
    """The aligned face, 112×112, black where there is no picture."""
    m = similarity(five, TEMPLATE)
    small, scale = averaged(picture, floor(1 / hypot(m[0, 0], m[1, 0]) + 1e-9))
    return cv2.warpAffine(small, similarity(five * scale, TEMPLATE), (112, 112), flags=cv2.INTER_LINEAR)
