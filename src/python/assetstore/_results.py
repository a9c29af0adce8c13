"""What a function that was written for Dagster returns: rows, with what is told of them."""

import datetime
import json
import logging
import os

from assetstore import _context
from assetstore._context import add_metadata
from assetstore._errors import AssetError

_ABSENT = object()


class Output:
    """Rows and their metadata: `return Output(frame, metadata={"rows": 3})`."""

    def __init__(self, value, output_name="result", *, metadata=None, **more):
        _expect_none(type(self).__name__, more)
        if output_name not in ("result", None):
            raise _several(output_name)
        self.value, self.metadata = value, metadata or {}

    def __class_getitem__(cls, item):
        """`Output[pandas.DataFrame]`, as an annotation."""
        return cls


class MaterializeResult(Output):
    """The same, with the rows as `value`. Without it what it made lies elsewhere, and its table is one row: the run that made it."""

    def __init__(self, *, value=_ABSENT, metadata=None, check_results=None, **more):
        super().__init__(value, metadata=metadata, **more)
        self.check_results = check_results or []


def rows_of(result):
    """What a function returned, without what it tells of it, which becomes metadata of the run."""
    if not isinstance(result, Output):
        return result
    add_metadata(plain_metadata(result.metadata))
    for verdict in getattr(result, "check_results", []):
        from assetstore import _verdicts

        _verdicts.hear(verdict)
    return [_context.made_elsewhere()] if result.value is _ABSENT else result.value


def _expect_none(name, more):
    for option, value in more.items():
        if value is not None and value != []:
            raise AssetError(
                "ASSET_RESULT",
                f"{name} has {option}=, which means nothing here",
                "leave it out: the version of a table is a hash of its rows, a check is a function with @check",
            )


def _several(name):
    return AssetError(
        "ASSET_RESULT",
        f"it returned an Output of the name {name!r}",
        "make each table an asset of its own, a function whose parameters name what it reads",
    )


def plain_metadata(values):
    return {name: _plain(value) for name, value in values.items()}


def _plain(value):
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, default=str)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def _same(value):
    return value


class _Members(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AssetError(
            "ASSET_RESULT", f"MetadataValue has no {name}", "give text, a number or a bool, such as MetadataValue.text(str(value))"
        )


class MetadataValue(metaclass=_Members):
    """`MetadataValue.md(text)` and its like are what they are given: text, a number or a bool."""

    int = float = bool = text = md = url = path = json = timestamp = staticmethod(_same)


def get_dagster_logger(name="dagster"):
    return logging.getLogger(name)
