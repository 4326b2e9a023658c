"""PyTorch's side of the bench: the ResNet-50 and the training of its head."""

import data
import fastest
import numpy as np
import torch
import training_torch
from PIL import Image
from resnet_torch import ResNet50
from worker import Result, cold, serve


def inference(unit):
    """Runs a unit, and what makes it, without gradients."""

    def make(options):
        with torch.inference_mode():
            run = unit(options)

        def without_gradients():
            with torch.inference_mode():
                return run()

        return without_gradients

    return make


def resnet(batch, best):
    """The features of so many pictures of ORL."""

    def unit(options):
        paths, _ = data.photos(options["orl"] + "/Training")
        x = torch.from_numpy(np.stack([data.read_photo(p) for p in paths[:batch]])).permute(0, 3, 1, 2).contiguous()
        tensors = data.read_safetensors(options["weights"])
        net, way = ResNet50(tensors), "eager"
        if best:
            net, way = fastest.fastest(lambda: ResNet50(tensors).folded(), x)
        return lambda: Result(net(x).numpy(), about={"way": way})

    return inference(unit)


def features(options):
    """32 photos from the disk to features."""
    paths, _ = data.photos(options["orl"] + "/Training")
    net = training_torch.network(options)
    return lambda: training_torch.extract(net, paths[:32]).numpy()


UNITS = {
    "resnet-32-eager": resnet(32, best=False),
    "resnet-32-best": resnet(32, best=True),
    "resnet-1-eager": resnet(1, best=False),
    "resnet-1-best": resnet(1, best=True),
    "features": inference(features),
    "step": training_torch.given_steps,
    "click": training_torch.click,
    "whole": cold(training_torch.whole),
}

if __name__ == "__main__":
    serve(UNITS, lambda options: torch.set_num_threads(options["threads"]))
