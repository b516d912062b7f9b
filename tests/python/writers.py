# SPDX-License-Identifier: MIT
"""One column `pii_labels` of lists of integers as an Arrow IPC stream and as a Parquet file, by hand and by nobody's
library, so that tests need none; and an ArrowArrayStream over Python's own memory, in a capsule as pyarrow hands it out.
"""
import ctypes
import struct
from array import array
from itertools import chain


# ---- Arrow IPC -------------------------------------------------------------------------------------------------------


class Flat:
    """A flatbuffer, written from the front: what a table refers to comes after it."""

    def __init__(self, root):
        self.data = bytearray(4)
        self._patch(0, self.table(root))

    def _align(self, n, ahead=0):
        while (len(self.data) + ahead) % n:
            self.data.append(0)

    def _patch(self, at, to):
        struct.pack_into("<I", self.data, at, to - at)

    def table(self, fields):
        """fields: {slot: (struct code, value) or ("ref", writer of this class)}"""
        offsets, at = {}, 4
        for slot, (code, _) in sorted(fields.items(), key=lambda f: -struct.calcsize("I" if f[1][0] == "ref" else f[1][0])):
            size = struct.calcsize("I" if code == "ref" else code)
            at = -(-at // size) * size
            offsets[slot] = at
            at += size
        slots = max(fields) + 1 if fields else 0
        self._align(8)
        vtable = len(self.data)
        self.data += struct.pack("<HH", 4 + 2 * slots, at) + b"".join(
            struct.pack("<H", offsets.get(i, 0)) for i in range(slots))
        self._align(8)
        here = len(self.data)
        self.data += bytes(at)
        struct.pack_into("<i", self.data, here, here - vtable)
        for slot, (code, value) in fields.items():
            if code == "ref":
                self._patch(here + offsets[slot], value(self))
            else:
                struct.pack_into("<" + code, self.data, here + offsets[slot], value)
        return here


def text(value):
    def write(flat):
        flat._align(4)
        here = len(flat.data)
        flat.data += struct.pack("<I", len(value)) + value + b"\0"
        return here
    return write


def tables(items):
    def write(flat):
        flat._align(4)
        here = len(flat.data)
        flat.data += struct.pack("<I", len(items)) + bytes(4 * len(items))
        for i, item in enumerate(items):
            flat._patch(here + 4 + 4 * i, flat.table(item))
        return here
    return write


def structs(pairs):
    def write(flat):
        flat._align(8, 4)
        here = len(flat.data)
        flat.data += struct.pack("<I", len(pairs)) + b"".join(struct.pack("<qq", *pair) for pair in pairs)
        return here
    return write


def _message(kind, header, body=b""):
    flat = Flat({0: ("h", 4), 1: ("B", kind), 2: ("ref", lambda f: f.table(header)), 3: ("q", len(body))})
    flat._align(8)
    return b"\xff\xff\xff\xff" + struct.pack("<i", len(flat.data)) + bytes(flat.data) + body


def _padded(data):
    return data + bytes(-len(data) % 8)


def arrow_stream(lists, huggingface=None, rows=1000):
    """list<int64>, as `datasets` writes it: `rows` rows a batch, no compression."""
    integer = {0: ("i", 64), 1: ("B", 1)}
    item = {0: ("ref", text(b"item")), 1: ("B", 1), 2: ("B", 2), 3: ("ref", lambda f: f.table(integer)),
            5: ("ref", tables([]))}
    column = {0: ("ref", text(b"pii_labels")), 1: ("B", 1), 2: ("B", 12), 3: ("ref", lambda f: f.table({})),
              5: ("ref", tables([item]))}
    schema = {1: ("ref", tables([column]))}
    if huggingface is not None:
        schema[2] = ("ref", tables([{0: ("ref", text(b"huggingface")), 1: ("ref", text(huggingface))}]))
    out = [_message(1, schema)]
    for begin in range(0, len(lists), rows):
        part = lists[begin:begin + rows]
        offsets, at = array("i", [0]), 0
        for labels in part:
            at += len(labels)
            offsets.append(at)
        offsets, items = _padded(offsets.tobytes()), array("q", chain.from_iterable(part)).tobytes()
        n = len(part)
        buffers = [(0, 0), (0, 4 * (n + 1)), (len(offsets), 0), (len(offsets), len(items))]
        batch = {0: ("q", n), 1: ("ref", structs([(n, 0), (at, 0)])), 2: ("ref", structs(buffers))}
        out.append(_message(3, batch, offsets + items))
    return b"".join(out) + b"\xff\xff\xff\xff\0\0\0\0"


# ---- Parquet ---------------------------------------------------------------------------------------------------------


def _varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out) + bytes([n])


class I64(int):
    pass


def _thrift(fields):
    """Compact protocol: {id: int | I64 | bytes | list | dict}; a dict is a struct, a list has one kind of elements."""
    out, last = bytearray(), 0
    for number, value in sorted(fields.items()):
        kind = 6 if isinstance(value, I64) else 5 if isinstance(value, int) else 8 if isinstance(value, bytes) else 9 if isinstance(value, list) else 12
        out.append((number - last) << 4 | kind)
        last = number
        out += _value(value)
    return bytes(out) + b"\0"


def _value(value):
    if isinstance(value, int):
        return _varint(value << 1 if value >= 0 else (-value << 1) - 1)
    if isinstance(value, bytes):
        return _varint(len(value)) + value
    if isinstance(value, dict):
        return _thrift(value)
    kind = 5 if isinstance(value[0], int) else 8 if isinstance(value[0], bytes) else 12
    head = bytes([len(value) << 4 | kind]) if len(value) < 15 else bytes([0xF0 | kind]) + _varint(len(value))
    return head + b"".join(map(_value, value))


def _levels(levels, width):
    """Bit-packed groups of eight."""
    groups = -(-len(levels) // 8)
    packed = bytearray()
    for begin in range(0, 8 * groups, 8):
        bits = sum(level << (width * i) for i, level in enumerate(levels[begin:begin + 8]))
        packed += bits.to_bytes(width, "little")
    data = _varint(groups << 1 | 1) + bytes(packed)
    return struct.pack("<I", len(data)) + data


def parquet_file(lists, rows=1000):
    """optional group pii_labels (LIST) { repeated group list { optional int32 element } }: plain, v1 pages, no codec."""
    out, groups = bytearray(b"PAR1"), []
    for begin in range(0, len(lists), rows):
        part = lists[begin:begin + rows]
        repetition, definition = [], []
        for labels in part:
            repetition += [0] + [1] * (len(labels) - 1) if labels else [0]
            definition += [3] * len(labels) if labels else [1]
        body = _levels(repetition, 1) + _levels(definition, 2) + array("i", chain.from_iterable(part)).tobytes()
        n = len(definition)
        header = _thrift({1: 0, 2: len(body), 3: len(body), 5: {1: n, 2: 0, 3: 3, 4: 3}})
        meta = {1: 1, 2: [0, 3], 3: [b"pii_labels", b"list", b"element"], 4: 0, 5: I64(n),
                6: I64(len(header) + len(body)), 7: I64(len(header) + len(body)), 9: I64(len(out))}
        groups.append({1: [{2: I64(len(out)), 3: meta}], 2: I64(len(header) + len(body)), 3: I64(len(part))})
        out += header + body
    schema = [{4: b"schema", 5: 1}, {3: 1, 4: b"pii_labels", 5: 1, 6: 3}, {3: 2, 4: b"list", 5: 1},
              {1: 1, 3: 1, 4: b"element"}]
    footer = _thrift({1: 1, 2: schema, 3: I64(len(lists)), 4: groups})
    return bytes(out) + footer + struct.pack("<I", len(footer)) + b"PAR1"


# ---- Arrow C stream --------------------------------------------------------------------------------------------------


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


class Stream(ctypes.Structure):
    pass


SchemaRelease = ctypes.CFUNCTYPE(None, ctypes.POINTER(Schema))
ArrayRelease = ctypes.CFUNCTYPE(None, ctypes.POINTER(Array))
StreamRelease = ctypes.CFUNCTYPE(None, ctypes.POINTER(Stream))
GetSchema = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Schema))
GetNext = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Array))
LastError = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.POINTER(Stream))

Schema._fields_ = [("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p),
                   ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64),
                   ("children", ctypes.POINTER(ctypes.POINTER(Schema))), ("dictionary", ctypes.POINTER(Schema)),
                   ("release", SchemaRelease), ("private_data", ctypes.c_void_p)]
Array._fields_ = [("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
                  ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64),
                  ("buffers", ctypes.POINTER(ctypes.c_void_p)), ("children", ctypes.POINTER(ctypes.POINTER(Array))),
                  ("dictionary", ctypes.POINTER(Array)), ("release", ArrayRelease), ("private_data", ctypes.c_void_p)]
Stream._fields_ = [("get_schema", GetSchema), ("get_next", GetNext), ("get_last_error", LastError),
                   ("release", StreamRelease), ("private_data", ctypes.c_void_p)]


ALIVE = []  # what capsules point to; those of real producers own it


def capsule_of(stream, name=b"arrow_array_stream"):
    ALIVE.append(stream)
    new = ctypes.pythonapi.PyCapsule_New
    new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    return new(ctypes.addressof(stream), name, None)


class ListStream:
    """An object with __arrow_c_stream__: list<int64>, `rows` rows a batch; counts what was released."""

    def __init__(self, lists, column=b"pii_labels", rows=1000, fail_at=None):
        self.batches = [lists[i:i + rows] for i in range(0, len(lists), rows)]
        self.column, self.fail_at = column, fail_at
        self.given = self.released = 0
        self.words = ctypes.create_string_buffer(b"the tape is torn")
        self.keep = []

    def _get_schema(self, _stream, out):
        release = self._hold(SchemaRelease(self._release_schema))
        item = self._hold(Schema(b"l", b"item", None, 2, 0, None, None, release, None))
        items = self._hold((ctypes.POINTER(Schema) * 1)(ctypes.pointer(item)))
        column = self._hold(Schema(b"+l", self.column, None, 2, 1, items, None, release, None))
        columns = self._hold((ctypes.POINTER(Schema) * 1)(ctypes.pointer(column)))
        out[0] = Schema(b"+s", b"", None, 0, 1, columns, None, release, None)
        return 0

    def _hold(self, thing):
        self.keep.append(thing)
        return thing

    def _get_next(self, _stream, out):
        if self.given == self.fail_at:
            return 5
        ctypes.memset(out, 0, ctypes.sizeof(Array))
        if self.given == len(self.batches):
            return 0
        part = self.batches[self.given]
        self.given += 1
        offsets, at = array("i", [0]), 0
        for labels in part:
            at += len(labels)
            offsets.append(at)
        items = array("q", chain.from_iterable(part))
        self._hold((offsets, items))
        release = self._hold(ArrayRelease(self._release_array))
        leaf = self._hold(Array(at, 0, 0, 2, 0, self._hold((ctypes.c_void_p * 2)(None, items.buffer_info()[0])), None,
                                None, release, None))
        leaves = self._hold((ctypes.POINTER(Array) * 1)(ctypes.pointer(leaf)))
        column = self._hold(Array(len(part), 0, 0, 2, 1, self._hold((ctypes.c_void_p * 2)(None, offsets.buffer_info()[0])),
                                  leaves, None, release, None))
        columns = self._hold((ctypes.POINTER(Array) * 1)(ctypes.pointer(column)))
        out[0] = Array(len(part), 0, 0, 1, 1, self._hold((ctypes.c_void_p * 1)(None)), columns, None, release, None)
        return 0

    def _release_schema(self, schema):
        schema[0].release = SchemaRelease()

    def _release_array(self, batch):
        self.released += 1
        batch[0].release = ArrayRelease()

    def _release_stream(self, stream):
        stream[0].release = StreamRelease()

    def __arrow_c_stream__(self, requested_schema=None):
        self.stream = Stream(GetSchema(self._get_schema), GetNext(self._get_next),
                             LastError(lambda _stream: ctypes.addressof(self.words)), StreamRelease(self._release_stream), None)
        return capsule_of(self.stream)



class ListArray(ListStream):
    """As ListStream, with __arrow_c_array__: one batch; `bare` is the list<int64> itself and no struct around it."""

    def __init__(self, lists, bare=False):
        super().__init__(lists, rows=max(1, len(lists)))
        self.bare = bare

    __arrow_c_stream__ = property()  # hasattr() is False

    def __arrow_c_array__(self, requested_schema=None):
        self.schema, self.array = Schema(), Array()
        self._get_schema(None, ctypes.pointer(self.schema))
        self._get_next(None, ctypes.pointer(self.array))
        if self.bare:
            self.schema, self.array = self.schema.children[0][0], self.array.children[0][0]
        return capsule_of(self.schema, b"arrow_schema"), capsule_of(self.array, b"arrow_array")
