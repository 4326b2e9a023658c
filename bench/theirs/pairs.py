"""All pairs of many embeddings to ROC and histogram with numpy and scikit-learn."""

import numpy as np
from sklearn.metrics import roc_curve
from sklearn.metrics.pairwise import euclidean_distances
from worker import cold, serve


@cold
def pairs(options):
    """Equal error rate, AUC and the histogram's shares; the embeddings are read first."""
    embeddings = np.fromfile(options["embeddings"], np.float32).reshape(-1, 512)
    person = np.arange(len(embeddings)) // options["photos_each"]

    def run():
        upper = np.triu(np.ones((len(embeddings),) * 2, bool), 1)
        distance = euclidean_distances(embeddings)[upper]
        same = (person[:, None] == person)[upper]
        del upper
        fmr, tmr, _ = roc_curve(same, -distance)
        crossing = np.argmin(np.abs(fmr - (1 - tmr)))
        edges = np.linspace(0, 2, 100)
        counts = [np.histogram(distance[s], edges)[0] / len(distance) for s in (same, ~same)]
        return np.concatenate([[(fmr[crossing] + 1 - tmr[crossing]) / 2, np.trapz(tmr, fmr)], *counts])

    return run


if __name__ == "__main__":
    serve({"pairs": pairs}, lambda options: None)
