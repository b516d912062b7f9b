# SPDX-License-Identifier: MIT
"""Files that NumPy itself writes, in every dtype, byte order and layout, counted by counterweight and by NumPy.

    numpy_peers.py --seeds FOLDER  makes the seeds of tests/fuzz/fuzz_npy.c
    numpy_peers.py PROGRAM         ends with "N passed, N failed[, N skipped]"; skips all where NumPy is missing

Beside the counts it compares the order of labels and the lengths of sequences, by packing and unpacking.
"""
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile

try:
    import numpy as np
except ImportError:
    print("NumPy is not there\n0 passed, 0 failed, 1 skipped")
    sys.exit(0)

PROGRAM = sys.argv[1]
INTEGERS = ["|i1", "|u1", "|b1"] + [order + kind + size for order in "<>" for kind in "iu" for size in "248"]
SHAPES = [(), (0,), (1,), (7,), (200003,), (3, 5), (5, 0), (1, 9), (9, 1), (257, 130), (4, 3, 5), (2, 3, 4, 2)]
passed = failed = 0


def run(*arguments, stdin=None):
    done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr.decode()


def expect(what, right, detail=""):
    global passed, failed
    passed, failed = passed + bool(right), failed + (not right)
    if not right:
        print(f"{what}: {detail}")


def truth(array):
    ids, counts = np.unique(array, return_counts=True)
    return {int(i): int(n) for i, n in zip(ids, counts)}


def rows(array):
    if array.size == 0:
        return 0
    return array.size // (array.shape[-1] if array.ndim else 1)


def check_count(what, array, *arguments, stdin=None):
    code, out, err = run("count", "--json", "-q", "--unknown", "count", "--ignore", "none", *arguments, stdin=stdin)
    if array.size == 0 and code == 3:
        return
    if code != 0:
        expect(what, False, err)
        return
    result = json.loads(out)
    counts = {label["id"]: label["tokens"] for label in result["labels"] if label["tokens"] > 0}
    expect(what, counts == truth(array), f"{counts} for {truth(array)}")
    expect(what, result["sequences"] == rows(array), f"{result['sequences']} sequences for {rows(array)}")


def check_order(what, array, path):
    with tempfile.TemporaryDirectory() as folder:
        packed = os.path.join(folder, "packed.zst")
        code, _, err = run("pack", "-q", "--unknown", "count", "--ignore", "none", "-o", packed, path)
        if array.size == 0:
            return
        if code == 0:
            code, out, err = run("unpack", "-q", "--to", "jsonl", packed)
        if code != 0:
            expect(what, False, err)
            return
        lists = [next(iter(json.loads(line).values())) for line in out.splitlines()]
        flat = array.reshape(-1, array.shape[-1] if array.ndim else 1)
        expect(what, lists == flat.astype(np.int64).tolist(), "other labels, or in another order")


def make(dtype, shape, order, rng):
    low, high = (0, 2) if dtype == "|b1" else (-100 if "i" in dtype else 0, 120)
    return np.array(rng.integers(low, high, size=shape), dtype=dtype, order=order)


def save(path, array, version):
    with open(path, "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def check_layouts(folder, rng):
    path = os.path.join(folder, "a.npy")
    for dtype in INTEGERS:
        for number, shape in enumerate(SHAPES):
            for order in "CF":
                array = make(dtype, shape, order, rng)
                what = f"{dtype} {shape} {order}"
                save(path, array, (1 + number % 3, 0))
                check_count(what, array, path)
                check_order(what + ", in order", array, path)


def check_ways(folder, rng):
    """Pipes and compressed files; raw values."""
    for dtype in INTEGERS:
        for shape in [(7,), (257, 1300)]:
            array = make(dtype, shape, "C", rng)
            file = io.BytesIO()
            np.save(file, array)
            packed = os.path.join(folder, "a.npy.gz")
            with gzip.open(packed, "wb", compresslevel=1) as out:
                out.write(file.getvalue())
            check_count(f"{dtype} {shape} gzip", array, packed)
            check_order(f"{dtype} {shape} gzip, in order", array, packed)
            check_count(f"{dtype} {shape} pipe", array, "-", stdin=file.getvalue())
            if dtype != "|b1":
                raw = os.path.join(folder, "a.bin")
                array.tofile(raw)
                flat = array.reshape(-1)
                check_count(f"{dtype} {shape} raw", flat, "--format", "raw", "--dtype", dtype, raw)
                check_count(f"{dtype} {shape} raw pipe", flat, "--format", "raw", "--dtype", dtype, "-",
                            stdin=array.tobytes())


def check_npz(folder, rng):
    path = os.path.join(folder, "a.npz")
    for writer in (np.savez, np.savez_compressed):
        for dtype in INTEGERS:
            labels, other = make(dtype, (300, 700), "C", rng), make("<i8", (20,), "C", rng)
            what = f"{writer.__name__} {dtype}"
            writer(path, labels=labels, other=other, scores=np.ones(5), text=np.array(["a", "b"]))
            check_count(what, labels, path)
            check_count(what + ", another column", other, "--column", "other", path)
            check_order(what + ", in order", labels, path)
            writer(path, labels)
            check_count(what + ", alone", labels, path)
            writer(path, a=labels, b=other)
            code, _, err = run("count", "-q", path)
            expect(what + ", two", code == 3 and "--column" in err, err)


def check_refused(folder):
    path = os.path.join(folder, "a.npy")
    record = np.zeros(3, dtype=[("label", "<i4"), ("score", "<f4")])
    for word, array in {
        "pickle": np.array([[1], [2, 3]], dtype=object),
        "floating": np.ones((2, 3), dtype="<f2"),
        "complex": np.ones(3, dtype=complex),
        "strings": np.array(["O", "B-PER"]),
        "byte strings": np.array([b"O", b"B-PER"]),
        "dates": np.array(["2020-01-01"], dtype="M8[D]"),
        "structured": record,
    }.items():
        np.save(path, array)
        code, _, err = run("count", "-q", path)
        expect(f"refused: {word}", code == 3 and word in err, f"{code} {err}")


def check_damaged(folder, rng):
    path = os.path.join(folder, "a.npy")
    file = io.BytesIO()
    np.save(file, make("<i4", (100, 100), "C", rng))
    whole = file.getvalue()
    for n in list(range(1, 140)) + [len(whole) - 1]:
        with open(path, "wb") as out:
            out.write(whole[:n])
        code, _, err = run("count", "-q", "--format", "npy", path)
        expect(f"cut off after {n}", code == 3, f"{code} {err}")
        code, _, err = run("count", "-q", "--format", "npy", "-", stdin=whole[:n])
        expect(f"cut off after {n}, pipe", code == 3, f"{code} {err}")
    with open(path, "wb") as out:
        out.write(whole + b"\0")
    code, _, err = run("count", "-q", path)
    expect("longer", code == 3 and "damaged" in err, err)
    code, _, err = run("count", "-q", "-", stdin=whole + b"\0")
    expect("longer, pipe", code == 3 and "damaged" in err, err)


def make_seeds(folder):
    def write(name, kind, array=None, version=(1, 0), content=b""):
        file = io.BytesIO()
        if array is not None:
            np.lib.format.write_array(file, array, version=version)
        with open(os.path.join(folder, name), "wb") as out:
            out.write(kind + file.getvalue() + content)

    write("matrix", b"n", np.arange(6, dtype="<i4").reshape(2, 3))
    write("fortran", b"n", np.asfortranarray(np.arange(24, dtype=">i2").reshape(2, 3, 4)), (2, 0))
    write("choices", b"d", content=b"\3\1\2\2\3\4\0" + bytes(range(48)))
    for name, writer in ("stored", np.savez), ("deflated", np.savez_compressed):
        file = io.BytesIO()
        writer(file, labels=np.arange(4, dtype="u1"), x=np.ones(1))
        write(name, b"z", content=file.getvalue())


def main():
    if sys.argv[1] == "--seeds":
        make_seeds(sys.argv[2])
        return 0
    rng = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        check_layouts(folder, rng)
        check_ways(folder, rng)
        check_npz(folder, rng)
        check_refused(folder)
        check_damaged(folder, rng)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
