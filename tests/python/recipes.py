# SPDX-License-Identifier: MIT
"""The recipes of tools/python/README.md, run in both of their ways: A, weights from a configuration; B, from the data.

A block runs where its framework is installed, else it is compiled and its test is skipped; only `transformers` is stood in
for if there is PyTorch alone.  Each loss is held against one computed here, token by token, in plain Python.

    python3 recipes.py [CLASS[.TEST]...]
"""
import math
import os
import random
import re
import sys
import types
import unittest

import test_package
from test_package import TOP, Folder, counterweight, numpy

README = os.path.join(TOP, "tools", "python", "README.md")


def there(module):
    try:
        __import__(module)
        return True
    except ImportError:
        return False


def blocks():
    """(what it needs, its text) of each block; what it needs is None where it is not to be run."""
    with open(README, encoding="utf-8") as file:
        found = re.findall(r"(?:<!-- run(?:: ([a-z ]+))? -->\n)?```python\n(.*?)```", file.read(), re.S)
    return [(needs.split(), text) for needs, text in found]


class Rig(Folder):
    """A folder as the recipes expect it, the lines that they share, and a batch of 4 rows of 12 labels, a third padding."""

    def setUp(self):
        if numpy is None:
            self.skipTest("NumPy is not there")
        super().setUp()
        os.mkdir(self.path("data"))
        with open(os.path.join(TOP, "tests", "cli", "input", "train.jsonl"), "rb") as file:
            self.path(os.path.join("data", "train.jsonl"), file.read())
        self.path("training_config.toml", "[model]\nname = 'x'\n")
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        self.space = {}
        self.run_block()
        rng = random.Random(3)
        self.labels = [[rng.choice([-100, -100, 0, 0, 1, 2, 3, 4]) for _ in range(12)] for _ in range(4)]
        self.logits = [[[rng.gauss(0, 2) for _ in range(5)] for _ in row] for row in self.labels]

    def run_block(self, *needs, **names):
        """Runs the blocks that need just `needs`, in their order, with `names` beside the shared ones; the names after."""
        space = {**self.space, **names}
        for wanted, text in blocks():
            code = compile(text, "README.md", "exec")
            if wanted == list(needs):
                exec(code, space)
        if not needs:
            self.space = space
        return space

    def ways(self):
        return (("A", self.space["weights_a"]), ("B", self.space["weights_b"]))

    def truth(self, weights, logits=None):
        """Sum of weighted losses, number of tokens, sum of weights."""
        total, n, mass = 0.0, 0, 0.0
        for row, scores in zip(self.labels, self.logits if logits is None else logits):
            for label, score in zip(row, scores):
                if label != -100:
                    total -= weights[label] * (score[label] - math.log(sum(map(math.exp, score))))
                    n += 1
                    mass += weights[label]
        return total, n, mass

    def assert_close(self, found, wanted, tolerance=1e-5):
        self.assertLess(abs(float(found) - wanted), tolerance * abs(wanted))


class Shared(Rig):
    def test_every_block_is_marked(self):
        self.assertEqual([" ".join(needs) for needs, _ in blocks()].count(""), 3)
        with open(README, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(text.count("```python"), text.count("<!-- run"))

    def test_both_ways_are_the_same(self):
        space = self.space
        self.assertEqual(list(space["weights_a"]), [0, 1, 2, 3, 4])
        numpy.testing.assert_array_equal(counterweight.to_tensor(space["weights_a"], 5),
                                         counterweight.to_tensor(space["weights_b"], 5))
        self.assertEqual(space["counts"].names, space["id2label"])

    def test_masked_loss(self):
        for way, weights in self.ways():
            with self.subTest(way):
                self.space["weights"] = weights
                text = next(text for _, text in blocks() if "def masked_loss" in text)
                exec(text, self.space)
                total, n, _ = self.truth(weights)
                self.assert_close(self.space["masked_loss"](numpy.array(self.logits), numpy.array(self.labels)), total / n)
                # ones, filled from the dict, multiplied per token: what to_tensor() gives
                numpy.testing.assert_array_equal(self.space["vector"], counterweight.to_tensor(weights, 5))


@unittest.skipUnless(there("torch"), "PyTorch is not there")
class PyTorch(Rig):
    def setUp(self):
        super().setUp()
        import torch
        self.torch = torch
        self.batch = {"logits": torch.tensor(self.logits), "labels": torch.tensor(self.labels), "device": "cpu"}

    def test_cross_entropy(self):
        for way, weights in self.ways():
            with self.subTest(way):
                space = self.run_block("torch", weights=weights, **self.batch)
                total, n, _ = self.truth(weights)
                self.assert_close(space["loss"], total / n)
                self.assertEqual(space["loss_fn"].weight.dtype, self.torch.float32)
                self.assert_close(space["loss"], float(self.space["masked_loss"](
                    self.batch["logits"].numpy(), self.batch["labels"].numpy())))

    def test_its_traps(self):
        weights = self.space["weights_b"]
        flat = self.batch["logits"].view(-1, 5), self.batch["labels"].view(-1)
        vector = counterweight.to_tensor(weights, 5)
        total, n, mass = self.truth(weights)
        self.assertGreater(abs(mass / n - 1), 0.01)
        self.assert_close(self.torch.nn.CrossEntropyLoss(weight=vector)(*flat), total / mass)
        with self.assertRaisesRegex(RuntimeError, "Float|Double"):
            self.torch.nn.CrossEntropyLoss(weight=vector.double())(*flat)

    def test_keys_that_are_text(self):
        self.assertTrue(self.torch.equal(counterweight.to_tensor({"1": 2.0, "0": 0.5}, 3), self.torch.tensor([0.5, 2.0, 1.0])))


def stand_in_for_transformers(torch):
    """A Trainer that asks compute_loss() as versions since 4.46 do, and scales what it gets as they do."""
    class Trainer:
        def __init__(self, model, train_dataset, args=None):
            self.model, self.args = model, args
            self.model_accepts_loss_kwargs = True  # forward() takes **kwargs

        def training_step(self, model, inputs, num_items_in_batch=None):
            loss = self.compute_loss(model, inputs, num_items_in_batch=num_items_in_batch)
            if not self.model_accepts_loss_kwargs or num_items_in_batch is None:
                loss = loss / self.args.gradient_accumulation_steps
            loss.backward()
            return loss.detach()

    module = types.ModuleType("transformers")
    module.Trainer = Trainer
    return module


@unittest.skipUnless(there("torch"), "PyTorch is not there")
class Transformers(Rig):
    """With the real Trainer if it is installed."""

    def setUp(self):
        super().setUp()
        import torch
        self.torch = torch
        self.is_real = there("transformers")
        if not self.is_real:
            sys.modules["transformers"] = stand_in_for_transformers(torch)
            self.addCleanup(sys.modules.pop, "transformers")
        id2label = self.space["id2label"]

        class Model(torch.nn.Module):
            """A score a token and label, as BertForTokenClassification gives them; `labels` make a loss without weights."""

            def __init__(self, scores):
                super().__init__()
                self.config = types.SimpleNamespace(num_labels=len(id2label), id2label=id2label)
                self.scores = torch.nn.Parameter(scores)

            def forward(self, input_ids, labels=None, **kwargs):
                logits = self.scores[input_ids]
                return types.SimpleNamespace(logits=logits, loss=None if labels is None else logits.sum() * 0)

        self.model = Model(torch.tensor(self.logits).view(-1, 5))
        ids = torch.arange(48).view(4, 12)
        self.train = [{"input_ids": ids[i].tolist(), "labels": self.labels[i]} for i in range(4)]
        self.batch = {"input_ids": ids, "labels": torch.tensor(self.labels)}

    def test_compute_loss(self):
        of_rows = counterweight.class_weights(self.train, self.model.config.id2label, column="labels")
        for way, weights in (*self.ways(), ("B, of the data set", of_rows)):
            with self.subTest(way):
                space = self.run_block("torch", "transformers", weights=weights, model=self.model, train=self.train)
                total, n, _ = self.truth(weights)
                for more in ({}, {"num_items_in_batch": n}):
                    self.assert_close(space["trainer"].compute_loss(self.model, dict(self.batch), **more), total / n)
                loss, outputs = space["trainer"].compute_loss(self.model, dict(self.batch), return_outputs=True)
                self.assert_close(loss, total / n)
                self.assertEqual(tuple(outputs.logits.shape), (4, 12, 5))
                padding = {"input_ids": self.batch["input_ids"][:1], "labels": self.torch.full((1, 12), -100)}
                self.assertEqual(float(space["trainer"].compute_loss(self.model, padding)), 0)

    def test_gradients_over_accumulated_steps(self):
        """Two batches accumulated: the mean of the two, neither twice as much nor half."""
        weights = self.space["weights_b"]
        trainer = self.run_block("torch", "transformers", weights=weights, model=self.model, train=self.train)["trainer"]
        if self.is_real:
            self.skipTest("the Trainer's own surroundings are needed for training_step()")
        trainer.args = types.SimpleNamespace(gradient_accumulation_steps=2)
        wanted = 0.0
        for rows in (slice(0, 1), slice(1, 4)):
            batch = {name: tensor[rows] for name, tensor in self.batch.items()}
            found = trainer.training_step(self.model, dict(batch), num_items_in_batch=99)
            logits, labels = self.model.scores[batch["input_ids"]], batch["labels"]
            loss = float(self.space["masked_loss"](logits.detach().numpy(), labels.numpy()))
            self.assert_close(found, loss / 2)
            wanted = wanted + loss / 2
        self.assertGreater(float(self.model.scores.grad.abs().sum()), 0)
        # Softmax gradients of a row of scores sum up to nothing, and padding has none.
        self.assertLess(float(self.model.scores.grad.sum(-1).abs().max()), 1e-6)
        self.assertEqual(float(self.model.scores.grad[self.batch["labels"].view(-1) == -100].abs().sum()), 0)


@unittest.skipUnless(there("keras"), "Keras is not there")
class Keras(Rig):
    def test_sample_weights(self):
        import keras
        features, labels = numpy.array(self.logits, numpy.float32), numpy.array(self.labels)
        for way, weights in self.ways():
            with self.subTest(way):
                model = keras.Sequential([keras.layers.Input((12, 5)), keras.layers.Dense(5)])
                space = self.run_block("keras", weights=weights, model=model, features=features, labels=labels)
                # fit() has trained: the loss of what the model has become
                logits = numpy.asarray(model.predict(features, verbose=0), numpy.float64).tolist()
                total, _, _ = self.truth(weights, logits)
                found = model.evaluate(features, space["safe"], sample_weight=space["vector"][space["safe"]] * space["mask"],
                                       verbose=0, return_dict=True)
                self.assert_close(found["loss"], total / labels.size)  # the trap: padding too


@unittest.skipUnless(there("flair"), "Flair is not there")
class Flair(Rig):
    def test_loss_weights(self):
        import torch
        from flair.data import Dictionary, Sentence
        from flair.embeddings.base import TokenEmbeddings
        logits, names = self.logits, self.space["id2label"]

        class Scores(TokenEmbeddings):
            """The scores of each token as its embedding."""
            def __init__(self):
                self.name = "scores"
                super().__init__()

            embedding_length = property(lambda self: 5)
            embedding_type = property(lambda self: "word-level")

            def _add_embeddings_internal(self, sentences):
                for sentence in sentences:
                    for i, token in enumerate(sentence):
                        token.set_embedding(self.name, torch.tensor(logits[0][i]))

        dictionary = Dictionary(add_unk=False)
        dictionary.span_labels = True
        for kind in ("NAME", "EMAIL", "PHONE"):
            dictionary.add_item(kind)
        self.labels = [[0, 1, 2, 2, 0, 3, 0, 4, 0, 1, 2, 0]]
        sentence = Sentence(["w%d" % i for i in range(12)])
        for first, end, kind in ((1, 4, "NAME"), (5, 6, "EMAIL"), (7, 8, "PHONE"), (9, 11, "NAME")):
            sentence[first:end].add_label("ner", kind)
        for way, weights in self.ways():
            with self.subTest(way):
                tagger = self.run_block("flair", weights=weights, embeddings=Scores(), label_dictionary=dictionary)["tagger"]
                tags = tagger.label_dictionary.get_items()
                self.assertEqual([tagger.loss_weights[tags.index(names[i])].item() for i in range(5)],
                                 counterweight.to_tensor(weights, 5).tolist())
                tagger.eval()
                tensor, lengths = tagger._prepare_tensors([sentence])
                scores = tagger.forward(tensor, lengths).view(12, -1).tolist()
                place = [tags.index(names[i]) for i in range(5)]
                total = sum(weights[label] * (math.log(sum(map(math.exp, row))) - row[place[label]])
                            for label, row in zip(self.labels[0], scores))
                loss, n = tagger.forward_loss([sentence])
                self.assertEqual(n, 12)
                self.assert_close(loss, total)


@unittest.skipUnless(there("nemo.collections.common.losses"), "NeMo is not there")
class NeMo(Rig):
    def test_cross_entropy(self):
        import torch
        for way, weights in self.ways():
            with self.subTest(way):
                model = types.SimpleNamespace()
                self.run_block("nemo", weights=weights, model=model)
                labels = torch.tensor(self.labels)
                mask = labels != -100
                loss = model.loss(logits=torch.tensor(self.logits), labels=labels.clamp(min=0), loss_mask=mask.long())
                total, _, mass = self.truth(weights)
                self.assert_close(loss, total / mass)


if __name__ == "__main__":
    sys.exit(test_package.main())
