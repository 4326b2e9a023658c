"""The three face networks in PyTorch, folded into plain convolutions: the graphs of model/face, written to be fast."""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def read_manifest(folder, name):
    """The tensors of one network by name, dequantised to float32."""
    groups = json.loads((Path(folder) / f"{name}_model-weights_manifest.json").read_text())
    tensors = {}
    for group in groups:
        data = b"".join((Path(folder) / path).read_bytes() for path in group["paths"])
        at = 0
        for entry in group["weights"]:
            count = int(np.prod(entry["shape"]))
            packed = entry.get("quantization")
            values = np.frombuffer(data, packed["dtype"] if packed else entry["dtype"], count, at)
            at += values.nbytes
            if packed:
                values = values * np.float32(packed["scale"]) + np.float32(packed["min"])
            tensors[entry["name"]] = torch.from_numpy(values.astype(np.float32).reshape(entry["shape"]))
    return tensors


def convolution(weight, bias=None, stride=1, padding=0, groups=1):
    """A convolution of filters [out, in, h, w]."""
    out, per, size, _ = weight.shape
    made = nn.Conv2d(per * groups, out, size, stride, padding, groups=groups, bias=bias is not None)
    made.weight.data = weight.contiguous()
    if bias is not None:
        made.bias.data = bias.contiguous()
    return made


def full(tensors, name, stride=1, padding=0):
    return convolution(tensors[name + "/filters"].permute(3, 2, 0, 1), tensors[name + "/bias"], stride, padding)


def separable(tensors, name, stride=1, padding=1):
    depth = tensors[name + "/depthwise_filter"].permute(2, 3, 0, 1)
    point = tensors[name + "/pointwise_filter"].permute(3, 2, 0, 1)
    return nn.Sequential(
        convolution(depth, None, stride, padding, groups=depth.shape[0]), convolution(point, tensors[name + "/bias"])
    )


def scaled(tensors, name, stride=1, padding=0):
    """(conv(x) + bias) · weights + biases as one convolution."""
    scale, shift = tensors[name + "/scale/weights"], tensors[name + "/scale/biases"]
    weight = tensors[name + "/conv/filters"].permute(3, 2, 0, 1) * scale[:, None, None, None]
    return convolution(weight, tensors[name + "/conv/bias"] * scale + shift, stride, padding)


class Detector(nn.Module):
    """[B, 3, S, S] to [B, 25, S/32, S/32]."""

    def __init__(self, tensors):
        super().__init__()
        self.first = full(tensors, "conv0")
        self.middle = nn.ModuleList(separable(tensors, f"conv{i}") for i in range(1, 6))
        self.last = full(tensors, "conv8")

    def forward(self, x):
        x = F.leaky_relu(self.first(x), 0.1)
        for layer in self.middle:
            x = F.leaky_relu(layer(F.max_pool2d(x, 2, 2, ceil_mode=True)), 0.1)
        x = F.max_pool2d(x, 2, 1, 1)[:, :, 1:, 1:]  # the window reaches over the right and bottom edge
        return self.last(x)


class Landmarks(nn.Module):
    """[B, 3, 112, 112] to [B, 136]: x, y, x, y … in units of the 112 pixels."""

    def __init__(self, tensors):
        super().__init__()
        self.blocks = nn.ModuleList()
        for b in range(4):
            first = separable(tensors, f"dense{b}/conv0", 2, 0) if b else full(tensors, "dense0/conv0", 2)
            self.blocks.append(nn.ModuleList([first] + [separable(tensors, f"dense{b}/conv{c}") for c in (1, 2, 3)]))
        self.last = nn.Linear(256, 136)
        self.last.weight.data = tensors["fc/weights"].T.contiguous()
        self.last.bias.data = tensors["fc/bias"]

    def forward(self, x):
        for first, second, third, fourth in self.blocks:
            x = F.relu(first(F.pad(x, (0, 1, 0, 1))))
            total = x + second(x)
            total = total + third(F.relu(total))
            x = F.relu(total + fourth(F.relu(total)))
        return self.last(F.avg_pool2d(x, 7).flatten(1))


RESIDUAL = (
    *("conv32_1", "conv32_2", "conv32_3"),
    *("conv64_down", "conv64_1", "conv64_2", "conv64_3"),
    *("conv128_down", "conv128_1", "conv128_2"),
    *("conv256_down", "conv256_1", "conv256_2", "conv256_down_out"),
)


class Residual(nn.Module):
    def __init__(self, tensors, name):
        super().__init__()
        self.down = "down" in name
        self.short = name.startswith("conv256_down")  # its convolutions leave the plane a row and column smaller
        self.one = scaled(tensors, name + "/conv1", 2 if self.down else 1, 0 if self.down else 1)
        self.two = scaled(tensors, name + "/conv2", 1, 1)
        self.channels = self.one.out_channels - self.one.in_channels

    def forward(self, x):
        y = self.two(F.relu(self.one(x)))
        if self.down:
            x = F.avg_pool2d(x, 2)
        if self.channels:
            x = F.pad(x, (0, 0, 0, 0, 0, self.channels))
        if self.short:
            y = F.pad(y, (0, 1, 0, 1))
        return F.relu(y + x)


class Recogniser(nn.Module):
    """[B, 3, 150, 150] to [B, 128]."""

    def __init__(self, tensors):
        super().__init__()
        self.first = scaled(tensors, "conv32_down", 2)
        self.blocks = nn.Sequential(*(Residual(tensors, name) for name in RESIDUAL))
        self.last = nn.Linear(256, 128, bias=False)
        self.last.weight.data = tensors["fc"].T.contiguous()

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.first(x)), 3, 2)
        return self.last(self.blocks(x).mean((2, 3)))


def load(folder):
    """Detector, landmarks and recogniser."""
    return (
        Detector(read_manifest(folder, "tiny_face_detector")),
        Landmarks(read_manifest(folder, "face_landmark_68")),
        Recogniser(read_manifest(folder, "face_recognition")),
    )
