#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# Arrow's own integration files against the JSON that lies beside each: every column of integers or strings, in lists and
# structs too, encoded or not, counted by the program from the stream, from the file and from a pipe, must give what the
# JSON says.  Written by Arrow 0.14, 1.0 and 2.0.
#
#   arrow_gold.py PROGRAM FOLDER        FOLDER: arrow-testing/arrow-ipc-stream/integration
import collections
import gzip
import json
import pathlib
import subprocess
import sys

TEXT = ("utf8", "largeutf8")
LISTS = ("list", "largelist", "fixedsizelist", "map")


def leaf_of(field):
    """Kind of the labels at the end of lists, or None."""
    if "dictionary" not in field or field["dictionary"] is None:
        if field["type"]["name"] in LISTS:
            return leaf_of(field["children"][0])
    name = field["type"]["name"]
    return "text" if name in TEXT else "ids" if name == "int" else None


def paths(fields, prefix=()):
    """(path, kind) of every column that can be counted, without those in structs in lists."""
    for field in fields:
        path = prefix + (field["name"],)
        kind = leaf_of(field)
        if kind is not None:
            yield path, kind
        elif field["type"]["name"] == "struct" and not field.get("dictionary"):
            yield from paths(field["children"], path)


def valid(column, i):
    return column.get("VALIDITY") is None or column["VALIDITY"][i] == 1


def labels(field, column, i, dictionaries):
    """The labels of entry i, None if it is null itself; nulls inside are left out."""
    if not valid(column, i):
        return None
    if field.get("dictionary"):
        values = dictionaries[field["dictionary"]["id"]]
        plain = {key: value for key, value in field.items() if key != "dictionary"}
        return labels(plain, values, int(column["DATA"][i]), dictionaries) or []
    kind = field["type"]["name"]
    if kind not in LISTS:
        return [column["DATA"][i] if kind in TEXT else int(column["DATA"][i])]
    if kind == "fixedsizelist":
        size = field["type"]["listSize"]
        items = range(i * size, (i + 1) * size)
    else:
        items = range(int(column["OFFSET"][i]), int(column["OFFSET"][i + 1]))
    found = []
    for item in items:
        found += labels(field["children"][0], column["children"][0], item, dictionaries) or []
    return found


def expected(gold, path):
    counts, rows = collections.Counter(), 0
    dictionaries = {d["id"]: d["data"]["columns"][0] for d in gold.get("dictionaries", [])}
    for batch in gold["batches"]:
        for i in range(batch["count"]):
            fields, columns, whole = gold["schema"]["fields"], batch["columns"], True
            for name in path:
                at = next(k for k, field in enumerate(fields) if field["name"] == name)
                field, column = fields[at], columns[at]
                whole = whole and valid(column, i)
                fields, columns = field.get("children", []), column.get("children", [])
            found = labels(field, column, i, dictionaries) if whole else None
            if found is not None:
                rows += 1
                counts.update(found)
    return counts, rows


def counted(program, source, path, piped):
    command = [program, "count", "--json", "--unknown", "count", "--column", ".".join(path), "-" if piped else str(source)]
    # A pipe, and no file as standard input, which would be mapped.
    done = subprocess.run(command, input=source.read_bytes() if piped else None, capture_output=True)
    if done.returncode != 0:
        return done.returncode, done.stderr.decode(), None, 0
    result = json.loads(done.stdout)
    counts = collections.Counter({int(i): n for i, n in result["ignored_ids"].items()})
    for label in result["labels"]:
        if label["tokens"] > 0:
            counts[label["id"] if label["name"] is None else label["name"]] += label["tokens"]
    return 0, "", counts, result["sequences"]


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    passed = failed = 0
    for gold_path in sorted(folder.glob("*/*.json.gz")):
        gold = json.loads(gzip.decompress(gold_path.read_bytes()))
        stem = str(gold_path)[: -len(".json.gz")]
        columns = [path for path, _kind in paths(gold["schema"]["fields"])]
        for path in columns:
            want, rows = expected(gold, path)
            for suffix, piped in ((".stream", False), (".stream", True), (".arrow_file", False), (".arrow_file", True)):
                source = pathlib.Path(stem + suffix)
                status, sentence, got, sequences = counted(program, source, path, piped)
                if columns.count(path) > 1:
                    fine = status == 3 and "two columns" in sentence
                elif any(isinstance(label, int) and label >= 2**63 for label in want):
                    fine = status == 3 and "2^63" in sentence
                elif not want and status == 3:
                    fine = "found none" in sentence
                else:
                    fine = status == 0 and got == want and sequences == rows
                passed, failed = passed + fine, failed + (not fine)
                if not fine:
                    print(f"{source} column {'.'.join(path)}{' by a pipe' if piped else ''}: {status} {sentence.strip()}"
                          f" expected {sum(want.values())} tokens in {rows} rows, found "
                          f"{'none' if got is None else sum(got.values())} in {sequences}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
