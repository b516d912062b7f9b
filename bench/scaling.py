# SPDX-License-Identifier: MIT
"""bench/run --scaling: two threads beside one, on one file and on 64; many small files beside one large; the start; then refresh.py.

Native shards of both encodings, raw and NumPy arrays, all of the same labels; JSON lines, one JSON document and CoNLL.  Runs take
turns; figures are medians.  Of one file there is also the bound (bound.c), its two threads beside its one: bytes that lie in memory come
no faster than memory gives them, and it may give two cores little more than one.
"""
import glob
import os
import struct
import subprocess

import cases
import columns
import measure
import refresh
import texts


def shards(n):
    """A corpus in n files of plain ids."""
    labels = cases.labels_of(cases.SHARD_MILLIONS)
    folder = os.path.join(cases.OUT, f"scaling-{labels}-{n}")
    if not os.path.exists(os.path.join(folder, "truth.json")):
        subprocess.run([cases.SYNTH, "--labels", str(labels), "--shards", str(n), "--out", folder], check=True)
    return sorted(glob.glob(os.path.join(folder, "train-*.labels.zst")))


def npy_of(raw):
    """The same bytes behind a header."""
    path = raw[: -len("i8")] + "npy"
    if not os.path.exists(path):
        header = f"{{'descr': '|i1', 'fortran_order': False, 'shape': ({os.path.getsize(raw)},), }}".ljust(117) + "\n"
        with open(path, "wb") as file, open(raw, "rb") as ids:
            file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
            file.write(ids.read())
    return path


def forms(ids):
    """{name: (files, options)} of the same labels."""
    raw = [cases.derived(f[: -len("labels.zst")] + "i8", ["zstd", "-q", "-dc", f]) for f in ids]
    pack = [cases.PROGRAM, "pack", "-q", "--encoding", "phrases"]
    phrases = [cases.derived(f[: -len("labels.zst")] + "phrases.zst", pack + [f]) for f in ids]
    return {"shard ids": (ids, []), "shard phrases": (phrases, []), "npy int8": ([npy_of(f) for f in raw], []),
            "raw i8": (raw, ["--format", "raw", "--dtype", "i8"])}


def text_forms(n):
    """As forms(), of text: a folder, or the one file in it."""
    found = {}
    for name in ("jsonl", "conll"):
        shards = [] if n == 1 else ["--shards", str(n)]
        folder, _ = texts.make_corpus(name if n == 1 else f"{name}, {n} files", ["--format", name] + shards)
        found[name] = (sorted(glob.glob(os.path.join(folder, "train-*"))), [])
    if n == 1:
        found["json"] = ([texts.make_document(found["jsonl"][0][0])], [])
    return found


def count(files, options, threads=None):
    command = [cases.PROGRAM, "count", "--json", "-q", "--progress", "never", *options, *files]
    return command + ["-j", str(threads)] if threads else command


def bound(name, file, threads):
    """Of arrays, which are mapped, the sum of their bytes; of all others, reading or decompressing them."""
    is_array = name in ("npy int8", "raw i8")
    return [cases.BOUND, str(threads), file] + (["sum", "1", columns.write_ranges(file, 1)] if is_array else [])


def scaling_lines(repeats):
    for n in (1, 64):
        for name, (files, options) in {**forms(shards(n)), **text_forms(n)}.items():
            commands = {j: (measure.timed, count(files, options, j), False) for j in (1, 2)}
            if n == 1:
                commands.update({f"bound {j}": (measure.timed, bound(name, files[0], j), False) for j in (1, 2)})
            runs = measure.race(commands, repeats)
            finding = f"2 threads {measure.ratio_of(runs[1], runs[2]):.2f} x one"
            if n == 1:
                finding += f", the bound's {measure.ratio_of(runs['bound 1'], runs['bound 2']):.2f}"
            yield f"{name}, {n} file{'s' * (n > 1)}", finding, f"{measure.median_of(runs[2]):.4f} s"


def small_lines(repeats):
    """10,000 small shards, beside as many bytes in one."""
    labels = cases.labels_of(100)
    folder = os.path.join(cases.OUT, f"small-{labels}")
    if not os.path.exists(os.path.join(folder, "truth.json")):
        subprocess.run([cases.SYNTH, "--labels", str(labels), "--shards", "10000", "--out", folder], check=True)
    small = sum(os.path.getsize(f) for f in glob.glob(os.path.join(folder, "*.zst")))
    (one,) = shards(1)
    runs = measure.race({"many": (measure.timed, count([folder], []), False),
                         "one": (measure.timed, count([one], []), False)}, repeats)
    share = small / os.path.getsize(one)  # of the one large file, which is not as large to the byte
    times = measure.median_of(runs["many"]) / (measure.median_of(runs["one"]) * share)
    yield "10,000 small shards", f"{times:.2f} x one file of as many bytes", f"{measure.median_of(runs['many']):.4f} s"
    first = min(glob.glob(os.path.join(folder, "*.zst")))
    start = measure.race({"start": (measure.timed, count([first], []), False)}, 10 * repeats)["start"]
    yield "one small file", f"{1000 * measure.median_of(start):.2f} ms from start to end", ""


def lines(repeats):
    yield ("what", "finding", "seconds")
    yield from scaling_lines(repeats)
    yield from small_lines(repeats)
    yield from refresh.lines(repeats)
