# SPDX-License-Identifier: MIT
"""libcounterweight through ctypes: where it is found, its structs and functions, its errors as exceptions.

The structs mirror counterweight.h field by field; tests/python holds their offsets against a C compiler's.  A library of
another version is refused, since before 1.0 a minor version may change them.
"""
import ctypes
import os
import sys
import threading
from ctypes import (
    CFUNCTYPE, POINTER, Structure, byref, c_bool, c_char, c_char_p, c_double, c_int, c_int64, c_size_t, c_uint64, c_void_p,
)
from typing import Any, Callable, List, Optional

VERSION = "0.1.0"

STATUS_NAMES = ("ok", "usage", "corrupt", "truncated", "unsupported", "data", "limit", "io", "memory", "interrupted")
INTERRUPTED = 9


class CounterweightError(Exception):
    """A failure of the library: one sentence that names file, place and mend.

    Attributes:
        status: "usage", "corrupt", "truncated", "unsupported", "data", "limit", "io", "memory" or "interrupted".
        file: name of the file as it was given, or None.
        row: line, record or row of it, from 1, or None.
        byte_offset: place in the file as it lies on disk, or None.
        exit_code: what the program `counterweight` would exit with.
    """

    def __init__(self, message: str, status: str = "usage", file: Optional[str] = None, row: Optional[int] = None,
                 byte_offset: Optional[int] = None, exit_code: int = 2) -> None:
        super().__init__(message)
        self.status = status
        self.file = file
        self.row = row
        self.byte_offset = byte_offset
        self.exit_code = exit_code


class Error(Structure):
    _fields_ = [("status", c_int), ("row", c_uint64), ("byte_offset", c_uint64), ("shard", c_char * 256),
                ("message", c_char * 1024)]


class Progress(Structure):
    _fields_ = [("bytes_done", c_uint64), ("bytes_total", c_uint64), ("shards_done", c_uint64),
                ("shards_total", c_uint64), ("seconds", c_double)]


ProgressFunction = CFUNCTYPE(None, c_void_p, POINTER(Progress))
NoticeFunction = CFUNCTYPE(None, c_void_p, c_char_p)


class ReadOptions(Structure):
    _fields_ = [
        ("format", c_int), ("column", c_char_p), ("labels_path", c_char_p), ("labels_text", c_char_p),
        ("split", c_char_p), ("ignore_ids", POINTER(c_int64)), ("n_ignore_ids", c_size_t), ("unknown", c_int),
        ("o_label", c_char_p), ("n_threads", c_int), ("keep_going", c_bool), ("skip_bad_rows", c_bool),
        ("max_memory", c_uint64), ("dtype", c_char_p), ("presence", c_int), ("spans", c_bool),
        ("per_shard", c_bool), ("by", c_int), ("by_column", c_char_p),
        ("cache", c_char_p), ("cache_max", c_uint64),
        ("cache_verify", c_bool), ("sample", c_double), ("sample_seed", c_uint64),
        ("output", c_char_p), ("kernel", c_char_p),
        ("conll_field", c_char_p), ("conll_separator", c_char_p), ("conll_comment", c_char_p), ("conll_header", c_bool),
        ("progress", ProgressFunction), ("notice", NoticeFunction), ("user", c_void_p), ("cancel", POINTER(c_int)),
    ]


class LabelSetting(Structure):
    _fields_ = [("label", c_char_p), ("value", c_double)]


class WeighOptions(Structure):
    _fields_ = [
        ("scheme", c_int), ("beta", c_double), ("prototypes", c_double), ("beta_auto", c_bool), ("alpha", c_double),
        ("enet_k", c_double), ("mu", c_double), ("smooth", c_double), ("min_count", c_double), ("tie_prefixes", c_bool),
        ("boosts", POINTER(LabelSetting)), ("n_boosts", c_size_t), ("max_ratio", c_double), ("normalize", c_int),
        ("norm_over_all", c_bool), ("min_weight", c_double), ("max_weight", c_double), ("o_policy", c_int),
        ("o_weight", c_double), ("o_label", c_char_p), ("sets", POINTER(LabelSetting)), ("n_sets", c_size_t),
        ("unseen", c_int), ("emit", c_int), ("tau", c_double),
    ]


class WriteOptions(Structure):
    _fields_ = [("table", c_char_p)]


class LabelCount(Structure):
    _fields_ = [("id", c_int64), ("name", c_char_p), ("tokens", c_uint64), ("sequences", c_uint64),
                ("sequence_tokens", c_uint64)]


class Totals(Structure):
    _fields_ = [("tokens", c_uint64), ("ignored", c_uint64), ("unknown", c_uint64), ("sequences", c_uint64),
                ("shards", c_uint64), ("shards_reused", c_uint64), ("bytes", c_uint64), ("rows_skipped", c_uint64),
                ("shards_failed", c_uint64), ("seconds", c_double), ("n_threads", c_int),
                ("shards_failed_before", c_uint64)]


class SampleInfo(Structure):
    _fields_ = [("asked", c_double), ("share", c_double), ("seed", c_uint64), ("blocks", c_uint64),
                ("blocks_total", c_uint64), ("tokens", c_uint64)]


class DriftLabel(Structure):
    _fields_ = [("name", c_char_p), ("id_a", c_int64), ("id_b", c_int64), ("in_a", c_bool), ("in_b", c_bool),
                ("tokens_a", c_uint64), ("tokens_b", c_uint64), ("share_a", c_double), ("share_b", c_double),
                ("weight_a", c_double), ("weight_b", c_double), ("ratio", c_double), ("appeared", c_bool),
                ("vanished", c_bool)]


class ListCalls(Structure):
    _fields_ = [("size", c_void_p), ("item", c_void_p), ("integer", c_void_p), ("failure", c_void_p)]


STRUCTS = {
    "cw_error": Error, "cw_progress": Progress, "cw_read_options": ReadOptions, "cw_label_setting": LabelSetting,
    "cw_weigh_options": WeighOptions, "cw_write_options": WriteOptions, "cw_label_count": LabelCount, "cw_totals": Totals,
    "cw_sample_info": SampleInfo,    "cw_drift_label": DriftLabel, "cw_list_calls": ListCalls,
}

# name: (result, arguments)
_E = POINTER(Error)
_H = POINTER(c_void_p)
FUNCTIONS = {
    "cw_version": (c_char_p, []),
    "cw_exit_code": (c_int, [c_int]),
    "cw_free_text": (None, [c_void_p]),
    "cw_read_options_init": (None, [POINTER(ReadOptions)]),
    "cw_weigh_options_init": (None, [POINTER(WeighOptions)]),
    "cw_scheme_from_name": (c_bool, [c_char_p, POINTER(c_int)]),
    "cw_scheme_name_at": (c_char_p, [c_size_t]),
    "cw_normalizer_name": (c_char_p, [c_int]),
    "cw_count": (c_int, [POINTER(c_char_p), c_size_t, POINTER(ReadOptions), _H, _E]),
    "cw_counter_new": (c_int, [POINTER(ReadOptions), _H, _E]),
    "cw_counter_add_ids": (c_int, [c_void_p, c_void_p, c_size_t, c_char_p, _E]),
    "cw_counter_add_tokens": (c_int, [c_void_p, c_int64, c_uint64, _E]),
    "cw_counter_add_name": (c_int, [c_void_p, c_char_p, c_size_t, c_uint64, _E]),
    "cw_counter_end_sequences": (None, [c_void_p, c_uint64]),
    "cw_counter_add_arrow": (c_int, [c_void_p, c_void_p, _E]),
    "cw_counter_finish": (c_int, [_H, _H, _E]),
    "cw_counter_free": (None, [_H]),
    "cw_counts_n_labels": (c_size_t, [c_void_p]),
    "cw_counts_labels": (None, [c_void_p, POINTER(LabelCount)]),
    "cw_counts_n_ignored": (c_size_t, [c_void_p]),
    "cw_counts_ignored": (LabelCount, [c_void_p, c_size_t]),
    "cw_counts_totals": (Totals, [c_void_p]),
    "cw_counts_sample": (c_bool, [c_void_p, POINTER(SampleInfo)]),
    "cw_counts_interval": (c_bool, [c_void_p, c_size_t, POINTER(c_double), POINTER(c_double)]),
    "cw_counts_free": (None, [_H]),
    "cw_counts_render": (c_int, [c_void_p, c_int, POINTER(c_void_p), POINTER(c_size_t), _E]),
    "cw_weigh": (c_int, [c_void_p, POINTER(WeighOptions), _H, _E]),
    "cw_weights_all": (None, [c_void_p, POINTER(c_double)]),
    "cw_weights_interval": (c_bool, [c_void_p, c_size_t, POINTER(c_double), POINTER(c_double)]),
    "cw_weights_free": (None, [_H]),
    "cw_weights_update_toml": (c_int, [c_void_p, c_char_p, POINTER(WriteOptions), c_bool, POINTER(c_void_p),
                                       POINTER(c_bool), _E]),
    "cw_drift_files": (c_int, [c_char_p, c_char_p, POINTER(ReadOptions), POINTER(WeighOptions), c_char_p, _H, _E]),
    "cw_drift_n_labels": (c_size_t, [c_void_p]),
    "cw_drift_label": (DriftLabel, [c_void_p, c_size_t]),
    "cw_drift_free": (None, [_H]),
}


def _candidates() -> List[str]:
    """Where the library may be: as the environment says, as `make install` wrote, beside the source, in the system."""
    here = os.path.dirname(os.path.abspath(__file__))
    named = os.environ.get("COUNTERWEIGHT_LIBRARY")
    if named:
        return [named]
    found = []
    try:
        from . import _installed  # type: ignore[attr-defined]  # written by `make install`
        found.append(_installed.LIBRARY)
    except ImportError:
        found.append(os.path.join(here, "..", "..", "..", "build", "libcounterweight.so"))
    return found + ["libcounterweight.so." + VERSION.split(".")[0]]


def _load() -> Any:
    tried = []
    for path in _candidates():
        if os.sep in path and not os.path.exists(path):
            tried.append(path + ": not there")
            continue
        try:
            library = ctypes.CDLL(path)
        except OSError as why:
            tried.append(str(why))
            continue
        for name, (result, arguments) in FUNCTIONS.items():
            function = getattr(library, name)
            function.restype = result
            function.argtypes = arguments
        found = library.cw_version().decode()
        if found != VERSION:
            raise ImportError("expected libcounterweight %s, found %s at %s; install both from the same source"
                              % (VERSION, found, path))
        return library
    raise ImportError("libcounterweight was not found (%s); build it with `make`, or name it in COUNTERWEIGHT_LIBRARY"
                      % "; ".join(tried))


lib = _load()


def _list_adder() -> Any:
    """cw_counter_add_lists(), which looks into Python's lists and so keeps the GIL; None where this is not CPython.

    Before 3.10 PyLong_AsLongLong() took 0.5 for 0.
    """
    api = getattr(ctypes, "pythonapi", None) if sys.version_info >= (3, 10) else None
    names = ("PyList_Size", "PyList_GetItem", "PyLong_AsLongLong", "PyErr_Occurred")
    if api is None or not all(hasattr(api, name) for name in names):
        return None
    calls = ListCalls(*(ctypes.cast(getattr(api, name), c_void_p).value for name in names))
    add = ctypes.PyDLL(lib._name).cw_counter_add_lists
    add.restype, add.argtypes = c_int, [c_void_p, ctypes.py_object, POINTER(ListCalls), _E]
    return lambda counter, lists: call(add, counter, lists, byref(calls))


add_lists = _list_adder()


def text_of(data: Optional[bytes]) -> Optional[str]:
    """Text of the library: UTF-8, other bytes as Python keeps those of file names."""
    return None if data is None else data.decode("utf-8", "surrogateescape")


def raise_error(status: int, err: Error) -> None:
    if status == INTERRUPTED:
        raise KeyboardInterrupt
    shard = text_of(err.shard)
    raise CounterweightError(text_of(err.message) or "", STATUS_NAMES[status], shard or None, err.row or None,
                             None if err.byte_offset == 2**64 - 1 else err.byte_offset, lib.cw_exit_code(status))


def call(function: Callable[..., int], *arguments: Any) -> None:
    """A call whose last parameter is the error.  ctypes lets go of the GIL meanwhile."""
    err = Error()
    status = function(*arguments, byref(err))
    if status != 0:
        raise_error(status, err)


def call_long(cancel: c_int, function: Callable[..., int], *arguments: Any) -> None:
    """As call(), for what may take long: Ctrl-C sets `cancel`, which the call polls.

    Python runs its handler of SIGINT in the main thread, between two steps of the interpreter, and there is no step inside
    of a C function: so the main thread waits, and another one calls.  In other threads no signal arrives anyway.
    """
    if threading.current_thread() is not threading.main_thread():
        call(function, *arguments)
        return
    failure: List[BaseException] = []
    lock, done = threading.Lock(), threading.Event()
    has_begun = is_abandoned = False  # under the lock

    def run() -> None:
        nonlocal has_begun
        with lock:
            if is_abandoned:
                return
            has_begun = True
        try:
            call(function, *arguments)
        except BaseException as why:  # handed on to the caller
            failure.append(why)
        finally:
            done.set()

    try:
        thread = threading.Thread(target=run, name="counterweight", daemon=True)
        thread.start()
        done.wait()
        thread.join()
    except BaseException:
        # Wherever that was, in start() too: what the call works on is freed by our callers, so it must be over, or never
        # begin.
        cancel.value = 1
        while not done.is_set():
            try:
                with lock:
                    is_abandoned = True
                if not has_begun:
                    break
                done.wait()
            except KeyboardInterrupt:  # once more
                pass
        raise
    if failure:
        raise failure[0]
