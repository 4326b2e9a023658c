"""Makes resnet50.json: features of ResNet-50 as PyTorch computes them, for TestResnetAgainstPyTorch.

    python make.py [resnet50.safetensors] > resnet50.json     (needs torch and numpy)

Weights and inputs come from a formula that the test repeats, and, where the file of real ImageNet weights is given, from there.
"""
import json
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

BLOCKS, WIDTHS = [3, 4, 6, 3], [64, 128, 256, 512]


def noise(n, salt):
    """n numbers in [-0.5, 0.5): a 32-bit mixing of the index, the same in every language."""
    x = (np.arange(n, dtype=np.uint64) * 2654435761 + salt * 40503) % 2**32
    x = (x ^ (x >> np.uint64(15))) * 2246822519 % 2**32
    x = (x ^ (x >> np.uint64(13))) % 2**32
    return (x.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


def convolutions():
    yield "conv1", "bn1", 3, 64, 7
    inner = 64
    for s, (blocks, width) in enumerate(zip(BLOCKS, WIDTHS), 1):
        for b in range(blocks):
            p = f"layer{s}.{b}."
            yield p + "conv1", p + "bn1", inner, width, 1
            yield p + "conv2", p + "bn2", width, width, 3
            yield p + "conv3", p + "bn3", width, 4 * width, 1
            if b == 0:
                yield p + "downsample.0", p + "downsample.1", inner, 4 * width, 1
            inner = 4 * width


def formula():
    w, salt = {}, 0
    for conv, norm, i, o, k in convolutions():
        salt += 1
        w[conv + ".weight"] = noise(o * i * k * k, salt).reshape(o, i, k, k) * np.float32(np.sqrt(24.0 / (i * k * k)))
        w[conv + ".bias"] = noise(o, salt + 100)
        w[norm + ".weight"] = noise(o, salt + 200) + 1
        w[norm + ".bias"] = noise(o, salt + 300)
        w[norm + ".running_mean"] = noise(o, salt + 400)
        w[norm + ".running_var"] = noise(o, salt + 500) + np.float32(1.5)
    return {k: torch.tensor(v) for k, v in w.items()}


def read(path):
    data = open(path, "rb").read()
    n = struct.unpack("<Q", data[:8])[0]
    w = {}
    for name, t in json.loads(data[8 : 8 + n]).items():
        if name == "__metadata__" or t["dtype"] != "F16":
            continue
        a, b = t["data_offsets"]
        w[name] = torch.tensor(np.frombuffer(data[8 + n + a : 8 + n + b], np.float16).reshape(t["shape"]).astype(np.float32))
    return w


def features(w, x):
    def conv(x, c, n, stride, pad, relu=True):
        x = F.conv2d(x, w[c + ".weight"], w.get(c + ".bias"), stride, pad)
        x = F.batch_norm(x, w[n + ".running_mean"], w[n + ".running_var"], w[n + ".weight"], w[n + ".bias"], False, 0.1, 1e-5)
        return F.relu(x) if relu else x

    x = F.max_pool2d(conv(x, "conv1", "bn1", 2, 3), 3, 2, 1)
    for s, blocks in enumerate(BLOCKS, 1):
        for b in range(blocks):
            p, stride = f"layer{s}.{b}.", 2 if b == 0 and s > 1 else 1
            y = conv(x, p + "conv1", p + "bn1", 1, 0)
            y = conv(y, p + "conv2", p + "bn2", stride, 1)
            y = conv(y, p + "conv3", p + "bn3", 1, 0, False)
            if b == 0:
                x = conv(x, p + "downsample.0", p + "downsample.1", stride, 0, False)
            x = F.relu(x + y)
    return x.flatten(1)


def known(w):
    x = torch.tensor(noise(2 * 3 * 64 * 64, 7).reshape(2, 3, 64, 64) * 4)
    with torch.no_grad():
        y = features(w, x)
    return {"norms": y.double().norm(dim=1).tolist(), "every_512th": y[:, ::512].tolist()}


out = {"torch": torch.__version__, "formula": known(formula())}
if len(sys.argv) > 1:
    out["imagenet"] = known(read(sys.argv[1]))
print(json.dumps(out, indent=1))
