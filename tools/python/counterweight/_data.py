# SPDX-License-Identifier: MIT
"""From whatever holds labels to counts: which kind of data it is, and the fastest way to its integers.

    path, list of paths                  cw_count(), on all cores
    Hugging Face Dataset                 its Arrow files, as paths, if they are exactly its rows; else its tables
    Arrow streams and arrays, lists of them    cw_counter_add_arrow(), where the buffers lie
    data frame without Arrow             its label column
    NumPy array, tensor, any buffer      cw_counter_add_ids(), where it lies
    anything else that can be walked     samples, gathered into arrays of a few thousand lists
"""
import collections
import ctypes
import itertools
import os
import stat
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, List, Optional, Tuple

from . import _library
from ._arrow import Stream, is_arrow
from ._library import call, call_long, lib
from ._options import Reading

COLUMNS = ("pii_labels", "ner_tags", "labels", "label_ids", "tags")
SMALL_FILES, SMALL_NBYTES = 64, 1 << 25
SAMPLES = 1024  # gathered at a time: their labels stay in the cache


def count(data: Any, reading: Reading) -> ctypes.c_void_p:
    """Counts `data`; the handle is a cw_counts, which the caller frees."""
    paths = _paths_of(data)
    if paths is None and _is_dataset(data):
        paths = _files_of_dataset(data, reading)
    if paths is not None:
        return _count_paths(paths, reading)
    with _Counter(reading) as counter:
        counter.add(data)
        return counter.finish()


# ---- paths ---------------------------------------------------------------------------------------------------------


def _paths_of(data: Any) -> Optional[List[Any]]:
    if isinstance(data, (str, os.PathLike)):
        return [data]
    if isinstance(data, (list, tuple)) and data and all(isinstance(item, (str, os.PathLike)) for item in data):
        return list(data)
    return None


def _are_small(paths: List[Any]) -> bool:
    """Whether these are files that take some hundredths of a second: for as long as that Ctrl-C may wait."""
    nbytes = 0
    for path in paths if len(paths) <= SMALL_FILES else ():
        try:
            status = os.stat(path)
        except OSError:
            return False
        inflates = os.fspath(path)[-4:] in (".zst", b".zst") or os.fspath(path)[-3:] in (".gz", b".gz")
        nbytes += status.st_size * (16 if inflates else 1)
        if not stat.S_ISREG(status.st_mode) or nbytes > SMALL_NBYTES:
            return False
    return len(paths) <= SMALL_FILES


def _count_paths(paths: List[Any], reading: Reading) -> ctypes.c_void_p:
    names = (ctypes.c_char_p * len(paths))(*[os.fsencode(path) for path in paths])
    counts = ctypes.c_void_p()
    arguments = lib.cw_count, names, len(paths), ctypes.byref(reading.struct), ctypes.byref(counts)
    if _are_small(paths):
        call(*arguments)
    else:
        call_long(reading.cancel, *arguments)
    return counts


# ---- Hugging Face datasets -------------------------------------------------------------------------------------------


def _is_dataset(data: Any) -> bool:
    return hasattr(data, "_indices") and any(
        hasattr(data, name) for name in ("cache_files", "_data_files", "data_files"))


def _files_of_dataset(data: Any, reading: Reading) -> Optional[List[str]]:
    """Its Arrow files, or None where its rows or columns are not those of the files."""
    if reading.column is None:
        names = [name for name in getattr(data, "column_names", None) or () if name in COLUMNS]
        if len(names) == 1:
            reading.column = names[0]
            reading.struct.column = names[0].encode()
    classes = _names_of_feature((getattr(data, "features", None) or {}).get(reading.column))
    if classes:
        reading.use_names(classes)
    if getattr(data, "_indices", None) is not None or not _is_as_on_disk(getattr(data, "data", None)):
        return None
    for attribute in ("cache_files", "_data_files", "data_files"):
        files = getattr(data, attribute, None)
        if files:
            return [file["filename"] if isinstance(file, Mapping) else os.fspath(file) for file in files]
    return None


def _names_of_feature(feature: Any) -> Optional[List[str]]:
    """Names of the ClassLabel at the bottom of (nested) sequences."""
    while feature is not None and getattr(feature, "names", None) is None:
        feature = feature[0] if isinstance(feature, list) and feature else getattr(feature, "feature", None)
    return None if feature is None else list(feature.names)


def _is_as_on_disk(table: Any) -> bool:
    """Whether a datasets.table.Table is its memory-mapped files, without a slice, a cast or a rename on top.

    Slicing and casting a mapped table keeps its file and a list of replays; columns added in memory make it a table of
    blocks.  What is not known to be plain is counted as a table, which costs no copy either.
    """
    if table is None:
        return True
    blocks = getattr(table, "blocks", None)
    tables = [table] if blocks is None else list(itertools.chain.from_iterable(blocks))
    if blocks is not None and any(len(row) != 1 for row in blocks):
        return False
    return all(getattr(block, "path", None) is not None and not getattr(block, "replays", None) for block in tables)


# ---- memory ----------------------------------------------------------------------------------------------------------


class _Buffer(ctypes.Structure):
    """Py_buffer of the stable ABI."""
    _fields_ = [("buf", ctypes.c_void_p), ("obj", ctypes.py_object), ("len", ctypes.c_ssize_t),
                ("itemsize", ctypes.c_ssize_t), ("readonly", ctypes.c_int), ("ndim", ctypes.c_int),
                ("format", ctypes.c_char_p), ("shape", ctypes.c_void_p), ("strides", ctypes.c_void_p),
                ("suboffsets", ctypes.c_void_p), ("internal", ctypes.c_void_p)]


def _dtype_of_format(code: str) -> str:
    """A format of the struct module, as NumPy writes it."""
    order, kind = (code[0], code[1:]) if code[:1] in "@=<>!" and code[:1] else ("@", code)
    if kind == "?":
        return "|b1"
    if len(kind) != 1 or kind not in "bBhHiIlLqQnN":
        raise TypeError("expected a buffer of integers, found the format %r" % code)
    if order == "@":
        nbytes = ctypes.sizeof({"b": ctypes.c_byte, "h": ctypes.c_short, "i": ctypes.c_int, "l": ctypes.c_long,
                                "q": ctypes.c_longlong, "n": ctypes.c_ssize_t}[kind.lower()])
    else:
        nbytes = {"b": 1, "h": 2, "i": 4, "l": 4, "q": 8}[kind.lower()]
    sign = "i" if kind.islower() else "u"
    return {"!": ">", ">": ">", "<": "<"}.get(order, "=") + sign + str(nbytes)


class _Counter:
    """A cw_counter: what is added to it, by kind."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.handle = ctypes.c_void_p()
        self.n_sequences = 0
        call(lib.cw_counter_new, ctypes.byref(reading.struct), ctypes.byref(self.handle))

    def __enter__(self) -> "_Counter":
        return self

    def __exit__(self, *_: Any) -> None:
        lib.cw_counter_free(ctypes.byref(self.handle))

    def finish(self) -> ctypes.c_void_p:
        counts = ctypes.c_void_p()
        lib.cw_counter_end_sequences(self.handle, self.n_sequences)
        call(lib.cw_counter_finish, ctypes.byref(self.handle), ctypes.byref(counts))
        return counts

    def add(self, data: Any) -> None:
        if isinstance(data, Mapping):
            raise TypeError("expected data, found a mapping with the keys %s; of a DatasetDict pass one split, of counts "
                            "use weights_from_counts()" % ", ".join(sorted(map(repr, data))[:8]))
        if _is_dataset(data):
            self.add_dataset(data)
        elif is_arrow(data) or type(data).__name__ == "PyCapsule":
            self.add_arrow(data)
        elif _is_frame(data):
            self.add_frame(data)
        elif hasattr(data, "detach") and hasattr(data, "numpy"):  # a tensor of PyTorch
            self.add_array(data.detach().cpu().numpy())
        elif hasattr(data, "__array_interface__"):
            self.add_array(data)
        elif _is_buffer(data):
            self.add_buffer(data)
        elif isinstance(data, Iterable):
            self.add_samples(data)
        else:
            raise TypeError("expected a path, an array, an Arrow stream, a data set or samples, found %r"
                            % type(data).__name__)

    # ---- arrays ----

    def add_ids(self, address: int, n: int, dtype: str, n_sequences: int) -> None:
        # A thread costs more than a small array.
        if n < 1 << 20:
            call(lib.cw_counter_add_ids, self.handle, address, n, dtype.encode())
        else:
            call_long(self.reading.cancel, lib.cw_counter_add_ids, self.handle, address, n, dtype.encode())
        self.n_sequences += n_sequences

    def add_array(self, data: Any) -> None:
        face = data.__array_interface__
        shape: Tuple[int, ...] = tuple(face["shape"])
        n = 1
        for length in shape:
            n *= length
        if face.get("strides") is not None:
            # Order does not matter to counts: memory without gaps is counted as it lies.
            flags = getattr(data, "flags", None)
            if flags is None or not (flags["C_CONTIGUOUS"] or flags["F_CONTIGUOUS"]):
                numpy = sys.modules.get("numpy") or __import__("numpy")
                data = numpy.ascontiguousarray(data)
                face = data.__array_interface__
        rows = 0 if n == 0 else n // shape[-1] if shape else 1
        self.add_ids(face["data"][0], n, face["typestr"], rows)
        del data  # alive until here

    def add_buffer(self, data: Any) -> None:
        view = memoryview(data)
        if not view.contiguous:
            view = memoryview(view.tobytes(order="A")).cast("B").cast(view.format)
        dtype = _dtype_of_format(view.format)
        buffer = _Buffer()
        get, release = ctypes.pythonapi.PyObject_GetBuffer, ctypes.pythonapi.PyBuffer_Release
        get.argtypes = [ctypes.py_object, ctypes.POINTER(_Buffer), ctypes.c_int]
        release.argtypes = [ctypes.POINTER(_Buffer)]
        get(view, ctypes.byref(buffer), 0x38 | 0x80 | 0x4)  # any contiguous order, format
        try:
            n = buffer.len // buffer.itemsize
            rows = 0 if n == 0 else n // view.shape[-1] if view.shape else 1
            self.add_ids(buffer.buf, n, dtype, rows)
        finally:
            release(ctypes.byref(buffer))

    # ---- Arrow ----

    def add_arrow(self, data: Any) -> None:
        try:
            stream = Stream(data)
        except ImportError:  # pandas hands Arrow out through pyarrow, which may not be there
            self.add_frame(data)
            return
        call_long(self.reading.cancel, lib.cw_counter_add_arrow, self.handle, stream.address)

    def add_frame(self, data: Any) -> None:
        """The label column of a data frame that hands out no Arrow, or a column of one."""
        if _is_frame(data):
            data = data[self.reading.column if self.reading.column is not None else _column_of(data)]
        values = data.to_numpy() if hasattr(data, "to_numpy") else None
        if values is not None and values.dtype.kind in "iub":
            self.add_array(values)
        else:
            self.add_samples(data)

    def add_dataset(self, data: Any) -> None:
        """Its label column, through Arrow: rows as its indices have them, none of the other columns."""
        column = self.reading.column
        if getattr(data, "_indices", None) is None:
            table = getattr(data, "data", None)
            table = getattr(table, "table", table)
            if is_arrow(table):
                select = getattr(table, "select", None)
                self.add(select([column]) if column is not None and select is not None else table)
                return
        if column is not None and hasattr(data, "select_columns"):
            data = data.select_columns([column])
        if hasattr(data, "with_format"):
            for table in data.with_format("arrow").iter(batch_size=10 * SAMPLES):
                self.add(table)
        elif is_arrow(data):
            self.add_arrow(data)
        else:
            self.add_samples(data)

    # ---- samples ----

    def add_samples(self, samples: Iterable[Any]) -> None:
        rest = iter(samples)
        first = next(rest, None)
        if first is None:
            return
        walk: Iterator[Any] = itertools.chain([first], rest)
        if isinstance(first, int):
            self.add_lists([list(walk)])
            return
        if is_arrow(first):  # batches, chunks, tables
            for part in walk:
                self.add_arrow(part)
            return
        key = None
        if isinstance(first, Mapping) or hasattr(first, "keys"):
            key = self.reading.column if self.reading.column is not None else _column_of(first)
        for begin in itertools.count(1, SAMPLES):
            chunk = list(itertools.islice(walk, SAMPLES))
            if not chunk:
                return
            self.add_lists(chunk if key is None else _labels_of(chunk, key, begin))

    def add_lists(self, lists: List[Any]) -> None:
        lists = [labels for labels in lists if labels is not None]
        self.n_sequences += len(lists)
        if not lists:
            return
        if isinstance(lists[0], (int, str)):  # one label a sample
            lists = [lists]
        if hasattr(lists[0], "__array_interface__") or hasattr(lists[0], "detach") or _is_buffer(lists[0]):
            rows = self.n_sequences
            for labels in lists:
                self.add(labels)
            self.n_sequences = rows
            return
        is_text = isinstance(next(itertools.chain.from_iterable(lists), None), str)
        if _library.add_lists is not None and not is_text and set(map(type, lists)) == {list}:
            _library.add_lists(self.handle, lists)
        else:
            self._add_flat(list(itertools.chain.from_iterable(lists)))

    def _add_flat(self, labels: List[Any]) -> None:
        if labels and isinstance(labels[0], str):
            for name, n in collections.Counter(labels).items():
                if not isinstance(name, str):
                    raise TypeError("expected names only, found %r among them" % (name,))
                data = os.fsencode(name)
                call(lib.cw_counter_add_name, self.handle, data, len(data), n)
            return
        try:
            ids = array("q", labels)
        except TypeError:
            wrong = next(label for label in labels if not hasattr(label, "__index__"))
            raise TypeError("expected integers as ids, found %r among them" % (wrong,)) from None
        address, n = ids.buffer_info()
        self.add_ids(address, n, "i64", 0)


def _is_buffer(data: Any) -> bool:
    try:
        memoryview(data)
    except TypeError:
        return False
    return True


def _labels_of(samples: List[Any], key: str, begin: int) -> List[Any]:
    """sample[key] of each; "a.b" may be nested.  The first is sample number `begin`."""
    try:
        return [sample[key] for sample in samples]
    except KeyError:
        return [_nested(sample, key, number) for number, sample in enumerate(samples, begin)]


def _nested(sample: Any, key: str, number: int) -> Any:
    found = sample
    for part in [key] if key in sample else key.split("."):
        if not hasattr(found, "keys") or part not in found:
            raise _library.CounterweightError(
                "samples: sample %d: expected a %r, found %s" % (number, key, ", ".join(map(repr, list(sample.keys())[:12]))),
                "data", row=number, exit_code=3)
        found = found[part]
    return found


def _is_frame(data: Any) -> bool:
    """pandas before 2.2, polars before 1.3: iterated, they give the names of their columns, or the columns."""
    return hasattr(data, "columns") and hasattr(data, "__getitem__")


def _column_of(sample: Any) -> str:
    keys = list(sample.columns if hasattr(sample, "columns") else sample.keys())
    found = [key for key in COLUMNS if key in keys]
    if len(found) == 1:
        return found[0]
    why = "both %s and %s are there" % tuple(found[:2]) if found else "found %s" % ", ".join(map(repr, keys[:12]))
    raise _library.CounterweightError(
        "samples: expected one of %s, %s; name the label column with column=" % (", ".join(COLUMNS), why), "data",
        exit_code=3)
