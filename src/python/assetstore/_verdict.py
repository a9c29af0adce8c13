"""What a check returned: a verdict, or the rows that fail."""

from assetstore import _write
from assetstore._dagster import returned_cure
from assetstore._definitions import AssetCheckResult
from assetstore._errors import AssetError

# Rows that a report shows. The others are counted by whoever wrote the report.
_MOST_ROWS = 100


def verdict_of(result, out, blocks=True):
    if isinstance(result, AssetCheckResult):
        result = result.report(blocks)
    if _is_bool(result):
        return {"result": "verdict", "verdict": {"passed": bool(result)}}
    if isinstance(result, dict) and _is_bool(result.get("passed")):
        return {"result": "verdict", "verdict": _report(result)}
    if not _write.is_rows(result):
        raise AssetError(
            "ASSET_RESULT",
            f"the check returned {type(result).__name__}",
            returned_cure(result)
            or "return a bool, {'passed': bool, 'message': ..., 'rows': ..., 'metadata': ...}, or a frame of the rows that fail",
        )
    made = _write.write(result, out)
    return {"result": "verdict", "verdict": {"passed": True}} if made is None else {"result": "file", **made}


def _is_bool(value):
    return isinstance(value, bool) or (type(value).__module__ == "numpy" and type(value).__name__ in ("bool", "bool_"))


def _report(result):
    unknown = result.keys() - {"passed", "message", "rows", "metadata"}
    if unknown:
        raise AssetError(
            "ASSET_RESULT",
            f"the report of the check has {sorted(map(str, unknown))[0]!r}, which nothing reads",
            "a report has passed, message, rows and metadata",
        )
    report = {"passed": bool(result["passed"])}
    if result.get("message") is not None:
        report["message"] = str(result["message"])
    if result.get("rows") is not None:
        report["rows"] = [{str(k): plain(v) for k, v in row.items()} for row in _rows(result["rows"])]
    if result.get("metadata") is not None:
        report["metadata"] = {str(name): plain(value) for name, value in result["metadata"].items()}
    return report


def _rows(rows):
    if _write.library_of(rows) == "pyspark.sql":
        return [row.asDict(recursive=True) for row in rows.head(_MOST_ROWS)]
    if hasattr(rows, "to_dicts"):
        return rows.head(_MOST_ROWS).to_dicts()
    if hasattr(rows, "to_dict"):
        return rows.head(_MOST_ROWS).to_dict("records")
    if hasattr(rows, "to_pylist"):
        return rows.slice(0, _MOST_ROWS).to_pylist()
    return [_write.row_of(row) for row in list(rows)[:_MOST_ROWS]]


def plain(value):
    """A value for people, as JSON has it."""
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    if value is None or isinstance(value, (str, bool, float)):
        return value
    if isinstance(value, int):
        return value if -(2**53) < value < 2**53 else str(value)
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, (list, tuple)) else str(value)
