#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What people have who count an array of labels: numpy.bincount, in pieces that fit the cache.

    bincount.py FILE.npy

Prints {"seconds", "counts"}; neither the start of Python nor the import of numpy is in the seconds.
"""
import json
import sys
import time

import numpy as np

started = time.perf_counter()
ids = np.load(sys.argv[1], mmap_mode="r").reshape(-1)
counts = np.zeros(1024, dtype=np.int64)
for at in range(0, ids.size, 1 << 16):
    counts += np.bincount(ids[at : at + (1 << 16)].astype(np.int64) + 128, minlength=1024)
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "counts": [[int(i) - 128, int(n)] for i, n in enumerate(counts) if n]}))
