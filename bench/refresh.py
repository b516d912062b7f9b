# SPDX-License-Identifier: MIT
"""bench/run --scaling, its second half: what --cache saves, and two MPI ranks beside one.

Runs take turns; figures are medians.  Of MPI the times are those of counting, by the program's own word, and of the whole mpirun,
whose start and end take as long for any corpus.
"""
import glob
import os
import random
import re
import shutil
import subprocess
import time

import cases
import measure

RANKS_PROGRAM = os.path.join(os.path.dirname(cases.PROGRAM), "counterweight-mpi")
# Open MPI: as root in a container, ranks where the system puts them, no ssh.
MPI_SETTINGS = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_plm_rsh_agent": "sh",
                "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none",
                "OMPI_MCA_btl_vader_single_copy_mechanism": "none"}


def corpus(millions, arguments=()):
    """1,000 shards; (folder, labels)."""
    labels = cases.labels_of(millions)
    folder = os.path.join(cases.OUT, "-".join(["refresh", str(labels), *arguments]).replace("--", ""))
    if not os.path.exists(os.path.join(folder, "truth.json")):
        subprocess.run([cases.SYNTH, "--labels", str(labels), "--shards", "1000", "--out", folder, *arguments], check=True)
    return folder, labels


def touch(files):
    """A time of change that they never had, and that is past: what was written just now is not kept."""
    for name in files:
        os.utime(name, ns=(0, random.randrange(10**18, 17 * 10**17)))


def cache_lines(name, folder, labels, repeats):
    cache = os.path.join(cases.OUT, "refresh-cache")
    shards = sorted(glob.glob(os.path.join(folder, "train-*")))
    touch(shards)
    plain = [cases.PROGRAM, "count", "--json", "-q", "--progress", "never", folder]
    cached = [*plain, f"--cache={cache}"]

    def cold(command):
        shutil.rmtree(cache, ignore_errors=True)
        return measure.timed(command)

    def changed(command):
        touch(random.sample(shards, len(shards) // 100))
        return measure.timed(command)

    runs = measure.race({"plain": (measure.timed, plain, False), "cold": (cold, cached, False),
                         "changed": (changed, cached, False), "warm": (measure.timed, cached, False)}, repeats)
    first = measure.median_of(runs["plain"])
    what = f"{name}, {labels:,} labels in 1,000 shards"
    yield what, "counted, no cache", f"{first:.4f} s"
    yield what, f"first run with --cache {measure.ratio_of(runs['cold'], runs['plain']):.2f} x that", \
        f"{measure.median_of(runs['cold']):.4f} s"
    yield what, f"second run {first / measure.median_of(runs['warm']):.0f} times as fast", \
        f"{measure.median_of(runs['warm']):.4f} s"
    changed_s = measure.median_of(runs["changed"])
    yield what, f"1 % changed: {1000 * (changed_s - first / 50):.0f} ms more than 2 % of counting", f"{changed_s:.4f} s"


def mpi_run(command):
    """Seconds of counting, by the program's own word, and of the whole mpirun."""
    started = time.perf_counter()
    said = subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, **MPI_SETTINGS}).stderr
    return float(re.search(r"; ([0-9.]+) s,", said)[1]), time.perf_counter() - started


def mpi_lines(repeats):
    if not os.path.exists(RANKS_PROGRAM) or not shutil.which("mpirun"):
        yield "MPI", "skipped: make mpi first", ""
        return
    folder, labels = corpus(4000)
    runs = measure.race({n: (mpi_run, ["mpirun", "-np", str(n), RANKS_PROGRAM, "count", "-j1", "--progress", "never", folder],
                             False) for n in (1, 2)}, repeats)
    for which, name in enumerate(("counting", "whole mpirun")):
        yield f"MPI, {labels:,} labels in 1,000 shards, {name}", \
            f"2 ranks of a thread {measure.ratio_of(runs[1], runs[2], which):.2f} x one", \
            f"{measure.median_of(runs[1], which):.3f} s, {measure.median_of(runs[2], which):.3f} s"


def lines(repeats):
    yield from cache_lines("shard ids", *corpus(1000), repeats)
    yield from cache_lines("jsonl", *corpus(40, ("--format", "jsonl")), repeats)
    yield from mpi_lines(repeats)
