# SPDX-License-Identifier: MIT
"""Runs a Spark snippet without Spark: as much of an RDD as it takes, with a shell for every partition.

usage: pipe.py SNIPPET LIST     SNIPPET is run with `spark` and `shards`, the lines of LIST
"""

import subprocess
import sys


class Rdd:
    """A list of partitions, each a list."""

    def __init__(self, partitions):
        self.partitions = partitions

    def pipe(self, command):
        """As RDD.pipe(): one process a partition, fed its elements, a line each; its lines are the new elements."""
        done = [
            subprocess.run(command.split(), input="".join(f"{e}\n" for e in p), text=True, capture_output=True, check=True)
            for p in self.partitions
        ]
        return Rdd([d.stdout.splitlines() for d in done])

    def glom(self):
        """Each partition becomes one element."""
        return Rdd([[p] for p in self.partitions])

    def map(self, function):
        """Each element through `function`."""
        return Rdd([[function(e) for e in p] for p in self.partitions])

    def collect(self):
        """All elements."""
        return [e for p in self.partitions for e in p]


class Spark:
    """What a session has."""

    @property
    def sparkContext(self):  # noqa: N802, Spark's name
        return self

    @staticmethod
    def parallelize(elements, n):
        """Slices as Spark cuts them."""
        size = len(elements)
        return Rdd([elements[k * size // n : (k + 1) * size // n] for k in range(n)])


with open(sys.argv[2], encoding="utf-8") as lines:
    SHARDS = lines.read().splitlines()
with open(sys.argv[1], encoding="utf-8") as snippet:
    exec(compile(snippet.read(), sys.argv[1], "exec"), {"spark": Spark(), "shards": SHARDS})
