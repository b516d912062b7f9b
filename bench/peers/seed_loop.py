#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What counterweight replaces: the Counter loop that people write in a notebook.

    seed_loop.py jsonl|conll FILE        prints the number of tokens counted

Reads .gz with Python's own module and .zst through the zstd program.
"""
import gzip
import json
import subprocess
import sys
from collections import Counter


def lines(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8")
    if path.endswith(".zst"):
        return subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE, encoding="utf-8").stdout
    return open(path, encoding="utf-8")


def main():
    form, path = sys.argv[1:]
    counts = Counter()
    for line in lines(path):
        if form == "jsonl":
            for label in json.loads(line)["pii_labels"]:
                if label != -100:
                    counts[label] += 1
        elif line.strip():
            counts[line.split()[-1]] += 1
    print(sum(counts.values()))


main()
