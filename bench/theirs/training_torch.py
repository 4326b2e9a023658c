"""The published experiment in PyTorch written well: features computed once, pairs drawn by indexing."""

import os
from concurrent.futures import ThreadPoolExecutor

import data
import numpy as np
import torch
from resnet_torch import ResNet50
from torch import nn
from worker import Clock, Result

EPOCHS, STEPS, EACH, MARGIN, EPSILON = 40, 20, 8, 1.0, 1e-7
VALIDATION = 4  # people


def head():
    return nn.Sequential(nn.Linear(8192, 512), nn.ReLU())


def adam(net, rate=1e-3):
    return torch.optim.Adam(net.parameters(), rate, eps=1e-7, foreach=False)  # one large tensor


def distances(embeddings, a, b):
    squared = (embeddings[a] - embeddings[b]).square().sum(1)
    return squared.clamp_min(EPSILON).sqrt()


def contrastive(distance, same):
    return torch.where(same, distance.square(), (MARGIN - distance).clamp_min(0).square()).mean()


def step(net, optimiser, features, a, b, same):
    """One batch forward and back; the loss."""
    loss = contrastive(distances(net(features), a, b), same)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()
    return loss.detach()


def draw(groups, generator):
    """Eight genuine and eight impostor pairs as the rows of their photos; groups is [people, photos]."""
    people, photos = groups.shape
    who = generator.integers(people, size=EACH)
    one, two = np.stack([generator.permutation(photos)[:2] for _ in range(EACH)], 1)
    others = np.stack([generator.permutation(people)[:2] for _ in range(EACH)], 1)
    which = generator.integers(photos, size=(2, EACH))
    first = np.concatenate([groups[who, one], groups[others[0], which[0]]])
    second = np.concatenate([groups[who, two], groups[others[1], which[1]]])
    return first, second


def extract(net, paths, batch=32):
    """Features of photos, decoded by threads ahead of the network."""
    with ThreadPoolExecutor(os.cpu_count()) as readers, torch.inference_mode():
        pictures = readers.map(data.read_photo, paths)
        rows = []
        for first in range(0, len(paths), batch):
            stacked = np.stack([next(pictures) for _ in paths[first : first + batch]])
            rows.append(net(torch.from_numpy(stacked).permute(0, 3, 1, 2)))  # channels last in memory as it is
        return torch.cat(rows).clone()


def network(options):
    """The frozen part. Tracing and prepacking it takes longer than it saves on 400 photos."""
    return ResNet50(data.read_safetensors(options["weights"])).folded().to(memory_format=torch.channels_last)


class Training:
    """The head's training on features of training and validation people."""

    def __init__(self, features, person):
        held = person >= person.max() + 1 - VALIDATION
        self.features, self.held, self.held_person = features[~held], features[held], person[held]
        self.groups = np.stack([np.flatnonzero(person[~held] == p) for p in np.unique(person[~held])])
        a, b = np.triu_indices(len(self.held), 1)
        self.pairs = (
            torch.from_numpy(a),
            torch.from_numpy(b),
            torch.from_numpy(self.held_person[a] == self.held_person[b]),
        )
        self.net = head()
        self.optimiser = adam(self.net)
        self.schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(self.optimiser, factor=0.1, patience=10)
        self.generator = np.random.default_rng(1)
        self.same = torch.arange(2 * EACH) < EACH
        self.best, self.kept = float("inf"), None

    def step(self):
        first, second = draw(self.groups, self.generator)
        rows = self.features[torch.from_numpy(np.concatenate([first, second]))]
        at = torch.arange(2 * EACH)
        return step(self.net, self.optimiser, rows, at, at + 2 * EACH, self.same)

    def epoch(self):
        for _ in range(STEPS):
            self.step()
        with torch.inference_mode():
            a, b, same = self.pairs
            loss = contrastive(distances(self.net(self.held), a, b), same).item()
        self.schedule.step(loss)
        if loss < self.best:
            self.best, self.kept = loss, {k: v.clone() for k, v in self.net.state_dict().items()}


def whole(options):
    """From reading the folder to the evaluated model."""

    def run():
        clock = Clock()
        torch.manual_seed(1)
        paths, person = data.photos(options["orl"] + "/Training")
        tested, tested_person = data.photos(options["orl"] + "/Testing")
        features = extract(network(options), paths + tested)
        extracted, _ = clock.read()
        training = Training(features[: len(paths)], person)
        for _ in range(EPOCHS):
            training.epoch()
        training.net.load_state_dict(training.kept)
        with torch.inference_mode():
            embeddings = training.net(features[len(paths) :]).numpy()
        figures = data.evaluate(embeddings, tested_person)
        wall, cpu = clock.read()
        about = {"features": extracted} | {k: figures[k] for k in ("accuracy_at_half", "eer", "auc")} | cuda_memory()
        return Result([figures["genuine"], figures["impostor"]], wall, cpu, about)

    return run


def cuda_memory():
    """How much of the resident memory is CUDA libraries, which a build for the processor alone would not load."""
    total, name = 0, ""
    with open("/proc/self/smaps") as maps:
        for line in maps:
            words = line.split()
            if "-" in words[0]:
                name = words[-1]
            elif words[0] == "Rss:" and ("/nvidia/" in name or "_cuda" in name or "nvfuser" in name):
                total += int(words[1]) * 1024
    return {"cuda_libraries": total}


def click(options):
    """With features kept from an earlier run, from the start to the end of the first step."""
    paths, person = data.photos(options["orl"] + "/Training")
    kept = os.path.join(options["scratch"], "features.npy")
    np.save(kept, extract(network(options), paths).numpy())

    def run():
        clock = Clock()
        _, people = data.photos(options["orl"] + "/Training")
        training = Training(torch.from_numpy(np.load(kept)), people)
        training.step()
        wall, cpu = clock.read()
        return Result([len(people)], wall, cpu)

    return run


def given_steps(options):
    """Steps on batches, features and first weights that the other side has written: the same numbers must come out."""

    def given(name, *shape):
        return np.fromfile(os.path.join(options["scratch"], "step-" + name), np.float32).reshape(shape)

    features, weight = torch.from_numpy(given("features", -1, 8192)), torch.from_numpy(given("weight", 512, 8192))
    batches = [torch.from_numpy(b) for b in given("batches", -1, 3, 2 * EACH).astype(np.int64)]

    def run():
        net = head()
        net[0].weight.data, net[0].bias.data = weight.clone(), torch.zeros(512)
        optimiser = adam(net)
        losses, clock = [], None
        for a, b, same in batches:
            at = torch.arange(len(a))
            losses.append(step(net, optimiser, features[torch.cat([a, b])], at, at + len(a), same.bool()).item())
            clock = clock or Clock()  # the first step makes the moments
        wall, cpu = clock.read()
        count = len(batches) - 1
        return Result(np.append(net[0].weight.detach().numpy().ravel(), np.mean(losses)), wall / count, cpu / count)

    return run
