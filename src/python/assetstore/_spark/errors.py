"""What Spark raises, for people: its own words without its plans, and the line of the project that they are about."""

import re

from assetstore._modules import is_projects

# What stands behind the message: the plan, the lines that it is about, the stack of the JVM.
_BEHIND = re.compile(r";?\n('|\+-|== |JVM stacktrace|Traceback |\s+at org\.)|\n\n", re.MULTILINE)
# Spark notes by itself where an expression was written; a function of its workers fails with a traceback of Python's.
_LINES = re.compile(r'was called from\n(?P<file>.+):(?P<line>\d+)|File "(?P<py>.+)", line (?P<at>\d+)')


def is_sparks(error):
    return type(error).__module__.startswith("pyspark.errors")


def message_of(error):
    text = str(error).strip()
    if "from the Python worker" in text:
        # The last line of the traceback is the error itself.
        return f"{_BEHIND.split(text)[0].strip()} {_last_line(text)}"
    return _BEHIND.split(text)[0].strip().rstrip(";")


def _last_line(text):
    traceback = text[text.index("Traceback ") :] if "Traceback " in text else text
    lines = [line for line in traceback.splitlines()[1:] if line.strip()]
    # Frames are indented; the first line that is not is the error.
    return next((line for line in lines if not line.startswith(" ")), "")


def place_of(error, root):
    """`file:line` of the project, the innermost; None where Spark says none."""
    if not is_sparks(error):
        return None
    places = [(found["file"] or found["py"], found["line"] or found["at"]) for found in _LINES.finditer(str(error))]
    own = [f"{file}:{line}" for file, line in places if is_projects(file, root)]
    return own[-1] if own else None
