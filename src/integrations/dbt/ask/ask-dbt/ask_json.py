"""Reads what an earlier start has kept."""

import json


def read(file):
    """What is not there, or was cut, is nothing: it is made again."""
    try:
        with open(file, encoding="utf-8") as text:
            return json.load(text)
    except (OSError, ValueError):
        return {}
