"""The ways in which PyTorch runs a network for inference, and the fastest of them."""

import time

import torch


def eager(net, example):
    return net


def channels_last(net, example):
    return net.to(memory_format=torch.channels_last)


def optimised(net, example):
    """Traced, frozen, and its convolutions with what follows them handed to oneDNN with weights in its own layout."""
    return torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(net.eval(), example)))


def optimised_last(net, example):
    return optimised(net.to(memory_format=torch.channels_last), example.contiguous(memory_format=torch.channels_last))


def seconds(net, example, tries=5):
    """The least of a few passes, after two that let the compiler settle."""
    least = float("inf")
    for i in range(tries + 2):
        begun = time.perf_counter()
        net(example)
        if i > 1:
            least = min(least, time.perf_counter() - begun)
    return least


def fastest(make, example):
    """The fastest way to run the network that make() returns on inputs such as example, and the way's name."""
    best = None
    for way in (channels_last, optimised, optimised_last):
        net = way(make().eval(), example)
        spent = seconds(net, example)
        if best is None or spent < best[0]:
            best = spent, net, way.__name__
    return best[1:]
