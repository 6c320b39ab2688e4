"""What glob(3) of this machine finds, with GLOB_NOESCAPE: reads a list of patterns as JSON (bytes as latin-1), writes a list of lists."""

import ctypes
import json
import sys

GLOB_NOESCAPE = 1 << 6
libc = ctypes.CDLL(None)


class Glob(ctypes.Structure):
    _fields_ = [
        ("count", ctypes.c_size_t),
        ("paths", ctypes.POINTER(ctypes.c_char_p)),
        ("offset", ctypes.c_size_t),
        ("flags", ctypes.c_int),
        ("functions", ctypes.c_void_p * 5),
    ]


def expand(pattern):
    found = Glob()
    if libc.glob(pattern.encode("latin-1"), GLOB_NOESCAPE, None, ctypes.byref(found)) != 0:
        return []
    return [found.paths[i].decode("latin-1") for i in range(found.count)]


json.dump([expand(pattern) for pattern in json.load(sys.stdin)], sys.stdout)
