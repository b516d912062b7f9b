# SPDX-License-Identifier: MIT
"""Class weights for token classification, from the labels of a corpus of any size.

    import counterweight
    weights = counterweight.class_weights("data/train", id_to_label=config.id2label)    # {0: 1.0, 1: 0.52, ...}
    loss = torch.nn.CrossEntropyLoss(weight=counterweight.to_tensor(weights, num_classes), ignore_index=-100)

The counting is done by libcounterweight, on all cores, without the GIL; Ctrl-C ends it.  NumPy, pyarrow, datasets and
PyTorch are used if the caller has them, and needed for nothing.  Options that the functions take are those of the command
line, with `_` for `-`: `beta`, `o_weight`, `unseen`, `normalize`, `smooth`, `min_count`, `ignore`, `unknown`, `threads`,
`progress` (a function of bytes done, bytes in all, seconds; what it raises ends the counting) and the rest; `boost` and `set` are dicts.

`sample="1%"` (or 0.01) counts a random share of the blocks of files only, `seed` says which: the counts, and all that is made of
them, are estimates then, see Counts.estimate and Counts.weight_intervals().

>>> counterweight.class_weights("data/train.jsonl", ["O", "B-NAME", "I-NAME", "B-EMAIL", "B-PHONE"], o_weight=0.5)
{0: 0.5, 1: 0.6796227589829592, 2: 0.9611317230511222, 3: 1.3592455179659184, 4: 1.0}
"""
import ctypes
import json
import math
import os
import sys
import warnings
from collections.abc import Mapping
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple, Union

from . import _data
from ._library import VERSION as __version__
from ._library import CounterweightError, LabelCount, SampleInfo, call, lib, text_of
from ._options import Reading, Weighing, refuse_rest, write_options

__all__ = ["Counts", "CounterweightError", "class_weights", "count", "load", "to_tensor", "update_config",
           "weights_from_counts"]

IdToLabel = Union[Mapping[Any, Any], Sequence[str], str, "os.PathLike[str]", None]


class Counts(Mapping[int, int]):
    """Counts of labels: a mapping of id to tokens, ids ascending, 0 for labels of the map that were never seen.

    Attributes:
        tokens: int, all tokens counted, O included, ignored ones not.
        ignored: dict[int, int], tokens of each ignored id that occurred.
        unknown: int, tokens left out under unknown="ignore".
        sequences: int, sentences, records or rows.
        names: dict[int, str], where labels have names.
        estimate: None where the counts are exact; under sample= a dict of share, asked, seed, blocks, blocks_total and
            tokens: what the estimate was made of.

    >>> counts = counterweight.count([{"tags": [0, 0, 1, -100]}], ["O", "B-X", "I-X"])
    >>> dict(counts), counts.tokens, counts.ignored, counts.names[1]
    ({0: 2, 1: 1, 2: 0}, 3, {-100: 1}, 'B-X')
    """

    def __init__(self, handle: ctypes.c_void_p) -> None:
        self._handle = handle
        totals = lib.cw_counts_totals(handle)
        self.tokens: int = totals.tokens
        self.unknown: int = totals.unknown
        self.sequences: int = totals.sequences
        self.estimate: Optional[Dict[str, Any]] = None
        info = SampleInfo()
        if lib.cw_counts_sample(handle, ctypes.byref(info)):
            self.estimate = {name: getattr(info, name) for name, _ in info._fields_}
        self.ignored: Dict[int, int] = {}
        self.names: Dict[int, str] = {}
        self._tokens: Dict[int, int] = {}
        for i in range(lib.cw_counts_n_ignored(handle)):
            label = lib.cw_counts_ignored(handle, i)
            self.ignored[label.id] = label.tokens
        labels = (LabelCount * lib.cw_counts_n_labels(handle))()
        lib.cw_counts_labels(handle, labels)
        for label in labels:
            number, name = label.id, label.name
            self._tokens[number] = label.tokens
            if name is not None:
                self.names[number] = text_of(name) or ""

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            lib.cw_counts_free(ctypes.byref(self._handle))

    def __getitem__(self, label: int) -> int:
        return self._tokens[label]

    def __iter__(self) -> Iterator[int]:
        return iter(self._tokens)

    def __len__(self) -> int:
        return len(self._tokens)

    def __repr__(self) -> str:
        return "Counts(%r)" % self._tokens

    def weights(self, scheme: str = "inverse_sqrt", **options: Any) -> Dict[int, float]:
        """The weights of these counts, as class_weights() gives them.

        >>> counterweight.count([[0, 0, 0, 0, 1]], ["O", "B-X"]).weights("inverse", normalize="none", o_weight="formula")
        {0: 0.625, 1: 2.5}
        """
        with _Weights(self, _weighing(scheme, options)) as weights:
            return weights.as_dict()

    def intervals(self) -> Dict[int, Tuple[float, float]]:
        """Of an estimate: the 95 % interval of each label's tokens; labels whose interval is open are left out."""
        return _intervals(self, lib.cw_counts_interval, self._handle)

    def weight_intervals(self, scheme: str = "inverse_sqrt", **options: Any) -> Dict[int, Tuple[float, float]]:
        """The 95 % interval of each weight: of an estimate by how the blocks differ, else by the chance of the label's own
        count.  Labels whose interval is open, or whose weight no scheme has made, are left out."""
        with _Weights(self, _weighing(scheme, options)) as weights:
            return _intervals(self, lib.cw_weights_interval, weights.handle)

    def to_json(self) -> str:
        """The counts file: an input wherever data is, and of `counterweight merge`.  That of an
        estimate says so, and is no input.

        >>> json.loads(counterweight.count([["O", "B-X"]]).to_json())["tokens"]
        2
        """
        text, nbytes = ctypes.c_void_p(), ctypes.c_size_t()
        call(lib.cw_counts_render, self._handle, 1, ctypes.byref(text), ctypes.byref(nbytes))
        try:
            return ctypes.string_at(text, nbytes.value).decode()
        finally:
            lib.cw_free_text(text)


def _intervals(counts: Counts, function: Any, handle: ctypes.c_void_p) -> Dict[int, Tuple[float, float]]:
    found: Dict[int, Tuple[float, float]] = {}
    low, high = ctypes.c_double(), ctypes.c_double()
    for i, label in enumerate(counts):
        if function(handle, i, ctypes.byref(low), ctypes.byref(high)):
            found[label] = (low.value, high.value)
    return found


class _Weights:
    """A cw_weights, freed at the end of its block."""

    def __init__(self, counts: Counts, weighing: Weighing) -> None:
        self.counts = counts
        self.handle = ctypes.c_void_p()
        call(lib.cw_weigh, counts._handle, ctypes.byref(weighing.struct), ctypes.byref(self.handle))
        o_label = weighing.o_label
        if not any(tokens and counts.names.get(label, str(label)) == o_label for label, tokens in counts.items()):
            warnings.warn("no label %s was seen: all labels are weighed as entities; if one of them is what lies outside of "
                          "the entities, name it with id_to_label or o_label" % o_label, stacklevel=3)

    def __enter__(self) -> "_Weights":
        return self

    def __exit__(self, *_: Any) -> None:
        lib.cw_weights_free(ctypes.byref(self.handle))

    def as_dict(self) -> Dict[int, float]:
        weights = (ctypes.c_double * len(self.counts))()
        lib.cw_weights_all(self.handle, weights)
        return {label: weight for label, weight in zip(self.counts, weights) if not math.isnan(weight)}


def _reading(data: Any, id_to_label: IdToLabel, column: Optional[str], options: Dict[str, Any]) -> Optional[Reading]:
    """What the options say of reading; Counts need none."""
    if not isinstance(data, Counts):
        return Reading(id_to_label, column, options)
    if id_to_label is not None or column is not None:
        raise TypeError("id_to_label and column go with data, not with Counts")
    return None


def _weighing(scheme: str, options: Dict[str, Any]) -> Weighing:
    """What is left of the options: all of them are checked before any data is read."""
    weighing = Weighing(scheme, options)
    refuse_rest(options)
    return weighing


def _counts_of(data: Any, reading: Optional[Reading]) -> Counts:
    if reading is None:
        counts: Counts = data
        return counts
    try:
        return Counts(_data.count(data, reading))
    except KeyboardInterrupt:
        if reading.failure is not None:
            raise reading.failure from None
        raise
    finally:
        reading.warn()


def count(data: Any, id_to_label: IdToLabel = None, column: Optional[str] = None, **options: Any) -> Counts:
    """Counts every label of `data`.

    Args:
        data: a path or a list of paths (files, folders, everything that `counterweight count` reads);
            an array of label ids of any integer type and shape (n,) or (n_sequences, length), or any buffer;
            an object with `__arrow_c_stream__` or `__arrow_c_array__` (pyarrow, polars, DuckDB, pandas), or several;
            a data frame;
            a Hugging Face Dataset: its Arrow files are read directly where they are exactly its rows, else its column;
            an iterable of samples, `sample[column]` being a list of ids or of names, or of such lists.
        id_to_label: names by id (a dict or a list, as `config.id2label`), ids by name, or the path of a label map;
            None: the names that the data carries.  Ids that it lacks are an error, unless unknown= says otherwise.
        column: label column or key, "a.b" for a nested one; None: the only one of pii_labels, ner_tags, labels,
            label_ids, tags, else the only column of labels.
        **options: of reading; see the package.

    Raises:
        CounterweightError: with file and place as attributes.

    >>> counterweight.count(array.array("h", [0, 3, 3, -100]))
    Counts({0: 1, 3: 2})
    >>> counterweight.count("data/train.jsonl", ["O"])
    Traceback (most recent call last):
    counterweight._library.CounterweightError: data/train.jsonl: line 1: position 4: label id 1 is not in the label map...
    """
    reading = _reading(data, id_to_label, column, options)
    options.pop("o_label", None)
    refuse_rest(options)
    return _counts_of(data, reading)


def class_weights(data: Any, id_to_label: IdToLabel = None, scheme: str = "inverse_sqrt", column: Optional[str] = None,
                  **options: Any) -> Dict[int, float]:
    """Counts `data` and weighs its labels.

    Args:
        data, id_to_label, column: as count(); or Counts.
        scheme: "inverse_sqrt" (default), "inverse", "effective", ... as `counterweight weights --scheme`.
        **options: of reading and of weighing; see the package.

    Returns:
        dict of label id to weight, ids ascending, float64, not rounded: every label of the map and every id seen.

    Raises:
        CounterweightError: with file and place as attributes.

    >>> samples = [{"pii_labels": [0, 0, 0, 0, 1, -100]}, {"pii_labels": [2, 1, 1, 1]}]
    >>> counterweight.class_weights(samples, {0: "O", 1: "B-NAME", 2: "B-EMAIL", 3: "B-PHONE"})
    {0: 1.0, 1: 0.6666666666666666, 2: 1.3333333333333333, 3: 1.0}
    """
    reading = _reading(data, id_to_label, column, options)
    weighing = _weighing(scheme, options)
    with _Weights(_counts_of(data, reading), weighing) as weights:
        return weights.as_dict()


def weights_from_counts(counts: Union[Mapping[Any, int], Sequence[int]], id_to_label: IdToLabel = None,
                        scheme: str = "inverse_sqrt", **options: Any) -> Dict[int, float]:
    """Weights of counts that are known already: {id: tokens}, {name: tokens}, or a list of tokens by id.

    Returns what class_weights() returns.  The majority label is found by its name, so pass id_to_label, or
    o_label="0" where only ids are known.

    >>> counterweight.weights_from_counts({"O": 16, "B-X": 1, "I-X": 4})
    {0: 1.0, 1: 1.3333333333333333, 2: 0.6666666666666666}
    """
    if isinstance(counts, Counts):
        return class_weights(counts, id_to_label, scheme, **options)
    pairs = counts.items() if isinstance(counts, Mapping) else enumerate(counts)
    reading = Reading(id_to_label, None, options)
    weighing = _weighing(scheme, options)
    with _data._Counter(reading) as counter:
        for label, tokens in pairs:
            if isinstance(label, str):
                name = os.fsencode(label)
                call(lib.cw_counter_add_name, counter.handle, name, len(name), int(tokens))
            else:
                call(lib.cw_counter_add_tokens, counter.handle, int(label), int(tokens))
        whole = Counts(counter.finish())
    with _Weights(whole, weighing) as weights:
        return weights.as_dict()


def update_config(path: "Union[str, os.PathLike[str]]", data: Any, id_to_label: IdToLabel = None,
                  scheme: str = "inverse_sqrt", column: Optional[str] = None, table: str = "class_weights",
                  dry_run: bool = False, estimate: bool = False, **options: Any) -> str:
    """Puts the weights of `data` into the TOML file `path`: its tables [table] and [table_info] are replaced or added, every
    other byte stays, and the file is written whole or not at all.

    Returns the unified diff of what changed, "" if nothing did.  With dry_run nothing is written.  What sample= has estimated
    is written only with estimate=True; the table of facts says so then.

    >>> diff = counterweight.update_config("training_config.toml", "data/train.jsonl", dry_run=True, o_label="0")
    >>> "+1 = 0." in diff, counterweight.load("training_config.toml")[1]
    (True, 0.67962277)
    """
    reading = _reading(data, id_to_label, column, options)
    weighing = _weighing(scheme, options)
    sampled = reading.struct.sample > 0 if reading is not None else data.estimate is not None
    if sampled and not estimate:
        raise CounterweightError("expected exact counts for %s, found an estimate; pass estimate=True to keep it all the same"
                                 % os.fspath(path))
    counts = _counts_of(data, reading)
    write, diff = write_options(table), ctypes.c_void_p()
    with _Weights(counts, weighing) as weights:
        call(lib.cw_weights_update_toml, weights.handle, os.fsencode(path), ctypes.byref(write), dry_run,
             ctypes.byref(diff), None)
    try:
        return text_of(ctypes.string_at(diff)) or ""
    finally:
        lib.cw_free_text(diff)


def _load_through_library(path: bytes, table: str) -> Dict[int, float]:
    """Python before 3.11 has no reader of TOML: the library's, by the function that compares two files."""
    drift = ctypes.c_void_p()
    reading, weighing = Reading(None, None, {}), Weighing("inverse_sqrt", {})
    call(lib.cw_drift_files, path, path, ctypes.byref(reading.struct), ctypes.byref(weighing.struct), table.encode(),
         ctypes.byref(drift))
    try:
        labels = [lib.cw_drift_label(drift, i) for i in range(lib.cw_drift_n_labels(drift))]
        weights = {label.id_a: label.weight_a for label in labels if not math.isnan(label.weight_a)}
    finally:
        lib.cw_drift_free(ctypes.byref(drift))
    return dict(sorted(weights.items()))


def _data_error(path: Any, why: str) -> CounterweightError:
    return CounterweightError("%s: %s" % (os.fspath(path), why), "data", os.fspath(path), exit_code=3)


if sys.version_info >= (3, 11):
    import tomllib

    def _load_toml(path: Any, table: str) -> Any:
        with open(path, "rb") as file:
            try:
                found: Any = tomllib.load(file)
            except tomllib.TOMLDecodeError as why:
                raise _data_error(path, str(why)) from None
        for key in table.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return found
else:
    def _load_toml(path: Any, table: str) -> Any:
        return _load_through_library(os.fsencode(path), table)


def _load_json(path: Any) -> Any:
    with open(path, encoding="utf-8") as text:
        try:
            found = json.load(text)
        except ValueError as why:
            raise _data_error(path, str(why)) from None
    if isinstance(found, dict) and isinstance(found.get("labels"), list):
        return {label["id"]: label["weight"] for label in found["labels"] if label.get("weight") is not None}
    return found


def load(path: "Union[str, os.PathLike[str]]", table: str = "class_weights") -> Dict[int, float]:
    """Reads weights from a TOML file (its table `table`, "a.b" for a nested one) or a JSON file (what
    `counterweight weights --to json` writes, or an object of ids and weights).

    Returns a dict of label id to weight, ids ascending: keys are integers, which in TOML and JSON they cannot be.

    >>> counterweight.load("training_config.toml")
    {0: 1.0, 1: 0.67962277, 2: 0.96113175, 3: 1.3592455, 4: 1.0}
    """
    is_json = os.fspath(path).endswith(".json")
    found = _load_json(path) if is_json else _load_toml(path, table)
    try:
        if not isinstance(found, dict):
            raise ValueError
        return dict(sorted((int(label), float(weight)) for label, weight in found.items()))
    except (TypeError, ValueError):
        what = "an object of label ids and weights" if is_json else "a table [%s]" % table
        raise _data_error(path, "expected " + what) from None


def to_tensor(weights: Mapping[Any, float], num_classes: int, default: float = 1.0) -> Any:
    """Weights as a vector of shape (num_classes,), float32: ones, filled from the dict.

    A torch.Tensor if the caller has imported PyTorch, else a numpy.ndarray.  Keys may be integers or their text.  An id
    outside of 0 .. num_classes-1 is an error: then the model has other classes than the weights.

    >>> counterweight.to_tensor({0: 1.0, 2: 0.25}, num_classes=4).tolist()
    [1.0, 1.0, 0.25, 1.0]
    """
    values: List[float] = [float(default)] * num_classes
    for label, weight in weights.items():
        index = int(label)
        if not 0 <= index < num_classes:
            raise ValueError("label id %d is outside of the %d classes; the weights are of another label map"
                             % (index, num_classes))
        values[index] = float(weight)
    torch = sys.modules.get("torch")
    if torch is not None:
        return torch.tensor(values, dtype=torch.float32)
    numpy = sys.modules.get("numpy") or __import__("numpy")
    return numpy.array(values, dtype=numpy.float32)
