# SPDX-License-Identifier: MIT
"""bench/run --python: class_weights(path) beside the function that it replaces, by the clock, of one and of twenty million labels.

Two figures, since there are two questions.  *Loop*: the function alone, its samples being in memory.  *Load and loop*: what
takes a program from the file to the weights, json.loads of each line and the function.  Python has no reader of Arrow and
Parquet without packages that are not asked for here, so that for these only the first can be told; it is the lower one.
"""
import json
import os
import sys

import cases
import columns
import measure

PACKAGE = os.path.join(cases.TOP, "tools", "python")
MILLIONS = (1, 20)


def command(what, path, key, labels):
    return ["env", "COUNTERWEIGHT_LIBRARY=" + os.path.join(cases.TOP, "build", "libcounterweight.so"), sys.executable,
            os.path.join(cases.PEERS, "seed_weights.py"), PACKAGE, what, path, key, labels]


def weights_by(command_line):
    return json.loads(measure.output_of(command_line))["weights"]


def check(ours, wanted):
    """Weights that differ are not worth a time."""
    found = weights_by(ours)
    if found.keys() != wanted.keys() or any(abs(found[k] - wanted[k]) > 1e-12 * abs(wanted[k]) for k in wanted):
        raise SystemExit(f"bench: {' '.join(ours)}: the weights differ from those of the loop")


def files(labels):
    """The JSON lines and their key; then name, file and key of each format that can be written here."""
    lines, _ = cases.make_corpus("python", labels, ["--format", "jsonl"])
    found = [("JSONL", lines, "pii_labels")]
    if columns.peers_missing(columns.NODE_MODULES):
        print("    without Arrow and Parquet (`make bench-peers`)", file=sys.stderr)
    else:
        folder = os.path.join(cases.OUT, f"columns-{labels}")
        columns.make_files(cases.SYNTH, columns.NODE_MODULES, labels, folder)
        found += [("Arrow, list<int64>", os.path.join(folder, "int64.arrow"), "ner_tags"),
                  ("Parquet, snappy", os.path.join(folder, "snappy.parquet"), "ner_tags")]
    return lines, found


def lines(repeats):
    yield ("format", "labels", "class_weights(path), ms", "loop, ms", "times faster", "load and loop, ms", "times faster")
    for millions in MILLIONS:
        labels = cases.labels_of(millions)
        jsonl, found = files(labels)
        names = os.path.join(os.path.dirname(jsonl), "labels.json")
        runs = {("ours", name): (measure.timed_query, command("ours", path, key, names), False)
                for name, path, key in found}
        wanted = weights_by(command("load", jsonl, "pii_labels", names))
        for _, ours, _ in runs.values():
            check(ours, wanted)
        # They take so long that one run is well above the noise.
        for what in ("loop", "load"):
            runs[what] = measure.timed_query, command(what, jsonl, "pii_labels", names), True
        times = {key: measure.median_of(seconds) for key, seconds in measure.race(runs, repeats).items()}
        for name, path, _ in found:
            ours = times["ours", name]
            load = times["load"] if path == jsonl else None
            yield (name, f"{labels:,}", f"{1000 * ours:.1f}", f"{1000 * times['loop']:.0f}", f"{times['loop'] / ours:.0f}",
                   f"{1000 * load:.0f}" if load else "", f"{load / ours:.0f}" if load else "")
