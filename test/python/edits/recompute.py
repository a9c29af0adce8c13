"""Calls `documents` of each folder in a process of its own, and prints what each gives or how it fails, as JSON."""

import json
import os
import sys

sys.dont_write_bytecode = True
import numpy  # noqa: E402, F401


def rows_of(folder):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.path.insert(0, folder)
        for name in ("re",):
            if os.path.exists(os.path.join(folder, name + ".py")):
                sys.modules.pop(name)
        try:
            import documents

            raw = [{"text": " the house of cards! "}, {"text": "a bee. stung the dog"}]
            said = repr(documents.documents(raw))
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        text = said.read().decode()
    os.waitpid(child, 0)
    return text


print(json.dumps([rows_of(folder) for folder in json.load(sys.stdin)]))
