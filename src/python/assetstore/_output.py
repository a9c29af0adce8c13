"""What a call prints. Everything stays in the order in which it was written, on the process's own stdout and stderr.

A frame is a line that begins with a mark that nobody else knows: a line of a logger with its level, or the end of a
call, up to which all is its output.
"""

import logging
import os
import sys

# As they are before a function of the user's may put others in their place.
from json import dumps
from os import write


class Output:
    def __init__(self, mark):
        self._mark = mark.encode()
        # Whatever a function does to the numbers 1 and 2, these stay.
        self._streams = {1: os.dup(1), 2: os.dup(2)}
        logging.captureWarnings(True)
        self._handler = _Handler(self)
        logging.getLogger().setLevel(logging.INFO)
        self.restore()

    def restore(self):
        """Puts back what a function closed or replaced."""
        logging.disable(logging.NOTSET)
        if not logging.getLogger().handlers:
            logging.getLogger().addHandler(self._handler)
        for number, stream in self._streams.items():
            os.dup2(stream, number)
        if not os.path.exists("/dev/null"):
            return
        nothing = os.open(os.devnull, os.O_RDONLY)
        if nothing != 0:
            os.dup2(nothing, 0)
            os.close(nothing)
        sys.stdin = open(0, encoding="utf-8", closefd=False)
        sys.stdout = sys.__stdout__ = _text(1)
        sys.stderr = sys.__stderr__ = _text(2)

    def line(self, level, message):
        self._flush(sys.stdout)
        self._frame(1, [level, message])

    def end(self, call):
        """After all that it printed: also what libraries in C have not written yet."""
        for stream in (sys.stdout, sys.stderr):
            self._flush(stream)
        if "ctypes" in sys.modules:
            try:
                sys.modules["ctypes"].CDLL(None).fflush(None)
            except (AttributeError, OSError, TypeError):
                pass
        for number in self._streams:
            self._frame(number, call)

    def error_descriptor(self):
        return self._streams[2]

    def _flush(self, stream):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass

    def _frame(self, number, value):
        data = self._mark + dumps(value).encode() + b"\n"
        while data:
            data = data[write(self._streams[number], data) :]


def _text(number):
    return open(number, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


class _Handler(logging.Handler):
    def __init__(self, output):
        super().__init__()
        self._output = output

    def emit(self, record):
        level = "error" if record.levelno >= logging.ERROR else "warn" if record.levelno >= logging.WARNING else "info"
        try:
            self._output.line(level, self.format(record))
        except Exception:
            self.handleError(record)
