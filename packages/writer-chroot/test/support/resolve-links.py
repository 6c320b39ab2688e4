#!/usr/bin/python3
"""resolve-links.py inside|outside ROOT PATH...: prints what each PATH below ROOT leads to.

A JSON object: path -> real path as seen from inside ROOT, '' for what leads nowhere, '!PATH' for
what leads out of it.
"""

import json
import os
import sys

where, root, *paths = sys.argv[1:]
if where == "inside":
    os.chroot(root)
    os.chdir("/")
    root = ""
found = {}
for path in paths:
    try:
        # The kernel resolves it; its answer is read from the descriptor.
        descriptor = os.open(root + path, os.O_PATH)
    except OSError:
        found[path] = ""
        continue
    status = os.fstat(descriptor)
    os.close(descriptor)
    real = os.path.realpath(root + path)
    same = os.stat(real)
    assert (status.st_dev, status.st_ino) == (same.st_dev, same.st_ino), path
    if real == root or real.startswith(root + "/"):
        found[path] = real[len(root):] or "/"
    else:
        found[path] = "!" + real
print(json.dumps(found))
