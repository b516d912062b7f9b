# SPDX-License-Identifier: MIT
"""The Python package: every kind of data against the seed's loop, errors, interrupts, outputs read by their readers.

    python3 test_package.py [CLASS...]        COUNTERWEIGHT_PACKAGE: folder of the package (default tools/python)
"""
import array
import ast
import collections
import doctest
import io
import json
import math
import os
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import types
import unittest
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PACKAGE = os.environ.get("COUNTERWEIGHT_PACKAGE", os.path.join(TOP, "tools", "python"))
PROGRAM = os.environ.get("CW_PROGRAM", os.path.join(TOP, "build", "counterweight"))
SHARED = os.environ.get("CW_SHARED_DATA", os.path.join(os.path.dirname(TOP), "shared", "data"))
sys.path[:0] = [HERE, PACKAGE]

import counterweight  # noqa: E402
import writers  # noqa: E402

try:
    import numpy
except ImportError:
    numpy = None
try:
    import pandas
except ImportError:
    pandas = None
try:
    import yaml
except ImportError:
    yaml = None

needs_numpy = unittest.skipIf(numpy is None, "NumPy is not there")
ENTITIES = ["FIRSTNAME", "SURNAME", "EMAIL", "PHONE", "CITY", "STREET", "IBAN", "AGE"]
ID_TO_LABEL = dict(enumerate(["O"] + [p + e for e in ENTITIES for p in ("B-", "I-")]))


def seed_weights(samples, id_to_label):
    """The recipe that people type: a Counter loop, inverse square root, entities to a mean of 1, O and unseen 1."""
    counts = collections.Counter()
    for sample in samples:
        for label in sample["pii_labels"]:
            if label == -100:
                continue
            counts[label] += 1
    total, num_classes = sum(counts.values()), len(counts)
    weights = {}
    for label_id, name in id_to_label.items():
        count = counts.get(label_id, 0)
        weights[label_id] = math.sqrt(total / (num_classes * count)) if count > 0 and name != "O" else 1.0
    entities = [label_id for label_id, name in id_to_label.items() if name != "O" and counts.get(label_id, 0) > 0]
    mean = sum(weights[label_id] for label_id in entities) / len(entities)
    for label_id in entities:
        weights[label_id] /= mean
    return weights


def corpus(n_labels, seed=7):
    """Sentences of 10 to 60 labels between two -100; entities of one to three tokens, some a hundred times rarer."""
    rng = random.Random(seed)
    kinds = [i for i, _ in enumerate(ENTITIES[:-1]) for _ in range(3 ** (len(ENTITIES) - 2 - i))]
    samples, n = [], 0
    while n < n_labels:
        labels = [-100]
        for _ in range(rng.randrange(4, 30)):
            if rng.random() < 0.85:
                labels += [0] * rng.randrange(1, 3)
            else:
                kind = rng.choice(kinds)
                labels += [1 + 2 * kind] + [2 + 2 * kind] * rng.randrange(0, 3)
        labels.append(-100)
        samples.append({"id": len(samples), "pii_labels": labels})
        n += len(labels)
    return samples


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, data=None):
        path = os.path.join(self.folder, name)
        if data is not None:
            with open(path, "wb") as file:
                file.write(data if isinstance(data, bytes) else data.encode())
        return path

    def assert_same(self, found, wanted, tolerance=1e-12):
        self.assertEqual(list(found), sorted(wanted))
        for label, weight in wanted.items():
            self.assertIs(type(label), int)
            self.assertLessEqual(abs(found[label] - weight), tolerance * abs(weight), label)


class SeedLoop(unittest.TestCase):
    """A million labels, in every shape, against the seed's loop; and how much faster."""

    @classmethod
    def setUpClass(cls):
        cls.samples = corpus(1000000)
        cls.n = sum(len(sample["pii_labels"]) for sample in cls.samples)
        cls.wanted = seed_weights(cls.samples, ID_TO_LABEL)
        cls.folder = tempfile.TemporaryDirectory()
        lists = [sample["pii_labels"] for sample in cls.samples]
        cls.lists = lists
        cls.paths = {}
        for name, data in (("c.jsonl", "".join(json.dumps(sample) + "\n" for sample in cls.samples).encode()),
                           ("c.arrow", writers.arrow_stream(lists)), ("c.parquet", writers.parquet_file(lists))):
            cls.paths[name] = os.path.join(cls.folder.name, name)
            with open(cls.paths[name], "wb") as file:
                file.write(data)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    assert_same = Folder.assert_same

    def test_files(self):
        for path in self.paths.values():
            self.assert_same(counterweight.class_weights(path, ID_TO_LABEL), self.wanted)
        three = counterweight.class_weights(list(self.paths.values()), ID_TO_LABEL)
        self.assert_same(three, self.wanted)  # three times the counts: the same ratios

    def test_samples(self):
        self.assert_same(counterweight.class_weights(self.samples, ID_TO_LABEL), self.wanted)
        self.assert_same(counterweight.class_weights((s for s in self.samples), ID_TO_LABEL), self.wanted)
        self.assert_same(counterweight.class_weights(self.lists, ID_TO_LABEL), self.wanted)
        tuples = [{"pii_labels": tuple(labels)} for labels in self.lists[:3000]]
        self.assert_same(counterweight.class_weights(tuples, ID_TO_LABEL), seed_weights(tuples, ID_TO_LABEL))

    def test_names_instead_of_ids(self):
        samples = [{"pii_labels": [ID_TO_LABEL.get(i, "PAD") for i in labels]} for labels in self.lists[:5000]]
        label_map = {**ID_TO_LABEL, -100: "PAD"}
        found = counterweight.class_weights(samples, label_map)
        self.assert_same(found, seed_weights(self.samples[:5000], ID_TO_LABEL))

    def test_arrow_stream(self):
        stream = writers.ListStream(self.lists)
        self.assert_same(counterweight.class_weights(stream, ID_TO_LABEL), self.wanted)
        self.assertEqual(stream.released, stream.given)
        self.assert_same(counterweight.class_weights(writers.ListStream(self.lists).__arrow_c_stream__(), ID_TO_LABEL),
                         self.wanted)

    def test_arrow_arrays(self):
        for bare in (False, True):
            whole = writers.ListArray(self.lists, bare)
            self.assert_same(counterweight.class_weights(whole, ID_TO_LABEL), self.wanted)
            self.assertEqual((whole.given, whole.released), (1, 1))
            self.assertFalse(whole.array.release or whole.schema.release)  # moved out of their capsules
            half = len(self.lists) // 2
            parts = [writers.ListArray(self.lists[:half], bare), writers.ListArray(self.lists[half:], bare)]
            self.assert_same(counterweight.class_weights(parts, ID_TO_LABEL), self.wanted)
            counts = counterweight.count(iter([writers.ListArray(self.lists[:3], bare), writers.ListStream(self.lists[:2])]))
            self.assertEqual(counts.sequences, 5)
        none = counterweight.count([writers.ListArray([[]])], ID_TO_LABEL)
        self.assertEqual((none.tokens, none.sequences), (0, 1))

    @needs_numpy
    def test_numpy(self):
        flat = numpy.array([label for labels in self.lists for label in labels])
        for dtype in ("int64", "int32", "int16", "int8", ">i4"):
            self.assert_same(counterweight.class_weights(flat.astype(dtype), ID_TO_LABEL), self.wanted)
        padded = numpy.full((len(self.lists), max(map(len, self.lists))), -100, dtype=numpy.int16)
        for i, labels in enumerate(self.lists):
            padded[i, :len(labels)] = labels
        for view in (padded, numpy.asfortranarray(padded), padded[::-1, ::-1]):
            self.assert_same(counterweight.class_weights(view, ID_TO_LABEL), self.wanted)
        self.assertEqual(counterweight.count(padded).sequences, len(self.lists))
        rows = [{"pii_labels": numpy.array(labels)} for labels in self.lists[:300]]
        self.assert_same(counterweight.class_weights(rows, ID_TO_LABEL), seed_weights(self.samples[:300], ID_TO_LABEL))

    def test_buffers(self):
        for code in "bhilq":
            data = array.array(code, [label for labels in self.lists for label in labels])
            self.assert_same(counterweight.class_weights(data, ID_TO_LABEL), self.wanted)
            self.assert_same(counterweight.class_weights(memoryview(data), ID_TO_LABEL), self.wanted)
            self.assert_same(counterweight.class_weights(memoryview(data.tobytes()).cast(code), ID_TO_LABEL), self.wanted)

    def test_speed(self):
        """CPU time of all threads, so that what else the machine does matters little.

        Of a million labels the fixed costs of a call are a good part, so files are given twenty times.  The bounds leave
        room for a busy machine; the figures are printed.  JSON lines are held against json.loads() and the loop.
        """
        def cpu(function, *arguments, **options):
            best = math.inf
            for _ in range(5):
                begun = time.process_time()
                function(*arguments, **options)
                best = min(best, time.process_time() - begun)
            return best

        def seed_of_lines():
            with open(self.paths["c.jsonl"]) as lines:
                return seed_weights(map(json.loads, lines), ID_TO_LABEL)

        seed = {"c.jsonl": cpu(seed_of_lines)}
        loop = cpu(seed_weights, self.samples, ID_TO_LABEL)
        figures = {"samples": loop / cpu(counterweight.class_weights, self.samples, ID_TO_LABEL)}
        for name, path in self.paths.items():
            figures[name] = seed.get(name, loop) / cpu(counterweight.class_weights, path, ID_TO_LABEL)
            figures[name + " x 20"] = 20 * seed.get(name, loop) / cpu(
                counterweight.class_weights, [path] * 20, ID_TO_LABEL, threads=1)
        print("times faster than the loop, CPU time: "
              + ", ".join("%s %.1f" % figure for figure in figures.items()))
        if os.environ.get("CW_CONFIG", "release") != "release":
            self.skipTest("figures are those of the release build")
        # What they are is for documents; a busy machine is no fault of ours.
        self.assertGreater(min(figures.values()), 1)


class Sample(Folder):
    """Some of the blocks: estimates with intervals, which no file holds by accident."""

    def setUp(self):
        super().setUp()
        self.data = self.path("a.jsonl", "".join(json.dumps(sample) + "\n" for sample in corpus(400000)))

    def test_estimates(self):
        exact = counterweight.count(self.data, ID_TO_LABEL)
        found = counterweight.count(self.data, ID_TO_LABEL, sample="30%", seed=3)
        self.assertIsNone(exact.estimate)
        self.assertEqual((found.estimate["asked"], found.estimate["seed"]), (0.3, 3))
        self.assertLess(found.estimate["blocks"], found.estimate["blocks_total"])
        self.assertLess(found.estimate["tokens"], exact.tokens)
        self.assertEqual(dict(found), dict(counterweight.count(self.data, ID_TO_LABEL, sample=0.3, seed=3, threads=1)))
        weights, intervals = found.weights(), found.weight_intervals()
        for label, (low, high) in intervals.items():
            self.assertTrue(low <= weights[label] <= high, label)
        truth = exact.weights()
        held = [low <= truth[label] <= high for label, (low, high) in intervals.items() if label != 0]
        self.assertGreater(sum(held), 0.6 * len(held))
        for label, (low, high) in found.intervals().items():
            self.assertTrue(low <= found[label] <= high, label)
        self.assertEqual(exact.intervals(), {})
        self.assertIn(1, exact.weight_intervals())

    def test_all_of_the_blocks_are_the_whole(self):
        self.assertEqual(dict(counterweight.count(self.data, sample="100%")), dict(counterweight.count(self.data)))

    def test_refusals(self):
        for sample in (0, -1, 1.5, "0%", "101%", "x"):
            with self.assertRaises(ValueError):
                counterweight.count(self.data, sample=sample)
        with self.assertRaises(TypeError):
            counterweight.count(self.data, seed=1)
        with self.assertRaisesRegex(counterweight.CounterweightError, "not for what is in memory"):
            counterweight.count([{"tags": [0, 1]}], sample=0.5)
        kept = self.path("kept.json", counterweight.count(self.data, sample=0.5).to_json())
        with self.assertRaisesRegex(counterweight.CounterweightError, "found an estimate"):
            counterweight.count(kept)
        config = self.path("config.toml", "")
        with self.assertRaisesRegex(counterweight.CounterweightError, "estimate=True"):
            counterweight.update_config(config, self.data, ID_TO_LABEL, sample=0.5)
        diff = counterweight.update_config(config, self.data, ID_TO_LABEL, sample=0.5, estimate=True)
        self.assertIn("+estimate = true\n", diff)


class Data(Folder):
    def test_folders_and_pathlike(self):
        import pathlib
        self.path("a.jsonl", '{"tags": [0, 1]}\n')
        self.path("b.jsonl", '{"tags": [0, 0, 2]}\n')
        counts = counterweight.count(pathlib.Path(self.folder))
        self.assertEqual(dict(counts), {0: 3, 1: 1, 2: 1})
        self.assertEqual((counts.tokens, counts.sequences, counts.ignored, counts.names), (5, 2, {}, {}))

    def test_counts_is_a_mapping_and_a_file(self):
        counts = counterweight.count([{"tags": [0, 1, -100]}], id_to_label=["O", "B-X", "I-X"])
        self.assertEqual(dict(counts), {0: 1, 1: 1, 2: 0})
        self.assertEqual((counts.ignored, counts.names), ({-100: 1}, {0: "O", 1: "B-X", 2: "I-X"}))
        path = self.path("counts.json", counts.to_json())
        self.assertEqual(dict(counterweight.count(path)), dict(counts))
        self.assertEqual(counts.weights(), counterweight.class_weights(path))
        self.assertEqual(counterweight.class_weights(counts, scheme="inverse"), counts.weights("inverse"))

    def test_label_maps(self):
        samples = [{"labels": [0, 1, 1]}]
        for label_map in ({0: "O", 1: "B-X"}, {"0": "O", "1": "B-X"}, {"O": 0, "B-X": 1}, ["O", "B-X"],
                          self.path("labels.txt", "O\nB-X\n")):
            self.assertEqual(counterweight.count(samples, label_map).names, {0: "O", 1: "B-X"})

    def test_nothing_but_odd_samples(self):
        self.assertEqual(dict(counterweight.count([{"tags": None}, {"tags": []}, {"tags": [3]}])), {3: 1})
        self.assertEqual(dict(counterweight.count([{"tags": [300, -5]}], unknown="count")), {-5: 1, 300: 1})
        self.assertEqual(dict(counterweight.count([1, 2, 2])), {1: 1, 2: 2})
        self.assertEqual(dict(counterweight.count([{"tags": 4}, {"tags": 4}])), {4: 2})
        self.assertEqual(counterweight.count([["O", "B"], ["O"]]).names, {0: "O", 1: "B"})
        self.assertEqual(counterweight.count([{"a": [1], "b": [2]}], column="b").tokens, 1)
        self.assertEqual(dict(counterweight.count([{"a": {"b": [1, 1]}}, {"a": {"b": [2]}}], column="a.b")), {1: 2, 2: 1})

    def test_weights_from_counts(self):
        counts = {0: 900, 1: 75, 2: 25}
        found = counterweight.weights_from_counts(counts, {0: "O", 1: "B-X", 2: "I-X", 3: "B-Y"})
        raw = {1: math.sqrt(1000 / (3 * 75)), 2: math.sqrt(1000 / (3 * 25))}
        mean = sum(raw.values()) / 2
        self.assert_same(found, {0: 1.0, 1: raw[1] / mean, 2: raw[2] / mean, 3: 1.0})
        self.assert_same(counterweight.weights_from_counts([900, 75, 25], ["O", "B-X", "I-X", "B-Y"]), found)
        self.assert_same(counterweight.weights_from_counts({"I-X": 25, "O": 900, "B-X": 75}), {k: found[k] for k in range(3)})
        balanced = counterweight.weights_from_counts(counts, ["O", "B-X", "I-X"], "inverse", normalize="none",
                                                     o_weight="formula")
        self.assert_same(balanced, {label: 1000 / (3 * n) for label, n in counts.items()})
        self.assert_same(counterweight.weights_from_counts({0: 2**60, 1: 1}, ["O", "B"], set={"B": 7}), {0: 1.0, 1: 7.0})

    def test_options(self):
        samples = [{"tags": [0, 0, 0, 1, 2, 2, -1]}]
        names = ["O", "B-X", "I-X", "B-Y"]
        found = counterweight.class_weights(samples, names, ignore=[-1], unseen="omit", o_weight=0.5, scheme="effective",
                                            beta=0.9)
        self.assertEqual(list(found), [0, 1, 2])
        self.assertEqual(found[0], 0.5)
        raw = [(1 - 0.9) / (1 - 0.9 ** n) for n in (1, 2)]
        self.assertAlmostEqual(found[1], raw[0] / (sum(raw) / 2), 12)
        self.assertEqual(counterweight.class_weights(samples, names, ignore=-1, boost={"B-X": 2.0}, set={3: 0.25})[3], 0.25)
        cache = self.path("cache")
        path = self.path("d.jsonl", '{"tags": [0, 1]}\n')
        os.utime(path, (1, 1))  # a file as young as the run is not kept
        self.assertEqual([dict(counterweight.count(path, cache=cache)) for _ in range(2)], [{0: 1, 1: 1}] * 2)
        self.assertTrue(os.listdir(cache))
        calls = []
        counterweight.count(array.array("b", bytes(1 << 26)), progress=lambda *p: calls.append(p), threads=1)
        for done, total, seconds in calls:
            self.assertTrue(0 < done <= total == 1 << 26 and seconds > 0)

    def test_arguments_that_are_wrong_are_told_before_data_is_read(self):
        for error, call in (
                (TypeError, lambda: counterweight.count("none", sheme=1)),
                (TypeError, lambda: counterweight.class_weights("none", betta=1)),
                (ValueError, lambda: counterweight.class_weights("none", scheme="invers")),
                (ValueError, lambda: counterweight.class_weights("none", unseen="two")),
                (TypeError, lambda: counterweight.count({"train": 1})),
                (TypeError, lambda: counterweight.count(5)),
                (TypeError, lambda: counterweight.count(array.array("d", [1.0]))),
                (TypeError, lambda: counterweight.count([{"tags": [0.5]}])),
                (TypeError, lambda: counterweight.count([["O"], [1]])),
                (TypeError, lambda: counterweight.count([[1], ["O"]]))):
            self.assertRaises(error, call)


@unittest.skipIf(pandas is None, "pandas is not there")
class Frames(unittest.TestCase):
    """pandas: through Arrow where it hands that out, else by column."""

    FRAME = {"text": ["a b", "c", "d e f"], "tags": [[0, 1], [0], [2, -100, 2]], "n": [2, 1, 3]}

    def test_columns(self):
        frame = pandas.DataFrame(self.FRAME)
        self.assertEqual(dict(counterweight.count(frame)), {0: 2, 1: 1, 2: 2})
        self.assertEqual(dict(counterweight.count(frame["tags"])), {0: 2, 1: 1, 2: 2})
        self.assertEqual(dict(counterweight.count(frame, column="n")), {1: 1, 2: 1, 3: 1})
        self.assertEqual(dict(counterweight.count(frame["n"].astype("int8"))), {1: 1, 2: 1, 3: 1})
        names = pandas.DataFrame({"word": ["a", "b", "c"], "tags": ["O", "B-X", "O"]})
        self.assertEqual(dict(counterweight.count(names, ["O", "B-X"])), {0: 2, 1: 1})
        with self.assertRaisesRegex(counterweight.CounterweightError, "'text'"):
            counterweight.count(frame[["text", "n"]])

    def test_arrow_that_wants_a_missing_package(self):
        class Frame:
            """pandas since 2.2, without pyarrow."""
            columns = ["tags"]

            def __arrow_c_stream__(self, requested_schema=None):
                raise ImportError("pyarrow is required")

            def __getitem__(self, name):
                return pandas.Series([[0, 1], [1]])
        self.assertEqual(dict(counterweight.count(Frame())), {0: 1, 1: 2})


class Datasets(Folder):
    """Stand-ins with the attributes of datasets.Dataset that are looked at; `datasets` itself is not there."""

    LISTS = [[0, 1, 2, -100], [0, 0], [1]]
    HUGGINGFACE = json.dumps({"info": {"features": {"pii_labels": {
        "feature": {"names": ["O", "B-X", "I-X"], "_type": "ClassLabel"}, "_type": "Sequence"}}}}).encode()

    def dataset(self, path, **attributes):
        names = types.SimpleNamespace(names=["O", "B-X", "I-X", "B-Y"])
        table = types.SimpleNamespace(path=path, replays=None, table=writers.ListStream(self.LISTS[:1]))
        attributes = {"_indices": None, "cache_files": [{"filename": path}], "column_names": ["text", "pii_labels"],
                      "features": {"pii_labels": types.SimpleNamespace(feature=names)}, "data": table, **attributes}
        return types.SimpleNamespace(**attributes)

    def test_files_are_read_directly(self):
        path = self.path("data.arrow", writers.arrow_stream(self.LISTS))
        counts = counterweight.count(self.dataset(path))
        self.assertEqual(dict(counts), {0: 3, 1: 2, 2: 1, 3: 0})
        self.assertEqual(counts.names[3], "B-Y")
        path = self.path("named.arrow", writers.arrow_stream(self.LISTS, self.HUGGINGFACE))
        self.assertEqual(counterweight.count(path).names[2], "I-X")
        self.assertEqual(dict(counterweight.count(self.dataset(path, features=None))), {0: 3, 1: 2, 2: 1})
        old = types.SimpleNamespace(_indices=None, _data_files=[{"filename": path}])
        self.assertEqual(dict(counterweight.count(old)), {0: 3, 1: 2, 2: 1})

    def test_a_card_at_odds_with_the_names_in_the_data_is_told(self):
        """Names inside of an Arrow or Parquet file are nearer to the data; a card that says otherwise is stale."""
        card = ("---\ndataset_info:\n  features:\n  - name: pii_labels\n    sequence:\n      class_label:\n        names:\n"
                "          '0': O\n          '1': %s\n          '2': %s\n---\n# A set\n")
        os.mkdir(self.path("d"))
        self.path("d/train.arrow", writers.arrow_stream(self.LISTS, self.HUGGINGFACE))
        for names, words in ((("B-X", "I-X"), None),
                             (("I-X", "B-X"), 'label names disagree: id 1 is "I-X" in .*README.md but "B-X" in the data'),
                             (("B-X", "B-Y"), 'id 2 is "B-Y" in .*README.md but "I-X" in the data.*the names in the data are used')):
            self.path("d/README.md", card % names)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                counts = counterweight.count(self.path("d"))
            self.assertEqual((dict(counts), counts.names[1]), ({0: 3, 1: 2, 2: 1}, "B-X"))
            self.assertEqual(len(caught), 0 if words is None else 1, [str(w.message) for w in caught])
            if words is not None:
                self.assertRegex(str(caught[0].message), "^.*train.arrow: .*" + words)

    def test_files_that_are_not_its_rows_are_not_read(self):
        path = self.path("data.arrow", writers.arrow_stream(self.LISTS))
        whole = types.SimpleNamespace(path=path, replays=None)
        for table in (types.SimpleNamespace(path=path, replays=[("slice", (0, 1), {})]),
                      types.SimpleNamespace(blocks=[[whole, types.SimpleNamespace(path=None)]]),
                      types.SimpleNamespace(blocks=[[whole], [types.SimpleNamespace()]])):
            table.table = writers.ListStream(self.LISTS[:1])
            counts = counterweight.count(self.dataset(path, data=table))
            self.assertEqual(dict(counts), {0: 1, 1: 1, 2: 1, 3: 0})
        plain = types.SimpleNamespace(blocks=[[whole], [whole]])
        two = self.dataset(path, data=plain, cache_files=[{"filename": path}, {"filename": path}])
        self.assertEqual(dict(counterweight.count(two)), {0: 6, 1: 4, 2: 2, 3: 0})

    def test_rows_chosen_by_indices(self):
        asked = []

        def iterate(batch_size):
            asked.append(batch_size)
            return iter([writers.ListStream(self.LISTS[2:]), writers.ListStream(self.LISTS[2:])])

        formatted = types.SimpleNamespace(iter=iterate)
        selected = types.SimpleNamespace(with_format=lambda kind: formatted if kind == "arrow" else None)
        data = self.dataset("/none", _indices=object(),
                            select_columns=lambda names: selected if names == ["pii_labels"] else None)
        self.assertEqual(dict(counterweight.count(data)), {0: 0, 1: 2, 2: 0, 3: 0})
        self.assertEqual(len(asked), 1)


class Errors(Folder):
    def test_file_and_place(self):
        path = self.path("bad.jsonl", '{"tags": [0, 1]}\n{"tags": [0, 9]}\n')
        with self.assertRaises(counterweight.CounterweightError) as caught:
            counterweight.class_weights(path, ["O", "B-X"])
        e = caught.exception
        self.assertEqual((e.status, e.file, e.row, e.exit_code), ("data", path, 2, 3))
        self.assertIn("label id 9", str(e))
        with self.assertRaises(counterweight.CounterweightError) as caught:
            counterweight.count(self.path("none.jsonl"))
        self.assertEqual((caught.exception.status, caught.exception.exit_code), ("io", 4))
        with self.assertRaises(counterweight.CounterweightError) as caught:
            counterweight.count(self.path("cut.arrow", writers.arrow_stream([[1, 2, 3]])[:-100]))
        self.assertIn(caught.exception.status, ("truncated", "corrupt"))
        self.assertIsInstance(caught.exception.byte_offset, int)

    def test_streams_that_fail(self):
        stream = writers.ListStream([[0]] * 5000, fail_at=2)
        with self.assertRaisesRegex(counterweight.CounterweightError, "the tape is torn"):
            counterweight.count(stream)
        self.assertEqual((stream.given, stream.released), (2, 2))
        stream = writers.ListStream([[0]], column=b"other")
        with self.assertRaisesRegex(counterweight.CounterweightError, "nothing"):
            counterweight.count(stream, column="nothing")
        capsule = writers.ListStream([[0]]).__arrow_c_stream__()
        self.assertRaises((counterweight.CounterweightError, ValueError), lambda: [
            counterweight.count(capsule) for _ in range(2)])

    def test_samples(self):
        for samples, words in (([{"text": "x"}], "'text'"), ([{"labels": [], "tags": []}], "both labels and tags"),
                               ([{"tags": [1]}] * 2000 + [{"tag": [2]}], "sample 2001: expected a 'tags', found 'tag'")):
            with self.assertRaisesRegex(counterweight.CounterweightError, words):
                counterweight.count(samples)
        with self.assertRaisesRegex(counterweight.CounterweightError, "sample 1: expected a 'a.c'"):
            counterweight.count([{"a": {"b": [1]}}], column="a.c")
        with self.assertRaisesRegex(counterweight.CounterweightError, "label 3: label id 2"):
            counterweight.count([{"tags": [0, 1, 2]}], ["O", "B-X"])

    def test_weights_without_an_o_are_warned_of(self):
        for samples, label_map, options, warned in (([[0, 0, 1]], None, {}, True), ([[0, 0, 1]], ["O", "B"], {}, False),
                                                    ([["O", "B"]], None, {}, False), ([["N", "B"]], None, {}, True),
                                                    ([["N", "B"]], None, {"o_label": "N"}, False),
                                                    ([[0, 0, 1]], None, {"o_label": 0}, False)):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                counterweight.class_weights(samples, label_map, **options)
            self.assertEqual([("no label O was seen" in str(w.message), w.filename) for w in caught],
                             [(True, __file__)] * warned, samples)

    def test_notices_are_warnings(self):
        path = self.path("bad.jsonl", '{"tags": [0, 1]}\n{"tokens": []}\n')
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            counterweight.count(path, bad_rows="skip")
        self.assertTrue(any("line 2" in str(w.message) for w in caught), [str(w.message) for w in caught])

    def test_other_threads_run_and_call(self):
        data, found = array.array("b", bytes(1000)), []
        threads = [threading.Thread(target=lambda: found.append(counterweight.count(data).tokens)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [1000] * 8)

    def test_a_child_of_a_fork_counts_too(self):
        data = array.array("b", bytes(1 << 21))
        self.assertEqual(counterweight.count(data, threads=2).tokens, 1 << 21)
        child = os.fork()
        if child == 0:
            os._exit(0 if counterweight.count(data, threads=2).tokens == 1 << 21 else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)

    def test_a_child_of_a_fork_counts_a_file_too(self):
        """A small one is counted by this very thread, for which OpenMP keeps others ready that the child does not have."""
        path = self.path("d.jsonl", '{"tags": [0, 1]}\n' * 100000)
        for _ in range(2):
            self.assertEqual(counterweight.count(path, threads=2).tokens, 200000)
            child = os.fork()
            if child == 0:
                signal.alarm(60)
                os._exit(0 if counterweight.count(path, threads=2).tokens == 200000 else 1)
            self.assertEqual(os.waitpid(child, 0)[1], 0)

    def test_other_threads_run_meanwhile(self):
        """A pipe that this thread fills while the other counts it: with the GIL kept, neither would go on."""
        fifo, found = self.path("fifo"), []
        os.mkfifo(fifo)
        counting = threading.Thread(target=lambda: found.append(counterweight.count(fifo, format="jsonl")), daemon=True)
        counting.start()
        with open(fifo, "w") as pipe:
            for _ in range(1000):
                pipe.write('{"tags": [0, 1]}\n' * 100)
                pipe.flush()
        counting.join(20)
        self.assertEqual(dict(found[0]), {0: 100000, 1: 100000})

    def test_progress_that_raises_ends_the_counting(self):
        class Enough(Exception):
            pass

        def progress(done, total, seconds):
            raise Enough
        paths = [self.path("d.jsonl", '{"tags": [0, 1]}\n' * 200000)] * 1000  # minutes
        self.assertRaises(Enough, counterweight.count, paths, progress=progress)

    def interrupt(self, data, after):
        """Ctrl-C `after` seconds of counting `data`; how the process ended, and how long that took."""
        script = ("import array, sys, signal; sys.path.insert(0, %r)\n"
                  "signal.signal(signal.SIGINT, signal.default_int_handler)\nimport counterweight\ndata = %s\n"
                  "print('ready', flush=True)\ntry:\n    counterweight.count(data, threads=1)\n    print('done')\n"
                  "except KeyboardInterrupt:\n    print('interrupted')\n" % (PACKAGE, data))
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as child:
            self.assertEqual(child.stdout.readline(), "ready\n")
            time.sleep(after)
            sent = time.monotonic()
            child.send_signal(signal.SIGINT)
            out, _ = child.communicate(timeout=60)
            return (out, child.returncode), time.monotonic() - sent

    def test_interrupt_of_work(self):
        """Ctrl-C while there is much to count: files; arrays, one call each, so that some signals come between two calls."""
        path = self.path("d.jsonl", '{"tags": [0, 1]}\n' * 200000)
        ended, seconds = self.interrupt("[%r] * 1000" % path, 0.2)
        self.assertEqual(ended, ("interrupted\n", 0))
        self.assertLess(seconds, 10)
        for i in range(10):
            ended, _ = self.interrupt("[array.array('b', bytes(1 << 20))] * 100000", 0.1 + 0.013 * i)
            self.assertEqual(ended, ("interrupted\n", 0))

    def test_interrupt(self):
        """A pipe that stays silent: Ctrl-C ends the counting at once."""
        fifo = self.path("fifo")
        os.mkfifo(fifo)
        script = ("import sys, signal; sys.path.insert(0, %r); signal.signal(signal.SIGINT, signal.default_int_handler)\n"
                  "import counterweight\nprint('ready', flush=True)\n"
                  "try:\n    counterweight.count(%r)\nexcept KeyboardInterrupt:\n    print('interrupted')\n" % (PACKAGE, fifo))
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as child:
            self.assertEqual(child.stdout.readline(), "ready\n")
            with open(fifo, "w") as pipe:
                pipe.write('{"tags": [1]}\n')
                pipe.flush()
                time.sleep(0.3)
                child.send_signal(signal.SIGINT)
                out, _ = child.communicate(timeout=20)
            self.assertEqual((out, child.returncode), ("interrupted\n", 0))


class Configurations(Folder):
    def test_load(self):
        for text, name in (("[class_weights]\n1 = 0.5\n0 = 1.0  # O\n", "w.toml"), ('{"0": 1.0, "1": 0.5}', "w.json")):
            self.assertEqual(list(counterweight.load(self.path(name, text)).items()), [(0, 1.0), (1, 0.5)])
        nested = self.path("n.toml", "[loss.weights]\n0 = 1.0\n3 = 2.5\n")
        self.assertEqual(counterweight.load(nested, "loss.weights"), {0: 1.0, 3: 2.5})
        for bad in (self.path("a.toml", "[class_weights]\nO = 1.0\n"), self.path("b.toml", "[x]\n"),
                    self.path("c.toml", "[class_weights\n"), self.path("d.json", "[1]"), self.path("e.json", "{")):
            with self.assertRaises(counterweight.CounterweightError) as caught:
                counterweight.load(bad)
            self.assertEqual((caught.exception.status, caught.exception.file), ("data", bad))

    def test_load_as_python_before_3_11_does(self):
        path = self.path("w.toml", "[class_weights]\n7 = 0.25\n1 = 0.31415927\n0 = 1.0  # O\n[other]\nx = 1\n")
        found = counterweight._load_through_library(os.fsencode(path), "class_weights")
        self.assertEqual(list(found.items()), [(0, 1.0), (1, 0.31415927), (7, 0.25)])

    def test_update_config(self):
        path = self.path("t.toml", "# mine\n[model]\nname = 'x'\n\n[class_weights]\n0 = 9.0\n")
        samples = [{"tags": [0, 0, 1]}]
        diff = counterweight.update_config(path, samples, ["O", "B-X"], dry_run=True)
        self.assertIn("-0 = 9.0\n+0 = 1.0  # O\n", diff)
        self.assertEqual(counterweight.load(path), {0: 9.0})
        self.assertEqual(counterweight.update_config(path, samples, ["O", "B-X"]), diff)
        self.assertEqual(counterweight.update_config(path, samples, ["O", "B-X"]), "")
        self.assertEqual(counterweight.load(path), {0: 1.0, 1: 1.0})
        with open(path) as file:
            self.assertTrue(file.read().startswith("# mine\n[model]\nname = 'x'\n"))

    @needs_numpy
    def test_to_tensor(self):
        vector = counterweight.to_tensor({0: 1.0, "2": 0.1}, 4)
        self.assertEqual((vector.dtype, vector.shape), (numpy.float32, (4,)))
        self.assertEqual(vector.tolist(), [1.0, 1.0, float(numpy.float32(0.1)), 1.0])
        self.assertRaises(ValueError, counterweight.to_tensor, {4: 1.0}, 4)
        self.assertRaises(ValueError, counterweight.to_tensor, {-1: 1.0}, 4)
        torch = types.ModuleType("torch")
        torch.float32, torch.tensor = "float32", lambda values, dtype: (values, dtype)
        sys.modules["torch"] = torch
        try:
            self.assertEqual(counterweight.to_tensor({1: 2.0}, 2), ([1.0, 2.0], "float32"))
        finally:
            del sys.modules["torch"]


class Outputs(Folder):
    """What the program writes, read by those who are to read it."""

    def setUp(self):
        super().setUp()
        lists = [[0] * 50 + [1, 2, 2], [0] * 30 + [3], [0, -100]]
        self.data = self.path("d.jsonl", "".join(json.dumps({"tags": labels}) + "\n" for labels in lists))
        self.labels = self.path("labels.txt", "O\nB-X\nI-X\nB-Y\nI-Y\n")
        self.wanted = counterweight.class_weights(self.data, self.labels)

    def write(self, name, *options):
        path = self.path(name)
        subprocess.run([PROGRAM, "weights", "-q", "--labels", self.labels, "-o", path, *options, self.data], check=True)
        return path

    @needs_numpy
    def test_numpy(self):
        vector = numpy.load(self.write("w.npy"))
        self.assertEqual((vector.dtype, vector.shape), (numpy.dtype("<f4"), (5,)))
        numpy.testing.assert_array_equal(vector, numpy.array(list(self.wanted.values()), numpy.float32))
        lines = numpy.loadtxt(self.write("w.txt"))
        numpy.testing.assert_array_equal(lines, list(self.wanted.values()))
        priors = self.path("priors.txt")
        subprocess.run([PROGRAM, "count", "-q", "--labels", self.labels, "-o", priors, self.data], check=True)
        numpy.testing.assert_allclose(numpy.loadtxt(priors), numpy.array([81, 1, 2, 1, 0]) / 85, rtol=1e-15)

    def test_safetensors(self):
        """By the rules of the format: u64 header, JSON, tensors that fill the rest without a gap, text metadata."""
        with open(self.write("w.safetensors"), "rb") as file:
            data = file.read()
        (n,) = struct.unpack("<Q", data[:8])
        header, body = json.loads(data[8:8 + n]), data[8 + n:]
        self.assertEqual((data[8:9], n % 8), (b"{", 0))
        facts = header.pop("__metadata__")
        self.assertTrue(all(isinstance(value, str) for value in facts.values()))
        self.assertEqual((facts["scheme"], json.loads(facts["label_names"])[4]), ("inverse_sqrt", "I-Y"))
        at = 0
        for tensor in sorted(header.values(), key=lambda t: t["data_offsets"]):
            begin, end = tensor["data_offsets"]
            self.assertEqual((begin, end - begin), (at, tensor["shape"][0] * {"F32": 4, "I64": 8}[tensor["dtype"]]))
            at = end
        self.assertEqual(at, len(body))
        begin, end = header["class_weights"]["data_offsets"]
        self.assertEqual(array.array("f", body[begin:end]).tolist(), array.array("f", self.wanted.values()).tolist())
        begin, end = header["counts"]["data_offsets"]
        self.assertEqual(array.array("q", body[begin:end]).tolist(), [81, 1, 2, 1, 0])

    @unittest.skipIf(yaml is None, "PyYAML is not there")
    def test_yaml(self):
        with open(self.write("w.yaml", "--table", "loss.weights")) as file:
            found = yaml.safe_load(file)["loss"]
        floats = array.array("f", self.wanted.values())
        self.assertEqual(list(found["weights"]), list(self.wanted))
        self.assertEqual(array.array("f", found["weights"].values()), floats)
        self.assertEqual((found["weights_info"]["tokens"], found["weights_info"]["unseen"]), (85, "one"))

    def test_label_stats_as_nemo_writes_them(self):
        counts, total = collections.Counter({0: 81, 2: 2, 1: 1, 3: 1}), 85
        wanted = [(str(k), round(v / total, 5), v) for k, v in counts.most_common()]
        with open(self.write("w.tsv")) as file:
            rows = [line.rstrip("\n").split("\t\t") for line in file]
        self.assertEqual([(row[0], float(row[1]), int(row[2])) for row in rows], wanted)

    def test_by_name(self):
        with open(self.write("w.json", "--to", "json-by-name")) as file:
            found = json.load(file)
        self.assertEqual(found, dict(zip(["O", "B-X", "I-X", "B-Y", "I-Y"], self.wanted.values())))

    def test_c_header(self):
        header, source, program = self.write("w.h"), self.path("m.c"), self.path("m")
        with open(source, "w") as file:
            file.write('#include <stdio.h>\n#include "%s"\n#include "%s"\nint main(void)\n{\n'
                       "        for (int i = 0; i < N_CLASS_WEIGHTS; i++)\n"
                       '                printf("%%.9g\\n", (double)class_weights[i]);\n        return 0;\n}\n' % (header, header))
        for compiler in (["gcc", "-std=c99", "-x", "c"], ["g++", "-x", "c++"]):
            subprocess.run([*compiler, "-Wall", "-Wextra", "-Werror", "-o", program, source], check=True)
            out = subprocess.run([program], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
            self.assertEqual(array.array("f", map(float, out)), array.array("f", self.wanted.values()))


class Source(Folder):
    def test_examples_of_docstrings(self):
        self.path("training_config.toml", "[model]\nname = 'x'\n")
        os.mkdir(self.path("data"))
        with open(os.path.join(TOP, "tests", "cli", "input", "train.jsonl"), "rb") as file:
            self.path(os.path.join("data", "train.jsonl"), file.read())
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        names = ["O", "B-NAME", "I-NAME", "B-EMAIL", "B-PHONE"]
        counterweight.update_config("training_config.toml", "data/train.jsonl", names)
        found = doctest.DocTestFinder().find(counterweight, globs={"counterweight": counterweight, "array": array, "json": json})
        runner, out = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS), io.StringIO()
        for test in found:
            if numpy is not None or "to_tensor" not in test.name:
                runner.run(test, out=out.write)
        self.assertEqual(runner.failures, 0, out.getvalue())
        without = [name for name in counterweight.__all__ if name != "CounterweightError" and not any(
            test.examples for test in found if test.name == "counterweight." + name)]
        self.assertEqual(without, [])

    def test_python_3_9_reads_it(self):
        folder = os.path.join(PACKAGE, "counterweight")
        for name in os.listdir(folder):
            if name.endswith(".py"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    ast.parse(file.read(), name, feature_version=(3, 9))


class Layout(unittest.TestCase):
    def test_structs_lie_as_the_compiler_lays_them(self):
        from counterweight import _library
        lines = []
        for name, struct_ in _library.STRUCTS.items():
            lines.append('printf("%s %%zu\\n", sizeof(struct %s));' % (name, name))
            for field, _ in struct_._fields_:
                lines.append('printf("%s.%s %%zu\\n", offsetof(struct %s, %s));' % (name, field, name, field))
        wanted = []
        for name, struct_ in _library.STRUCTS.items():
            wanted.append("%s %d" % (name, _library.ctypes.sizeof(struct_)))
            wanted += ["%s.%s %d" % (name, field, getattr(struct_, field).offset) for field, _ in struct_._fields_]
        with tempfile.TemporaryDirectory() as folder:
            source, program = os.path.join(folder, "m.c"), os.path.join(folder, "m")
            with open(source, "w") as file:
                file.write('#include "counterweight.h"\n#include <stdio.h>\nint main(void)\n{\n%s\nreturn 0;\n}\n'
                           % "\n".join(lines))
            subprocess.run(["gcc", "-I", os.path.join(TOP, "include"), "-o", program, source], check=True)
            out = subprocess.run([program], stdout=subprocess.PIPE, check=True, text=True).stdout.split("\n")
        wrong = ["expected %s, found %s" % pair for pair in zip(out, wanted) if pair[0] != pair[1]]
        self.assertEqual(wrong[:4], [], "mend _library.py: its structs are not those of counterweight.h")

    def test_choices_are_in_the_order_of_the_enumerations(self):
        from counterweight import _library, _options
        with open(os.path.join(TOP, "include", "counterweight.h")) as file:
            header = file.read()
        for words, prefix in ((_options.FORMATS, "FORMAT"), (_options.UNKNOWN, "UNKNOWN"), (_options.UNSEEN, "UNSEEN"),
                              (_options.NORMALIZERS, "NORMALIZE"), (("number", "auto", "formula"), "O")):
            name = {"FORMAT": "format_id", "UNKNOWN": "unknown_policy", "UNSEEN": "unseen_policy",
                    "NORMALIZE": "normalizer", "O": "o_policy"}[prefix]
            body = re.search(r"typedef enum cw_%s \{(.*?)\}" % name, header, re.S).group(1)
            found = re.findall(r"\bCW_%s_([A-Z]+)\b(?=[ ,]|\n|$)" % prefix, re.sub(r"/\*.*?\*/", "", body, flags=re.S))
            self.assertEqual(tuple(word.lower() for word in found), tuple(words))
        body = re.search(r"typedef enum cw_status \{(.*?)\}", header, re.S).group(1)
        found = re.findall(r"\bCW_(?:E_)?([A-Z]+)", re.sub(r"/\*.*?\*/", "", body, flags=re.S))
        self.assertEqual(tuple(word.lower() for word in found), _library.STATUS_NAMES)
        self.assertEqual(_library.STATUS_NAMES.index("interrupted"), _library.INTERRUPTED)
        self.assertIn('"%s"' % counterweight.__version__, header)


def main():
    loader, module = unittest.defaultTestLoader, sys.modules["__main__"]
    suite = loader.loadTestsFromNames(sys.argv[1:], module) if sys.argv[1:] else loader.loadTestsFromModule(module)
    out = io.StringIO()
    result = unittest.TextTestRunner(stream=out, verbosity=1).run(suite)
    failed = len(result.failures) + len(result.errors)
    for test, why in result.skipped:
        print("skipped: %s: %s" % (test, why))
    if failed:
        print(out.getvalue())
    # A test with subtests may fail more than once.
    passed = max(0, result.testsRun - failed - len(result.skipped))
    print("%d passed, %d failed, %d skipped" % (passed, failed, len(result.skipped)))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
