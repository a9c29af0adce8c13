"""A process that a function has forked is a copy of this one, with the files that this one has open.

Where it comes back from the function instead of ending there, it ends here, as it would at the end of a program: what it
returned is nobody's, and neither an answer nor a part of the result is written by two.
"""

import os
import sys
import traceback

from assetstore import _context

_is_copy = False


def _note():
    global _is_copy
    _is_copy = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_note)


def end_copy(error=None):
    """Does nothing in the process that was asked.

    error  what the function raised in the copy
    """
    if not _is_copy:
        return
    code = 0
    try:
        if isinstance(error, SystemExit):
            code = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
        elif error is not None:
            code = 1
            traceback.print_exception(error)
        message = "a process that the function has forked came back from it: what it made is no part of the result"
        _context.tell({"event": "line", "level": "warn", "message": message})
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code & 0xFF)
