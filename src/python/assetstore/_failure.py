"""What a call failed with, as plain data: the user's frames, without ours."""

import os
import sys
import traceback

import assetstore
from assetstore import _dagster
from assetstore._spark import errors as _spark_errors
from assetstore._errors import AssetError, how_to_install
from assetstore._modules import is_projects

_own = os.path.dirname(os.path.abspath(__file__)) + os.sep


def failure_of(error, root, place):
    """place  where the function stands, as `at`, and the row of a call that it was at, counted from 0, as `row`"""
    return {**_failure_of(error, root, place.get("at")), "row": place.get("row")}


def _failure_of(error, root, function_place):
    if isinstance(error, AssetError):
        return {
            "code": error.code,
            "message": error.message,
            "fix": error.fix,
            "at": error.at or _last_place(error, root) or function_place,
            "facts": error.facts,
        }
    if isinstance(error, SystemExit):
        return {
            "code": "ASSET_FAILED",
            "message": f"it called sys.exit({'' if error.code is None else repr(error.code)}), which would end the whole run",
            "fix": "raise an error where it cannot go on, and return where it is done",
            "at": _last_place(error, root) or function_place,
            "facts": {},
        }
    missing = _missing_package(error, root)
    absent = _absent(error, missing)
    if absent is not None:
        return {"code": "PYTHON_PACKAGE", **absent, "at": _last_place(error, root) or function_place, "facts": {}}
    return {
        "name": type(error).__name__,
        "message": _message(error) if not _spark_errors.is_sparks(error) else _spark_errors.message_of(error),
        "trace": _trace(error),
        "at": _syntax_place(error) or _spark_errors.place_of(error, root) or _last_place(error, root) or function_place,
        "missing": None if missing is None else {"package": missing, "install": how_to_install(missing)},
    }


def _absent(error, missing):
    """What is to be imported in the place of a name that is not there."""
    if missing == "dagster":
        return {"message": "it imports dagster, which is not installed", "fix": _dagster.INSTEAD}
    if isinstance(error, ImportError) and missing is None and error.name == "assetstore":
        return {"message": _message(error).partition(" (")[0], "fix": f"it has {', '.join(assetstore._shown())}"}
    return None


def _message(error):
    if isinstance(error, SyntaxError):
        return error.msg
    try:
        return str(error)
    except BaseException as unreadable:  # noqa: BLE001 (it is the text of the asset's failure)
        return f"an error that cannot be read: {type(unreadable).__name__}"


def _missing_package(error, root):
    """The package that an import did not find, where it is none of the project's own modules."""
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    package = error.name.partition(".")[0]
    ours = [os.path.join(folder, package) for folder in {root, *sys.path[:1]}]
    return None if any(os.path.exists(path) or os.path.exists(f"{path}.py") for path in ours) else package


def _syntax_place(error):
    return f"{error.filename}:{error.lineno}" if isinstance(error, SyntaxError) and error.filename else None


def _last_place(error, root):
    """The innermost line that is the project's own."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_users(frame.filename)]
    own = [frame for frame in frames if is_projects(frame.filename, root)]
    if own:
        return f"{own[-1].filename}:{own[-1].lineno}"
    return None


def _is_users(file):
    return not file.startswith(_own) and not file.startswith("<frozen importlib")


def _trace(error):
    """As Python prints it, without the frames that called the function."""
    told = traceback.TracebackException.from_exception(error)
    seen = set()
    pending = [told]
    while pending:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.stack = traceback.StackSummary.from_list([frame for frame in one.stack if _is_users(frame.filename)])
        pending += [one.__cause__, one.__context__]
    return "".join(told.format()).rstrip()
