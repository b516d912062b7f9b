# SPDX-License-Identifier: MIT
"""The text part of the benchmark: JSON Lines, one JSON document, CoNLL, plain and compressed, in one file and in many;
and what else people have that reads them.
"""
import glob
import json
import os
import shutil
import subprocess
import sys

import cases
import columns
import measure

KEY = "pii_labels"  # of synth's records: text, tokens, and this

# name, what synth is told; all of as many labels
MILLIONS = 20
TEXTS = (
    ("jsonl", ["--format", "jsonl"]),
    ("jsonl, 64 files", ["--format", "jsonl", "--shards", "64"]),
    ("jsonl, labels as text", ["--format", "jsonl", "--string-labels"]),
    ("jsonl.zst one frame", ["--format", "jsonl", "--codec", "zst"]),
    ("jsonl.zst frames of 4 MB", ["--format", "jsonl", "--codec", "zst", "--frame-size", "4M"]),
    ("jsonl.gz", ["--format", "jsonl", "--codec", "gz"]),
    ("json", ["--format", "jsonl"]),
    ("conll", ["--format", "conll"]),
    ("conll, 64 files", ["--format", "conll", "--shards", "64"]),
    ("conll.zst one frame", ["--format", "conll", "--codec", "zst"]),
    ("conll.zst frames of 4 MB", ["--format", "conll", "--codec", "zst", "--frame-size", "4M"]),
)


def make_corpus(name, arguments):
    """The files of a corpus, made once; their folder, and the truth about it."""
    folder = os.path.join(cases.OUT, name.replace(" ", "_").replace(",", "") + f"-{cases.labels_of(MILLIONS)}")
    if not os.path.exists(os.path.join(folder, "truth.json")):
        subprocess.run([cases.SYNTH, "--labels", str(cases.labels_of(MILLIONS)), "--out", folder] + arguments, check=True)
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
        return folder, json.load(file)


def make_document(lines):
    """The records of a JSONL file as one JSON list."""
    return cases.derived(os.path.join(os.path.dirname(lines), "list.json"),
                         ["sed", "-e", "1s/^/[/", "-e", "$!s/$/,/", "-e", "$s/$/]/", lines])


def check_ids(command, truth, name):
    counts = dict(json.loads(measure.output_of(command))["counts"])
    expected = {id: n for id, n in enumerate(truth["labels"].values()) if n > 0}
    if counts != expected | {-100: truth["ignored"]}:
        raise SystemExit(f"bench: {name}: the counts of the peer differ")


def simdjson(path, truth):
    """Twice: the whole process, as ours is, and its loop alone, with the file in memory before."""
    program = os.path.join(cases.OUT, "simdjson_column")
    source = os.path.join(cases.PEERS, "simdjson_column.cpp")
    if not os.path.exists(program) or os.path.getmtime(program) < os.path.getmtime(source):
        made = shutil.which("g++") and subprocess.run(["g++", "-std=c++17", "-O3", "-o", program, source, "-lsimdjson"],
                                                      stderr=subprocess.DEVNULL, check=False).returncode == 0
        if not made:
            print("    without simdjson (`make bench-peers`)", file=sys.stderr)
            return []
    check_ids([program, path, KEY, "1"], truth, "simdjson")
    return [{"name": "simdjson", "once": False, "clock": measure.timed, "commands": {1: [program, path, KEY, "1"]}},
            {"name": "simdjson's loop alone", "once": False, "clock": measure.timed_query,
             "commands": {1: [program, path, KEY, "3"]}}]


def duckdb(path, truth):
    if not (shutil.which("node") and os.path.isdir(os.path.join(columns.NODE_MODULES, "@duckdb", "node-api"))):
        print("    without DuckDB (`make bench-peers`)", file=sys.stderr)
        return []
    commands = {n: columns.node(columns.NODE_MODULES, "duckdb.js", "count_lines", path, KEY, str(n))
                for n in cases.THREADS}
    check_ids(commands[1], truth, "DuckDB")
    return [{"name": "DuckDB", "once": False, "clock": measure.timed_query, "commands": commands}]


def mawk(path):
    if not shutil.which("mawk"):
        print("    without mawk (`make bench-peers`)", file=sys.stderr)
        return []
    script = "NF { n[$NF]++ } END { for (label in n) print label, n[label] }"
    return [{"name": "mawk", "once": False, "clock": measure.timed, "commands": {1: ["mawk", script, path]}}]


def peers_of(name, path, truth):
    if name == "jsonl":
        return [cases.python_loop("jsonl", path)] + simdjson(path, truth) + duckdb(path, truth)
    if name == "conll":
        return [cases.python_loop("conll", path)] + mawk(path)
    return []


def text_case(name, arguments):
    """A bound for single files only: its program reads one."""
    folder, truth = make_corpus(name, arguments)
    if "--string-labels" in arguments:  # the ignored id is a name like the others there
        truth = dict(truth, tokens=truth["tokens"] + truth["ignored"], ignored=0,
                     labels=dict(truth["labels"], IGNORE=truth["ignored"]))
    files = sorted(glob.glob(os.path.join(folder, "train-*")))
    path = make_document(files[0]) if name == "json" else files[0]
    counted = folder if len(files) > 1 else path
    case = {"name": name, "path": path, "truth": truth, "threads": cases.THREADS,
            "ours": {n: cases.count_command(counted, n) for n in cases.THREADS},
            "decoded": sum(cases.bound_output([cases.BOUND, "1", file])[0] for file in files),
            "peers": peers_of(name, path, truth)}
    return case if len(files) > 1 else case | {"bound": cases.bounds(path)}


def all_cases():
    """(name, function that makes the case), in the order of the table."""
    for name, arguments in TEXTS:
        yield name, lambda name=name, arguments=arguments: text_case(name, arguments)
