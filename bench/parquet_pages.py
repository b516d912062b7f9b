# SPDX-License-Identifier: MIT
"""Where the pages of a column lie in a Parquet file, by a reading of its own: for the bound, none of the code that is measured."""
import mmap
import struct

CODECS = {0: "plain", 1: "snappy", 6: "zstd"}
TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, _, STRUCT = range(1, 13)


class Compact:
    """Thrift's compact protocol: a struct is a dict by field number."""

    def __init__(self, data, at):
        self.data, self.at = data, at

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def varint(self):
        n = shift = 0
        while True:
            byte = self.byte()
            n |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return n

    def integer(self):
        n = self.varint()
        return n >> 1 ^ -(n & 1)

    def bytes(self, n):
        self.at += n
        return self.data[self.at - n:self.at]

    def list(self):
        head = self.byte()
        n = head >> 4 if head >> 4 < 15 else self.varint()
        kind = head & 15
        return [self.byte() == TRUE if kind in (TRUE, FALSE) else self.value(kind) for _ in range(n)]

    def value(self, kind):
        if kind in (TRUE, FALSE):
            return kind == TRUE
        if kind in (LIST, SET):
            return self.list()
        if kind == STRUCT:
            return self.struct()
        if kind == BINARY:
            return self.bytes(self.varint())
        return self.byte() if kind == BYTE else self.bytes(8) if kind == DOUBLE else self.integer()

    def struct(self):
        fields, number = {}, 0
        while head := self.byte():
            number = number + (head >> 4) if head >> 4 else self.integer()
            fields[number] = self.value(head & 15)
        return fields


def pages_of(path, column):
    """The name of the codec, and (offset, stored bytes, bytes when decompressed) of each page of the column, dictionaries too."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        (footer,) = struct.unpack_from("<I", data, len(data) - 8)
        codecs, pages = set(), []
        for group in Compact(data, len(data) - 8 - footer).struct()[4]:
            (chunk,) = [c[3] for c in group[1] if c[3][3][0] == column]
            codecs.add(CODECS[chunk[4]])
            at = min(chunk[9], chunk.get(11, chunk[9]))
            end = at + chunk[7]
            while at < end:
                reader = Compact(data, at)
                header = reader.struct()
                pages.append((reader.at, header[3], header[2]))
                at = reader.at + header[3]
        (codec,) = codecs
        return codec, pages
