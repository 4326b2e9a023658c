"""The published experiment in Keras, fed as published: pictures read for every batch, both towers run in every step."""

import math
import os

import data
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from worker import Clock, Result, cold, serve

EPOCHS, STEPS, EACH, VALIDATION_STEPS = 40, 20, 8, 5
BLOCKS = (("layer1", 64, 3, 1), ("layer2", 128, 4, 2), ("layer3", 256, 6, 2), ("layer4", 512, 3, 2))


def convolve(x, tensors, conv, norm, stride, relu=True):
    """Padding, convolution and normalisation under torchvision's names; Keras' convolutions have a bias, zero here."""
    kernel = tensors[conv + ".weight"]
    size = kernel.shape[2]
    if size > 1:
        x = layers.ZeroPadding2D(size // 2)(x)
    made = layers.Conv2D(kernel.shape[0], size, stride)
    x = made(x)
    made.set_weights([kernel.transpose(2, 3, 1, 0), np.zeros(kernel.shape[0], np.float32)])
    made = layers.BatchNormalization(epsilon=1e-5)
    x = made(x)
    made.set_weights([tensors[f"{norm}.{part}"] for part in ("weight", "bias", "running_mean", "running_var")])
    return layers.ReLU()(x) if relu else x


def backbone(tensors):
    """The frozen ResNet-50 (v1.5, as the weights want it) on 64×64×3, flattened."""
    inputs = x = keras.Input((64, 64, 3))
    x = convolve(x, tensors, "conv1", "bn1", 2)
    x = layers.MaxPooling2D(3, 2)(layers.ZeroPadding2D(1)(x))
    for name, _, count, stride in BLOCKS:
        for i in range(count):
            at = f"{name}.{i}."
            shortcut = x
            if not i:
                shortcut = convolve(x, tensors, at + "downsample.0", at + "downsample.1", stride, relu=False)
            x = convolve(x, tensors, at + "conv1", at + "bn1", 1)
            x = convolve(x, tensors, at + "conv2", at + "bn2", 1 if i else stride)
            x = convolve(x, tensors, at + "conv3", at + "bn3", 1, relu=False)
            x = layers.ReLU()(layers.Add()([x, shortcut]))
    # the order of channels first, as PyTorch flattens
    made = keras.Model(inputs, layers.Flatten()(layers.Permute((3, 1, 2))(x)))
    made.trainable = False
    return made


def distance(pair):
    squared = tf.reduce_sum(tf.square(pair[0] - pair[1]), axis=1, keepdims=True)
    return tf.sqrt(tf.maximum(squared, keras.backend.epsilon()))


def contrastive(same, d):
    return tf.reduce_mean(same * tf.square(d) + (1 - same) * tf.square(tf.maximum(1 - d, 0)))


def siamese(tensors):
    """The tower, and the model of pairs."""
    tower = keras.Sequential([backbone(tensors), layers.Dense(512, activation="relu")])
    first, second = keras.Input((64, 64, 3)), keras.Input((64, 64, 3))
    model = keras.Model([first, second], layers.Lambda(distance)([tower(first), tower(second)]))
    model.compile(loss=contrastive, optimizer=keras.optimizers.Adam(1e-3))
    return tower, model


def batches(paths, person, seed):
    """Eight genuine and eight impostor pairs at a time, read from the disk for each."""
    generator = np.random.default_rng(seed)
    groups = [np.flatnonzero(person == p) for p in np.unique(person)]
    same = np.repeat([1, 0], EACH).astype(np.float32)[:, None]
    while True:
        pairs = [generator.choice(groups[generator.integers(len(groups))], 2, replace=False) for _ in range(EACH)]
        for _ in range(EACH):
            a, b = generator.choice(len(groups), 2, replace=False)
            pairs.append((generator.choice(groups[a]), generator.choice(groups[b])))
        yield [np.stack([data.read_photo(paths[p[side]]) for p in pairs]) for side in (0, 1)], same


class Timer(keras.callbacks.Callback):
    """When every epoch ended."""

    def on_train_begin(self, logs=None):
        self.ends = [Clock()]

    def on_epoch_end(self, epoch, logs=None):
        self.ends.append(Clock())

    def rest(self, epochs):
        """Wall and processor time of the epochs that were left out, by the median of those after the first."""
        done = len(self.ends) - 1
        spent = [(b.wall - a.wall, b.cpu - a.cpu) for a, b in zip(self.ends[1:], self.ends[2:])]
        return [(epochs - done) * float(np.median(s)) for s in zip(*spent)]


@cold
def whole(options):
    """From reading the folder to the evaluated model. Of the 40 epochs only so many are run as the options say."""

    def run():
        clock = Clock()
        keras.utils.set_random_seed(1)
        paths, person = data.photos(options["orl"] + "/Training")
        tested, tested_person = data.photos(options["orl"] + "/Testing")
        tower, model = siamese(data.read_safetensors(options["weights"]))
        timer, best = Timer(), os.path.join(options["scratch"], f"best-{os.getpid()}.weights.h5")
        model.fit(
            batches(paths, person, 1),
            epochs=options["keras_epochs"],
            steps_per_epoch=STEPS,
            validation_data=batches(tested, tested_person, 2),
            validation_steps=VALIDATION_STEPS,
            callbacks=[
                timer,
                keras.callbacks.ReduceLROnPlateau(factor=0.1, patience=10),
                keras.callbacks.ModelCheckpoint(best, save_best_only=True, save_weights_only=True),
            ],
            verbose=0,
        )
        model.load_weights(best)
        embeddings = tower.predict(np.stack([data.read_photo(p) for p in tested]), verbose=0)
        figures = data.evaluate(embeddings, tested_person)
        rest = timer.rest(EPOCHS)
        wall, cpu = (spent + left for spent, left in zip(clock.read(), rest))
        about = {
            "measured_epochs": options["keras_epochs"],
            "left_out": rest[0],
            "accuracy_at_half": figures["accuracy_at_half"],
        }
        return Result([figures["genuine"], figures["impostor"]], wall, cpu, about)

    return run


def features(options):
    """The frozen part on the first photos, to compare."""
    paths, _ = data.photos(options["orl"] + "/Training")
    net = backbone(data.read_safetensors(options["weights"]))
    pictures = np.stack([data.read_photo(p) for p in paths[:32]])
    return lambda: net.predict(pictures, verbose=0)


def prepare(options):
    if not math.isnan(prepare.threads):
        return
    prepare.threads = options["threads"]
    tf.config.threading.set_intra_op_parallelism_threads(options["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(options["threads"])


prepare.threads = math.nan

if __name__ == "__main__":
    serve({"whole": whole, "features": features}, prepare)
