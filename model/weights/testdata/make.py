"""Makes the files of this folder. Needs torch 2.1, numpy and safetensors; run it in this folder.

NAME.zip.pth, NAME.zip5.pth and NAME.legacy.pth are one state dict in PyTorch's two formats; NAME.safetensors has what
torch.load finds in them, as float32, written by the safetensors package. hostile-*.pth must all be refused.
"""

import collections
import pickle
import struct
import zipfile

import torch
from safetensors.torch import save_file

LEGACY_MAGIC = bytes.fromhex("80028a0a6cfc9c46f9206aa850192e")


def mixed():
    base = torch.arange(24, dtype=torch.float32) / 8 - 1
    return collections.OrderedDict(
        [
            ("conv.weight", torch.nn.Parameter(base.reshape(2, 3, 2, 2).clone())),
            ("bn.running_mean", torch.tensor([1.5, -2.25, 3e-39])),
            ("bn.num_batches_tracked", torch.tensor(7)),
            ("double", torch.tensor([[0.1, 1e300]], dtype=torch.float64)),
            ("transposed", base.reshape(4, 6).t()),
            ("sliced", base.reshape(4, 6)[1:, ::2]),
            ("shared.whole", base),
            ("shared.part", base[5:9]),
            ("empty", torch.zeros(0, 3)),
        ]
    )


def half(dtype):
    values = [0.0, -0.0, 1.0, -1.5, 65504.0, 6.1e-5, 5.96e-8, 1e-6, float("inf"), float("-inf"), 0.333]
    return {"w": torch.tensor(values).to(dtype), "b": torch.linspace(-3, 3, 6).to(dtype).reshape(2, 3)}


def state_of(data):
    return data.get("state_dict", data)


def save_both(name, data):
    torch.save(data, name + ".zip.pth")
    torch.save(data, name + ".zip5.pth", pickle_protocol=5)
    torch.save(data, name + ".legacy.pth", _use_new_zipfile_serialization=False)
    flat = {k: v.detach().to(torch.float32).contiguous().clone() for k, v in state_of(data).items() if torch.is_tensor(v)}
    save_file(flat, name + ".safetensors")


def save_view(name):
    """The legacy format as PyTorch 0.3 wrote it: a storage that is a part of another, and Python 2's long numbers."""
    text = lambda s: b"U" + bytes([len(s)]) + s.encode()
    long = lambda n: b"\x8a\x01" + struct.pack("<b", n)
    part = b"(" + text("part") + long(2) + long(6) + b"t"
    whole = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text("77") + text("cpu") + long(11) + part + b"tQ"
    args = b"(" + whole + long(0) + long(2) + long(3) + b"\x86" + long(3) + long(1) + b"\x86t"
    state = b"\x80\x02}" + text("b") + b"ctorch._utils\n_rebuild_tensor\n" + args + b"Rs" + text("loss") + long(-5) + b"s."
    values = [9.0, 9.0, *torch.linspace(-3, 3, 6).tolist(), 9.0, 9.0, 9.0]
    with open(name + ".view.pth", "wb") as file:
        file.write(LEGACY_MAGIC + b"\x80\x02M\xe9\x03." + pickle.dumps({"little_endian": True}, 2) + state)
        file.write(b"\x80\x02]" + text("77") + b"a." + struct.pack("<q11f", 11, *values))
    save_file({"b": torch.linspace(-3, 3, 6).reshape(2, 3)}, name + ".safetensors")


def check(name):
    """Sees that torch.load agrees about all formats."""
    from safetensors.torch import load_file

    want = load_file(name + ".safetensors")
    for kind in ("zip", "zip5", "legacy", "view"):
        try:
            got = state_of(torch.load(f"{name}.{kind}.pth", encoding="ascii"))
        except FileNotFoundError:
            continue
        for key, tensor in want.items():
            assert torch.equal(got[key].detach().to(torch.float32), tensor), (name, kind, key)


def hostile(name, raw, storages=(), method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(f"hostile-{name}.pth", "w", method) as archive:
        for entry, data in [("data.pkl", raw), *((f"data/{key}", data) for key, data in storages)]:
            archive.writestr(zipfile.ZipInfo(f"archive/{entry}"), data, method)


def one_tensor(values, size, stride, offset=0, kind="FloatStorage"):
    """The pickle of {"w": tensor} over a storage "0" of so many values."""
    number = lambda n: b"J" + struct.pack("<i", n)
    numbers = lambda ns: b"(" + b"".join(map(number, ns)) + b"t"
    text = lambda s: b"X" + struct.pack("<I", len(s)) + s.encode()
    persistent = b"(" + text("storage") + f"ctorch\n{kind}\n".encode() + text("0") + text("cpu") + number(values) + b"tQ"
    args = b"(" + persistent + number(offset) + numbers(size) + numbers(stride) + b"\x89}t"
    return b"\x80\x02}" + text("w") + b"ctorch._utils\n_rebuild_tensor_v2\n" + args + b"Rs."


class Evil:
    def __reduce__(self):
        import os

        return os.system, ("true",)


def make_hostile():
    evil = pickle.dumps(Evil(), 2)
    hostile("system", evil)
    hostile("system-inside", pickle.dumps({"w": [Evil()]}, 2))
    with open("hostile-system-legacy.pth", "wb") as f:
        f.write(LEGACY_MAGIC + b"\x80\x02M\xe9\x03." + pickle.dumps({"little_endian": True}, 2) + evil)
    hostile("nested", b"\x80\x02" + b"(" * 100_000 + b".", method=zipfile.ZIP_DEFLATED)
    hostile("lists", b"\x80\x02" + b"]" * 100_000 + b"a" * 99_999 + b".", method=zipfile.ZIP_DEFLATED)
    hostile("long-put", b"\x80\x02}r\xff\xff\xff\xff.")
    hostile("long-string", b"\x80\x02X\xff\xff\xff\x7fabc.")
    hostile("cycle", b"\x80\x02]q\x00h\x00a.")
    hostile("own-value", b"\x80\x02}q\x00X\x01\x00\x00\x00wh\x00s.")
    hostile("bomb", one_tensor(2_000_000, [2_000_000], [1]), [("0", bytes(8_000_000))], zipfile.ZIP_DEFLATED)
    hostile("broadcast", one_tensor(1, [1 << 28], [0]), [("0", bytes(4))])
    hostile("outside", one_tensor(4, [2, 2], [2, 2]), [("0", bytes(16))])
    hostile("offset", one_tensor(4, [4], [1], 1), [("0", bytes(16))])
    hostile("negative", one_tensor(4, [4], [-1], 3), [("0", bytes(16))])
    hostile("overflow", one_tensor(4, [0x7FFFFFFF] * 4, [0x7FFFFFFF] * 4), [("0", bytes(16))])
    hostile("short-storage", one_tensor(4, [4], [1]), [("0", bytes(12))])
    hostile("no-storage", one_tensor(4, [4], [1]))
    hostile("type", one_tensor(4, [4], [1], kind="QInt8Storage"), [("0", bytes(16))])


torch.manual_seed(1)
save_both("mixed", mixed())
save_both("half", half(torch.float16))
save_both("bfloat", half(torch.bfloat16))
save_both("nested", {"epoch": 3, "best": 0.5, "args": [True, None], "state_dict": half(torch.float32)})
save_view("old")
for each in ("old", "mixed", "half", "bfloat", "nested"):
    check(each)
make_hostile()
