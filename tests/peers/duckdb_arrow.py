# SPDX-License-Identifier: MIT
"""DuckDB hands an ArrowArrayStream to the library: the arrays are DuckDB's, through its C API, and counts must be those that
DuckDB itself gives for the same rows.

    duckdb_arrow.py FOLDER        FOLDER: an npm folder that holds @duckdb/node-bindings-*/libduckdb.so
"""
import ctypes
import glob
import os
import sys
from ctypes import POINTER, byref, c_char_p, c_int, c_uint64, c_void_p, cast, pointer

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(TOP, "tools", "python"), os.path.join(TOP, "tests", "python")]

import counterweight  # noqa: E402
import writers  # noqa: E402

ROWS = 200000
SOURCE = "SELECT i, range(i % 13) AS r FROM range({}) t(i)".format(ROWS)
IDS = "list_transform(r, x -> (x * x * i) % 9)"
NAMES = ["O", "B-A", "I-A", "B-B", "I-B", "B-C", "I-C", "B-D", "I-D"]
ENUM = "CREATE TYPE tag AS ENUM ({})".format(", ".join("'%s'" % name for name in NAMES))
NAME = "list_transform({}, x -> ['{}'][x + 1])".format(IDS, "', '".join(NAMES))
COLUMNS = [
    ("list of bigint", IDS), ("list of tinyint", "CAST({} AS TINYINT[])".format(IDS)),
    ("list of usmallint", "CAST({} AS USMALLINT[])".format(IDS)), ("list with nulls",
     "list_transform({}, x -> CASE WHEN x = 3 THEN NULL ELSE x END)".format(IDS)),
    ("null lists", "CASE WHEN i % 5 = 0 THEN NULL ELSE {} END".format(IDS)),
    ("array of 3", "CAST([i % 9, (i + 1) % 9, 0] AS INTEGER[3])"), ("one a row", "CAST(i % 9 AS INTEGER)"),
    ("list of lists", "[{0}, {0}]".format(IDS)), ("list of varchar", NAME),
    ("list of enum", "CAST({} AS tag[])".format(NAME)), ("one enum a row", "CAST(['O', 'B-A'][1 + i % 2] AS tag)"),
    ("in a struct", "{{'tags': {}}}".format(IDS)),
]


class Duck:
    def __init__(self, path):
        self.lib = ctypes.CDLL(path)
        self.database, self.connection = c_void_p(), c_void_p()
        for function, result, arguments in (
                ("duckdb_open", c_int, [c_char_p, POINTER(c_void_p)]), ("duckdb_connect", c_int, [c_void_p, POINTER(c_void_p)]),
                ("duckdb_query_arrow", c_int, [c_void_p, c_char_p, POINTER(c_void_p)]),
                ("duckdb_query_arrow_schema", c_int, [c_void_p, POINTER(c_void_p)]),
                ("duckdb_query_arrow_array", c_int, [c_void_p, POINTER(c_void_p)]),
                ("duckdb_query_arrow_error", c_char_p, [c_void_p]), ("duckdb_destroy_arrow", None, [POINTER(c_void_p)]),
                ("duckdb_arrow_row_count", c_uint64, [c_void_p])):
            getattr(self.lib, function).restype, getattr(self.lib, function).argtypes = result, arguments
        if self.lib.duckdb_open(None, byref(self.database)) or self.lib.duckdb_connect(self.database, byref(self.connection)):
            raise RuntimeError("DuckDB does not open")

    def query(self, sql):
        result = c_void_p()
        if self.lib.duckdb_query_arrow(self.connection, sql.encode(), byref(result)):
            raise RuntimeError(self.lib.duckdb_query_arrow_error(result))
        return result

    def rows(self, sql):
        """The first two integer columns of a small result."""
        result, found = self.query(sql), {}
        while True:
            batch = writers.Array()
            self.lib.duckdb_query_arrow_array(result, byref(cast(pointer(batch), c_void_p)))
            if not batch.release:
                break
            keys, values = (cast(batch.children[i].contents.buffers[1], POINTER(ctypes.c_int64)) for i in (0, 1))
            found.update((keys[k], values[k]) for k in range(batch.length))
            batch.release(byref(batch))
        self.lib.duckdb_destroy_arrow(byref(result))
        return found


class DuckStream:
    """An object with __arrow_c_stream__ over a result of DuckDB."""

    def __init__(self, duck, sql):
        self.duck, self.sql = duck, sql

    def __arrow_c_stream__(self, requested_schema=None):
        lib, result = self.duck.lib, self.duck.query(self.sql)

        def get_schema(_stream, out):
            return lib.duckdb_query_arrow_schema(result, byref(cast(out, c_void_p)))

        def get_next(_stream, out):
            ctypes.memset(out, 0, ctypes.sizeof(writers.Array))
            return lib.duckdb_query_arrow_array(result, byref(cast(out, c_void_p)))

        def release(stream):
            lib.duckdb_destroy_arrow(byref(result))
            stream[0].release = writers.StreamRelease()

        self.stream = writers.Stream(writers.GetSchema(get_schema), writers.GetNext(get_next),
                                     writers.LastError(lambda _stream: None), writers.StreamRelease(release), None)
        return writers.capsule_of(self.stream)


class DuckBatch:
    """An object with __arrow_c_array__ over one chunk of a result of DuckDB."""

    def __init__(self, schema, array):
        self.schema, self.array = schema, array

    def __arrow_c_array__(self, requested_schema=None):
        return writers.capsule_of(self.schema, b"arrow_schema"), writers.capsule_of(self.array, b"arrow_array")


def batches(duck, sql):
    result = duck.query(sql)
    while True:
        schema, array = writers.Schema(), writers.Array()
        duck.lib.duckdb_query_arrow_schema(result, byref(cast(pointer(schema), c_void_p)))
        duck.lib.duckdb_query_arrow_array(result, byref(cast(pointer(array), c_void_p)))
        if not array.release:
            break
        yield DuckBatch(schema, array)
    duck.lib.duckdb_destroy_arrow(byref(result))


def truth(duck, what):
    """DuckDB's own counts; names as their numbers."""
    flat = what
    if what.startswith("[list_"):
        flat = "flatten({})".format(what)
    elif what.startswith("{"):
        flat = "struct_extract({}, 'tags')".format(what)
    is_one = "AS INTEGER)" in what or what.startswith("CAST(['O'")
    label = "x" if is_one else "unnest(x::VARCHAR[])" if "'B-A'" in what else "unnest(x)"
    value = "list_position(['{}'], v::VARCHAR) - 1".format("', '".join(NAMES)) if "'B-A'" in what else "v"
    return duck.rows("SELECT CAST({} AS BIGINT), count(*) FROM (SELECT {} AS v FROM (SELECT {} AS x FROM ({}))) "
                     "WHERE v IS NOT NULL GROUP BY 1".format(value, label, flat, SOURCE))


def main():
    found = glob.glob(os.path.join(sys.argv[1], "@duckdb", "node-bindings-*", "libduckdb.so"))
    if not found:
        print("skipped: %s holds no libduckdb.so" % sys.argv[1])
        print("0 passed, 0 failed, 1 skipped")
        return 0
    duck = Duck(found[0])
    duck.lib.duckdb_destroy_arrow(byref(duck.query(ENUM)))
    failed = 0
    for name, what in COLUMNS:
        sql = "SELECT 'x' AS token, {} AS tags FROM ({})".format(what, SOURCE)
        wanted = truth(duck, what)
        is_text = "'B-A'" in what
        for kind, data in (("a stream", DuckStream(duck, sql)), ("batches", batches(duck, sql))):
            try:
                counts = counterweight.count(data, NAMES if is_text else None,
                                             column="tags.tags" if what.startswith("{") else "tags")
                tokens = {label: n for label, n in counts.items() if n > 0}
            except counterweight.CounterweightError as why:
                tokens = str(why)
            if tokens != wanted:
                failed += 1
                print("%s, %s: expected %s, found %s" % (name, kind, wanted, tokens))
    print("%d passed, %d failed" % (2 * len(COLUMNS) - failed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
