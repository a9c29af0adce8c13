"""Runs programs of Python, each in a process that is forked off one that has run a rehearsal: what a start of dbt takes most of.

Its words are the socket that it listens at and the rehearsal. `client.py` stands for an interpreter that it would take long to start.
"""

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import traceback

path, rehearsal = sys.argv[1:]
runpy.run_path(rehearsal)
# What is there stays, and programs end soon: none of them looks for garbage.
gc.collect()
gc.freeze()
gc.disable()


def received(connection):
    """The request, and the client's own standard streams."""
    text, streams, *_ = socket.recv_fds(connection, 1 << 16, 3)
    while not text.endswith(b"\n"):
        text += connection.recv(1 << 16)
    return json.loads(text), streams


def run(request, streams):
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
        os.close(stream)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    # What the interpreter does with it at its start: behind the folder of the program, before all that is installed.
    sys.path[1:1] = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    words = request["words"]
    if words[0] == "-B":
        sys.dont_write_bytecode = True
        del words[0]
    if words[0] == "-c":
        sys.argv, sys.path[0] = ["-c", *words[2:]], ""
        exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv, sys.path[0] = words, os.path.dirname(os.path.realpath(words[0]))
        runpy.run_path(words[0], run_name="__main__")


def status_of(request, streams):
    try:
        run(request, streams)
        return 0
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
        return ended.code if isinstance(ended.code, int) else 1 if ended.code else 0
    except BaseException:
        traceback.print_exc()
        return 1


def serve(connection):
    request, streams = received(connection)
    end, held = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(end)
        connection.close()
        status = status_of(request, streams)
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        os._exit(status)
    for stream in (*streams, held):
        os.close(stream)
    # Its side of the pipe closes with the program. A client that is killed takes its program with it.
    if end not in select.select([end, connection], [], [])[0]:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    connection.sendall(json.dumps(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen(64)
print("ready", flush=True)
while True:
    # Whoever started it holds its input, and it ends with that.
    if 0 in select.select([0, listener], [], [])[0]:
        sys.exit()
    connection, _ = listener.accept()
    if os.fork() == 0:
        listener.close()
        serve(connection)
    connection.close()
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
