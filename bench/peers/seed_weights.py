#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The weights of one file from within Python: by one call of ours, or as people type it.

    seed_weights.py PACKAGE ours|loop|load FILE KEY LABELS.json

ours   class_weights(FILE), the first call of the process, with all cores
loop   the seed's function over samples that are in memory already; how they got there is not in its time
load   the same function over json.loads of each line: what has to be run to get from the file to the weights

Prints JSON: seconds, and the weights.  For `loop` any FILE of JSON lines with the same labels will do; nothing here reads other
formats.
"""
import collections
import json
import math
import sys
import time


def seed_weights(samples, key, id_to_label):
    """A Counter loop, padding skipped, inverse square root, entities to a mean of 1, O and unseen ones 1."""
    counts = collections.Counter()
    for sample in samples:
        for label in sample[key]:
            if label == -100:
                continue
            counts[label] += 1
    total, num_classes = sum(counts.values()), len(counts)
    weights = {}
    for label_id, name in id_to_label.items():
        count = counts.get(label_id, 0)
        weights[label_id] = math.sqrt(total / (num_classes * count)) if count > 0 and name != "O" else 1.0
    entities = [label_id for label_id, name in id_to_label.items() if name != "O" and counts.get(label_id, 0) > 0]
    mean = sum(weights[label_id] for label_id in entities) / len(entities)
    for label_id in entities:
        weights[label_id] /= mean
    return weights


def main():
    package, what, path, key, labels = sys.argv[1:]
    with open(labels, encoding="utf-8") as file:
        id_to_label = {int(i): name for i, name in json.load(file)["id2label"].items()}
    if what == "ours":
        sys.path.insert(0, package)
        import counterweight
        begun = time.perf_counter()
        weights = counterweight.class_weights(path, id_to_label, column=key)
    else:
        with open(path, encoding="utf-8") as lines:
            samples = map(json.loads, lines)
            if what == "loop":
                samples = [{key: sample[key]} for sample in samples]
            begun = time.perf_counter()
            weights = seed_weights(samples, key, id_to_label)
    print(json.dumps({"seconds": time.perf_counter() - begun, "weights": weights}))


main()
