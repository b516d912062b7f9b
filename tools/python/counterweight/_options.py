# SPDX-License-Identifier: MIT
"""Keyword options to the library's structs.  The names are those of the command line, with `_` for `-`."""
import ctypes
import json
import os
import warnings
import weakref
from collections.abc import Mapping
from typing import Any, Callable, Dict, Iterable, List, Optional

from ._library import (
    LabelSetting, NoticeFunction, Progress, ProgressFunction, ReadOptions, WeighOptions, WriteOptions, lib, text_of,
)

FORMATS = ("auto", "shard", "jsonl", "json", "conll", "counts", "arrow", "parquet", "npy", "raw")
UNKNOWN = ("error", "count", "ignore")
UNSEEN = ("one", "zero", "max", "omit", "error")
NORMALIZERS = ("mean", "median", "geomean", "token", "min", "max", "none")

_READ_TEXT = {"split": "split", "dtype": "dtype", "kernel": "kernel", "field": "conll_field",
              "separator": "conll_separator", "comment": "conll_comment"}
_WEIGH_NUMBERS = ("alpha", "enet_k", "mu", "prototypes", "smooth", "min_count", "max_ratio", "min_weight", "max_weight")


def _choice(name: str, value: Any, words: Iterable[str]) -> int:
    words = list(words)
    if value not in words:
        raise ValueError("%s: expected one of %s, found %r" % (name, ", ".join(words), value))
    return words.index(value)


def _bytes(value: Any) -> bytes:
    return os.fsencode(value) if not isinstance(value, bytes) else value


def labels_text(id_to_label: Any) -> bytes:
    """A label map as the library reads it: a list of names by id, or a mapping either way round."""
    if isinstance(id_to_label, Mapping):
        pairs: Dict[str, Any] = {}
        for key, value in id_to_label.items():
            if isinstance(value, str):
                pairs[str(int(key))] = value
            else:
                pairs[str(key)] = int(value)
        return json.dumps(pairs).encode()
    return json.dumps([str(name) for name in id_to_label]).encode()


# The ones that a call is under way for: ctypes takes longer to make a function for C than C to count a million labels.
_readings: "weakref.WeakValueDictionary[int, Reading]" = weakref.WeakValueDictionary()


def _notice(user: int, sentence: bytes) -> None:
    _readings[user].take_notice(sentence)


def _progress(user: int, progress: Any) -> None:
    _readings[user].take_progress(progress.contents)


NOTICE, PROGRESS = NoticeFunction(_notice), ProgressFunction(_progress)


class Reading:
    """cw_read_options with all that it points to."""

    def __init__(self, id_to_label: Any, column: Optional[str], options: Dict[str, Any]) -> None:
        self.struct = o = ReadOptions()
        self.cancel = ctypes.c_int(0)
        self.column = column
        self.has_map = id_to_label is not None or "labels" in options
        self._warnings: List[str] = []
        self._progress: Optional[Callable[..., None]] = options.pop("progress", None)
        self.failure: Optional[BaseException] = None
        lib.cw_read_options_init(ctypes.byref(o))
        o.cancel = ctypes.pointer(self.cancel)
        _readings[id(self)] = self
        o.user = id(self)
        o.notice = NOTICE
        if self._progress is not None:
            o.progress = PROGRESS
        if column is not None:
            o.column = column.encode()
        if isinstance(id_to_label, (str, os.PathLike)):
            o.labels_path = _bytes(id_to_label)
        elif id_to_label is not None:
            o.labels_text = labels_text(id_to_label)
        if options.get("labels") is not None:
            o.labels_path = _bytes(options["labels"])
        options.pop("labels", None)
        for name, field in _READ_TEXT.items():
            value = options.pop(name, None)
            if value is not None:
                setattr(o, field, str(value).encode())
        if "ignore" in options:
            self._take_ignore(options.pop("ignore"))
        o.format = _choice("format", options.pop("format", "auto"), FORMATS)
        o.unknown = _choice("unknown", options.pop("unknown", "error"), UNKNOWN)
        o.skip_bad_rows = _choice("bad_rows", options.pop("bad_rows", "error"), ("error", "skip")) == 1
        o.keep_going = bool(options.pop("keep_going", False))
        o.conll_header = bool(options.pop("header", False))
        o.n_threads = int(options.pop("threads", 0) or 0)
        o.max_memory = int(options.pop("max_memory", o.max_memory))
        cache = options.pop("cache", None)
        if cache is not None:
            o.cache = _bytes(cache)
        o.cache_max = int(options.pop("cache_max", o.cache_max))
        o.cache_verify = bool(options.pop("cache_verify", False))
        self._take_sample(options.pop("sample", None), options.pop("seed", None))
        if options.get("o_label") is not None:
            o.o_label = str(options["o_label"]).encode()

    def use_names(self, names: List[str]) -> None:
        """Names that the data carries, where the caller gave none."""
        if not self.has_map:
            self.struct.labels_text = labels_text(names)

    def _take_sample(self, sample: Any, seed: Any) -> None:
        if sample is None:
            if seed is not None:
                raise TypeError("seed goes with sample")
            return
        percent = isinstance(sample, str) and sample.endswith("%")
        share = float(sample[:-1]) / 100 if percent else float(sample)
        if not 0 < share <= 1:
            raise ValueError("sample: expected a share above 0 and at most 1, or '1%%' to '100%%', found %r" % (sample,))
        self.struct.sample = share
        if seed is not None:
            self.struct.sample_seed = int(seed)

    def _take_ignore(self, ignore: Any) -> None:
        ids = [ignore] if isinstance(ignore, int) else list(ignore or ())
        self._ids = (ctypes.c_int64 * max(1, len(ids)))(*ids)
        self.struct.ignore_ids = ctypes.cast(self._ids, ctypes.POINTER(ctypes.c_int64))
        self.struct.n_ignore_ids = len(ids)

    def take_notice(self, sentence: bytes) -> None:
        self._warnings.append(text_of(sentence) or "")

    def take_progress(self, p: Progress) -> None:
        try:
            if self._progress is not None and self.failure is None:
                self._progress(p.bytes_done, p.bytes_total, p.seconds)
        except BaseException as why:  # C knows no exceptions: the counting ends, and the caller gets this one
            self.failure = why
            self.cancel.value = 1

    def warn(self) -> None:
        """What the library had to say goes out as warnings, in the caller's thread."""
        sentences, self._warnings = self._warnings, []
        for sentence in sentences:
            warnings.warn(sentence, stacklevel=4)


def _settings(pairs: Mapping[Any, float]) -> Any:
    array = (LabelSetting * len(pairs))()
    for i, (label, value) in enumerate(pairs.items()):
        array[i] = LabelSetting(str(label).encode(), float(value))
    return array


class Weighing:
    """cw_weigh_options with all that it points to."""

    def __init__(self, scheme: str, options: Dict[str, Any]) -> None:
        self.struct = o = WeighOptions()
        lib.cw_weigh_options_init(ctypes.byref(o))
        number = ctypes.c_int()
        if not lib.cw_scheme_from_name(str(scheme).encode(), ctypes.byref(number)):
            names: List[str] = []
            while lib.cw_scheme_name_at(len(names)) is not None:
                names.append(text_of(lib.cw_scheme_name_at(len(names))) or "")
            raise ValueError("scheme: expected one of %s, found %r" % (", ".join(names), scheme))
        o.scheme = number.value
        beta = options.pop("beta", o.beta)
        o.beta_auto = beta == "auto"
        if not o.beta_auto:
            o.beta = float(beta)
        for name in _WEIGH_NUMBERS:
            if options.get(name) is not None:
                setattr(o, name, float(options[name]))
            options.pop(name, None)
        o.tie_prefixes = bool(options.pop("tie_prefixes", False))
        o.normalize = _choice("normalize", options.pop("normalize", "mean"), NORMALIZERS)
        o.norm_over_all = _choice("norm_over", options.pop("norm_over", "entities"), ("entities", "all")) == 1
        o_weight = options.pop("o_weight", 1.0)
        if isinstance(o_weight, str):
            o.o_policy = _choice("o_weight", o_weight, ("a number", "auto", "formula"))
        else:
            o.o_weight = float(o_weight)
        o_label = options.pop("o_label", None)
        self.o_label = "O" if o_label is None else str(o_label)  # 0 is an id
        o.o_label = self.o_label.encode()
        o.unseen = _choice("unseen", options.pop("unseen", "one"), UNSEEN)
        boost, sets = options.pop("boost", None) or {}, options.pop("set", None) or {}
        if boost:
            self._boosts = o.boosts = _settings(boost)
            o.n_boosts = len(boost)
        if sets:
            self._sets = o.sets = _settings(sets)
            o.n_sets = len(sets)


def refuse_rest(options: Dict[str, Any]) -> None:
    if options:
        raise TypeError("unknown option%s: %s" % ("s" if len(options) > 1 else "", ", ".join(sorted(options))))


def write_options(table: str) -> WriteOptions:
    return WriteOptions(table.encode())
