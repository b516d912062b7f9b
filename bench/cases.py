# SPDX-License-Identifier: MIT
"""What is measured, apart from text (texts.py) and the columnar formats (columns.py): a *case* is a corpus and all that counts it.

    name, path, truth     the corpus, and what is in it
    threads               numbers of threads to be measured
    ours                  {threads: command}
    decoded               bytes that the file stands for, decompressed
    bound                 {threads: command}, or left out
    peers                 [{"name", "clock", "commands": {threads: command}, "once"}]; one without a command for as many threads
                          is measured with one
"""
import json
import os
import subprocess
import sys

import measure

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUT = os.path.join(TOP, "build", "bench")
PROGRAM = os.path.join(TOP, "build", "counterweight")
SYNTH = os.path.join(TOP, "build", "synth")
BOUND = os.path.join(TOP, "build", "release", "bench-bound")
PEERS = os.path.join(TOP, "bench", "peers")

SCALE = float(os.environ.get("BENCH_SCALE", "1"))
THREADS = (1, 2)

SHARD_MILLIONS = 500


def labels_of(millions):
    return max(int(millions * SCALE * 1e6), 100000)


def make_corpus(name, labels, arguments):
    """One file of the corpus, made once; its path and the truth about it."""
    folder = os.path.join(OUT, name.replace(" ", "_") + f"-{labels}")
    if not os.path.exists(os.path.join(folder, "truth.json")):
        subprocess.run([SYNTH, "--labels", str(labels), "--out", folder] + arguments, check=True)
    (shard,) = [f for f in os.listdir(folder) if f.startswith("train-")]
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
        return os.path.join(folder, shard), json.load(file)


def derived(path, command):
    """A file made of another one by `command`, whose standard output it is; made once."""
    if not os.path.exists(path):
        with open(path + ".new", "wb") as file:
            subprocess.run(command, stdout=file, check=True)
        os.rename(path + ".new", path)
    return path


def count_command(path, threads, *options):
    return [PROGRAM, "count", "--json", "-q", "--progress", "never", "-j", str(threads), *options, path]


def bound_output(command):
    return [int(line) for line in measure.output_of(command).split()]


def bounds(path, threads=THREADS):
    return {n: [BOUND, str(n), path] for n in threads}


def check_counts(case):
    """A benchmark of wrong counts is worth nothing."""
    truth, name = case["truth"], case["name"]
    found = json.loads(measure.output_of(case["ours"][max(case["threads"])]))
    for key in ("tokens", "ignored", "sequences"):
        if truth[key] is not None and found[key] != truth[key]:
            raise SystemExit(f"bench: {name}: expected {truth[key]} {key}, found {found[key]}")
    # By number alone: the names are not in every format, nor is their order.
    counts = [label["tokens"] for label in found["labels"] if label["tokens"] > 0]
    if sorted(counts) != sorted(filter(None, truth["labels"].values())):
        raise SystemExit(f"bench: {name}: the counts of the labels differ")


def python_loop(form, path):
    """As people write it; so slow that one run is well above the noise."""
    return {"name": "Python loop", "once": True, "clock": measure.timed,
            "commands": {1: [sys.executable, os.path.join(PEERS, "seed_loop.py"), form, path]}}


def shard_corpus():
    return make_corpus("shard", labels_of(SHARD_MILLIONS), ["--format", "shard"])


def shard_case(encoding, *options):
    """The native shard; of phrases the peer is decompressing the same labels as plain ids, with nothing counted."""
    ids, truth = shard_corpus()
    path, peers = ids, []
    if encoding != "ids":
        path = derived(os.path.join(os.path.dirname(ids), f"{'-'.join([encoding, *options])}.labels.zst"),
                       [PROGRAM, "pack", "-q", "--encoding", encoding, *options, ids])
        peers = [{"name": "zstd -d of ids", "once": False, "clock": measure.timed, "commands": bounds(ids)}]
    return {"name": " ".join(["shard", encoding, *options]), "path": path, "truth": truth, "threads": THREADS,
            "ours": {n: count_command(path, n) for n in THREADS},
            "decoded": truth["tokens"] + truth["ignored"], "bound": bounds(path), "peers": peers}


def pack_case():
    """Packing the ids of the shard, an array of bytes, as phrases; the peer makes a plain .zst of it."""
    ids, truth = shard_corpus()
    path = derived(os.path.join(os.path.dirname(ids), "ids.i8"), ["zstd", "-q", "-dc", ids])
    pack = [PROGRAM, "pack", "-q", "--progress", "never", "--format", "raw", "--dtype", "i8"]
    zstd = {"name": "zstd -3", "once": False, "clock": measure.timed,
            "commands": {n: ["zstd", "-3", "-q", f"-T{n}", "-c", path] for n in THREADS}}
    return {"name": "pack", "path": path, "truth": truth, "threads": THREADS, "unchecked": True,
            "ours": {n: pack + ["-j", str(n), path] for n in THREADS}, "decoded": os.path.getsize(path),
            "bound": bounds(path), "peers": [zstd]}


def all_cases():
    """(name, function that makes the case), in the order of the table."""
    yield "shard ids", lambda: shard_case("ids")
    yield "shard phrases", lambda: shard_case("phrases")
    yield "shard phrases --level 3", lambda: shard_case("phrases", "--level", "3")
    yield "pack", pack_case
