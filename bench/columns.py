# SPDX-License-Identifier: MIT
"""The columnar part of the benchmark: its corpora, where the ids lie in them, and the peers that write and count them.

One corpus of synth's, as a Hugging Face export has it (id, tokens, ner_tags), in every file of FILES; peers/columns.js
and peers/duckdb.js write them.  bench/run measures.
"""
import glob
import json
import mmap
import os
import shutil
import struct
import subprocess
import sys

import cases
import measure
import parquet_pages

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, "peers")
NODE_MODULES = os.path.join(cases.OUT, "node", "node_modules")
ALL_CORES = tuple(sorted({1, len(os.sched_getaffinity(0))}))
PACKAGES = ("@duckdb/node-api", "apache-arrow", "parquet-wasm")
MILLIONS = 64

# name, file, bytes of an id where the ids lie as they are (None: encoded, so DuckDB and not a sum is beside it)
FILES = (
    ("parquet snappy", "snappy.parquet", None),
    ("parquet zstd", "zstd.parquet", None),
    ("parquet uncompressed", "uncompressed.parquet", None),
    ("parquet snappy, groups of 1000", "snappy-1000.parquet", None),
    ("parquet zstd, groups of 1000", "zstd-1000.parquet", None),
    ("arrow int64", "int64.arrow", 8),
    ("arrow int8 dictionary", "int8.arrow", 1),
    ("npy int64", "int64.npy", 8),
    ("npy int32", "int32.npy", 4),
    ("npy int16", "int16.npy", 2),
)


def peers_missing(modules):
    """What of the peers is not installed in that node_modules."""
    missing = [p for p in PACKAGES if not os.path.isdir(os.path.join(modules, p))]
    return missing if shutil.which("node") else ["node"] + missing


def node(modules, script, *arguments):
    """A command that runs a peer."""
    return ["env", f"NODE_PATH={modules}", "node", os.path.join(PEERS, script), *arguments]


def make_files(synth, modules, labels, folder):
    """All files, made once; the truth about them."""
    complete = os.path.join(folder, "complete-2")  # the number grows with FILES
    if not os.path.exists(complete):
        subprocess.run([synth, "--labels", str(labels), "--format", "jsonl", "--out", folder], check=True)
        (text,) = glob.glob(os.path.join(folder, "train-*.jsonl"))
        for codec in ("snappy", "zstd", "uncompressed"):
            parquet = os.path.join(folder, f"{codec}.parquet")
            subprocess.run(node(modules, "duckdb.js", "write", text, parquet, codec), check=True)
        subprocess.run(node(modules, "columns.js", text, str(labels), folder), check=True)
        os.remove(text)
        with open(complete, "wb"):
            pass
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
        return json.load(file)


def truth_of(file, truth):
    """The truth as that file tells it."""
    if file == "int8.arrow":  # the ignored id is a name like the others there
        labels = dict(truth["labels"], IGNORE=truth["ignored"])
        return dict(truth, tokens=truth["tokens"] + truth["ignored"], ignored=0, labels=labels)
    if file.endswith(".npy"):  # one long row
        return dict(truth, sequences=None)
    return truth


def sum_of(truth):
    """What the ids add up to: labels are in the order of their ids."""
    return sum(i * n for i, n in enumerate(truth["labels"].values())) - 100 * truth["ignored"]


def field(data, table, index):
    """Position of a field of a FlatBuffers table; None if it was left out, having its default."""
    vtable = table - struct.unpack_from("<i", data, table)[0]
    slot = 4 + 2 * index
    offset = struct.unpack_from("<H", data, vtable + slot)[0] if slot < struct.unpack_from("<H", data, vtable)[0] else 0
    return table + offset if offset else None


def follow(data, at):
    return at + struct.unpack_from("<I", data, at)[0]


def last_of(data, vector):
    """The last of a vector of pairs of int64."""
    (n,) = struct.unpack_from("<I", data, vector)
    return struct.unpack_from("<qq", data, vector + 4 + 16 * (n - 1))


def arrow_ranges(data, width):
    """Offset and bytes of the last column's values in each record batch of an IPC stream."""
    at = 0
    while at + 8 <= len(data):
        nbytes = struct.unpack_from("<Ii", data, at)[1]
        if nbytes == 0:
            break
        message = follow(data, at + 8)
        body = at + 8 + nbytes
        if data[field(data, message, 1)] == 3:  # RecordBatch; its nodes and buffers end with those of the last column
            batch = follow(data, field(data, message, 2))
            n, _ = last_of(data, follow(data, field(data, batch, 1)))
            offset, _ = last_of(data, follow(data, field(data, batch, 2)))
            yield body + offset, n * width
        body_nbytes = field(data, message, 3)
        at = body + (struct.unpack_from("<q", data, body_nbytes)[0] if body_nbytes else 0)


def write_ranges(path, width):
    """A file of the places where the ids lie, for bench-bound; its path."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if path.endswith(".npy"):
            start = 10 + struct.unpack_from("<H", data, 8)[0]
            ranges = [(start, len(data) - start)]
        elif path.endswith(".i8"):
            ranges = [(0, len(data))]
        else:
            ranges = list(arrow_ranges(data, width))
    return save_ranges(path, ranges)


def save_ranges(path, ranges):
    with open(path + ".ranges", "w", encoding="ascii") as file:
        file.writelines(f"{at} {nbytes}\n" for at, nbytes in ranges)
    return path + ".ranges"


def page_bounds(path, name):
    """Commands that do no more than read and decompress the pages."""
    codec, pages = parquet_pages.pages_of(path, b"ner_tags")
    ranges = save_ranges(path, [(at, nbytes) for at, nbytes, _ in pages])
    bounds = {n: [cases.BOUND, str(n), path, "pages", codec, ranges] for n in ALL_CORES}
    if cases.bound_output(bounds[1]) != [sum(plain for _, _, plain in pages)]:
        raise SystemExit(f"bench: {name}: the pages of the bound are not those of the column")
    return bounds


def check_query(command, truth, name):
    counts = dict(json.loads(measure.output_of(command))["counts"])
    expected = {id: n for id, n in enumerate(truth["labels"].values()) if n > 0}
    if counts != expected | {-100: truth["ignored"]}:
        raise SystemExit(f"bench: {name}: the counts of DuckDB differ")


def column_case(name, file, width):
    """What is to be measured of one of FILES."""
    labels = cases.labels_of(MILLIONS)
    folder = os.path.join(cases.OUT, f"columns-{labels}")
    truth = truth_of(file, make_files(cases.SYNTH, NODE_MODULES, labels, folder))
    path = os.path.join(folder, file)
    case = {"name": name, "path": path, "truth": truth, "threads": ALL_CORES, "decoded": labels * (width or 8),
            "ours": {n: cases.count_command(path, n) for n in ALL_CORES}, "peers": []}
    if width:
        ranges = write_ranges(path, width)
        case["bound"] = {n: [cases.BOUND, str(n), path, "sum", str(width), ranges] for n in ALL_CORES}
        if cases.bound_output(case["bound"][1]) != [case["decoded"], sum_of(truth)]:
            raise SystemExit(f"bench: {name}: the sum that is the bound is not over the ids")
    else:
        case["bound"] = page_bounds(path, name)
        queries = {n: node(NODE_MODULES, "duckdb.js", "count", path, str(n)) for n in ALL_CORES}
        case["peers"].append({"name": "DuckDB", "once": False, "clock": measure.timed_query, "commands": queries})
        check_query(queries[1], truth, name)
    if file.endswith(".npy") and numpy_python():
        bincount = [numpy_python(), os.path.join(PEERS, "bincount.py"), path]
        case["peers"].append({"name": "numpy", "once": False, "clock": measure.timed_query, "commands": {1: bincount}})
    return case


def numpy_python():
    """A Python that has numpy; None: there is none."""
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import numpy"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return python
    return None


def all_cases():
    """As cases.all_cases(); those whose files nobody could write are told of and left out."""
    missing = peers_missing(NODE_MODULES)
    for name, file, width in FILES:
        if missing:
            yield name, f"no {', '.join(missing)} (`make bench-peers`)"
        else:
            yield name, lambda name=name, file=file, width=width: column_case(name, file, width)
