# SPDX-License-Identifier: MIT
"""Objects of the Arrow PyCapsule interface as an ArrowArrayStream, the one form that the library takes.

    __arrow_c_stream__   a capsule with a stream
    __arrow_c_array__    capsules with one schema and one array: a stream of that one batch is put around them here

To move a struct of Arrow is to copy it and set `release` of the original to NULL; what is still in a capsule in the end,
the capsule releases.
"""
import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, c_int, c_int64, c_void_p
from typing import Any, Union


class _Schema(Structure):
    _fields_ = [("format", c_void_p), ("name", c_void_p), ("metadata", c_void_p), ("flags", c_int64),
                ("n_children", c_int64), ("children", c_void_p), ("dictionary", c_void_p), ("release", c_void_p),
                ("private_data", c_void_p)]


class _Array(Structure):
    _fields_ = [("length", c_int64), ("null_count", c_int64), ("offset", c_int64), ("n_buffers", c_int64),
                ("n_children", c_int64), ("buffers", c_void_p), ("children", c_void_p), ("dictionary", c_void_p),
                ("release", c_void_p), ("private_data", c_void_p)]


class _Stream(Structure):
    pass


_GetSchema = CFUNCTYPE(c_int, POINTER(_Stream), POINTER(_Schema))
_GetNext = CFUNCTYPE(c_int, POINTER(_Stream), POINTER(_Array))
_LastError = CFUNCTYPE(c_void_p, POINTER(_Stream))
_Release = CFUNCTYPE(None, POINTER(_Stream))
_Stream._fields_ = [("get_schema", _GetSchema), ("get_next", _GetNext), ("get_last_error", _LastError),
                    ("release", _Release), ("private_data", c_void_p)]


def is_arrow(data: Any) -> bool:
    return hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__")


class Stream:
    """`data` as a stream, at `address`; to be kept until the library has returned."""

    def __init__(self, data: Any) -> None:
        if type(data).__name__ == "PyCapsule":
            self._capsules: Any = data
        elif hasattr(data, "__arrow_c_stream__"):
            self._capsules = data.__arrow_c_stream__()
        else:
            self._capsules = data.__arrow_c_array__()
        if isinstance(self._capsules, tuple):
            self.address = self._around(*self._capsules)
        else:
            self.address = _inside(self._capsules, b"arrow_array_stream")

    def _around(self, schema_capsule: Any, array_capsule: Any) -> int:
        schema = _Schema.from_address(_inside(schema_capsule, b"arrow_schema"))
        batch = _Array.from_address(_inside(array_capsule, b"arrow_array"))

        def get_schema(_stream: Any, out: Any) -> int:
            _move(schema, out[0])
            return 0

        def get_next(_stream: Any, out: Any) -> int:
            _move(batch, out[0])  # a batch that has been moved has no release: the end of the stream
            return 0

        def release(stream: Any) -> None:
            ctypes.memset(ctypes.addressof(stream[0]) + _Stream.release.offset, 0, ctypes.sizeof(c_void_p))

        self._stream = _Stream(_GetSchema(get_schema), _GetNext(get_next), _LastError(lambda _stream: None),
                               _Release(release), None)
        return ctypes.addressof(self._stream)


def _inside(capsule: Any, name: bytes) -> int:
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return int(pointer(capsule, name))


def _move(thing: Union[_Schema, _Array], to: Union[_Schema, _Array]) -> None:
    ctypes.memmove(ctypes.byref(to), ctypes.byref(thing), ctypes.sizeof(thing))
    thing.release = None
