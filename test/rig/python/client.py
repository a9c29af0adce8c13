"""Stands for an interpreter: has the words behind the socket run by `host.py`, with its own streams, variables and folder."""

import json
import os
import socket
import sys

path, *words = sys.argv[1:]
connection = socket.socket(socket.AF_UNIX)
connection.connect(path)
request = {"words": words, "cwd": os.getcwd(), "env": dict(os.environ)}
text = json.dumps(request).encode() + b"\n"
sent = socket.send_fds(connection, [text], [0, 1, 2])
connection.sendall(text[sent:])
status = json.loads(connection.recv(64) or b"1")
# One that a signal has ended has a negative status.
sys.exit(status if status >= 0 else 128 - status)
