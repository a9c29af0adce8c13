"""One process that calls functions, one at a time, for as long as a run needs it.

Requests come as JSON lines on stdin, answers go as JSON lines to file descriptor 3, so that whatever a function prints
is its log. Tables go in and out as Parquet files, by their paths: no row passes through JSON, and nothing is pickled.
When stdin ends, whoever started this is gone: it ends with everything that it started.
"""

import atexit
import faulthandler
import os
import queue
import signal
import sys
import threading

# As they are before a function of the user's may put others in their place.
from json import dumps, loads
from os import write

from assetstore import _context, _spark, _surroundings
from assetstore._call import answer_of
from assetstore._copies import end_copy
from assetstore._failure import failure_of
from assetstore._modules import leave_no_bytecode
from assetstore._output import Output


def main():
    requests, events = os.dup(0), os.dup(3)
    os.close(3)
    output = Output(sys.argv[1])
    faulthandler.enable(output.error_descriptor(), all_threads=False)
    pending = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, pending), name="assetstore", daemon=True).start()
    root = os.getcwd()
    leave_no_bytecode(root)
    _surroundings.begin()
    emit = _emitter(events, output)
    try:
        while True:
            request = pending.get()
            if request is None:
                break
            _answer(request, emit, output, root)
            _restore(output)
    except KeyboardInterrupt:
        pass
    atexit._run_exitfuncs()
    os._exit(0)


def _listen(requests, pending):
    with open(requests, "rb") as lines:
        for line in lines:
            _busy.set()
            pending.put(loads(line))
    if _busy.is_set():
        # A function is at work for nobody. The processes that it started are of the same group.
        ending = threading.Thread(target=_spark.interrupt, daemon=True)
        ending.start()
        ending.join(5)
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(1)
    pending.put(None)


_busy = threading.Event()


def _emitter(events, output):
    lock = threading.Lock()

    def emit(event):
        if event["event"] == "line":
            output.line(event["level"], event["message"])
            return
        data = dumps(event).encode() + b"\n"
        with lock:
            while data:
                data = data[write(events, data) :]

    return emit


def _answer(request, emit, output, root):
    call = request["id"]
    before = set(threading.enumerate())
    place = {}
    _context.use(lambda event: emit({**event, "call": call}))
    try:
        answer = {"event": "done", **answer_of(request, root, place)}
    except BaseException as error:  # noqa: BLE001 (whatever it is, it is the asset's failure)
        end_copy(error)
        if isinstance(error, KeyboardInterrupt):
            _spark.interrupt()
        answer = {"event": "failed", "failure": failure_of(error, root, place)}
    end_copy()
    _context.use(None)
    left = [each.name for each in threading.enumerate() if each not in before and not each.daemon and _is_at_work(each)]
    output.end(call)
    _busy.clear()
    emit({**answer, "call": call, "threads": left, **_surroundings.state()})


def _is_at_work(thread):
    """Not so: a worker of a pool that waits for work, and what the client of Spark tidies up by itself."""
    frame = sys._current_frames().get(thread.ident)
    pools = sys.modules.get("concurrent.futures.thread")
    if frame is None or (pools is not None and frame.f_code is pools._worker.__code__):
        return False
    while frame is not None:
        if f"{os.sep}pyspark{os.sep}" in frame.f_code.co_filename:
            return False
        frame = frame.f_back
    return True


def _restore(output):
    """The next function finds the process as the first one did."""
    output.restore()
    _surroundings.restore()
    faulthandler.enable(output.error_descriptor(), all_threads=False)
