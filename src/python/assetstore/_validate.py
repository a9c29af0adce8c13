"""Rows that are held to a model of pydantic's: those that are one are the table, the others are kept beside it with what is wrong."""

import json

from assetstore import _maps, _verdict, _write
from assetstore._parquet import ParquetFile
from assetstore._values import table_of_rows

_BATCH = 4096


def write_validated(result, model, out):
    """Writes both files. Every row is in one of them, and every error of a row is told."""
    from pydantic import ValidationError

    valid, refused = ParquetFile(out), ParquetFile(f"{out}.refused")
    rows, bad, seen = [], [], 0
    try:
        for row in rows_of(result):
            seen += 1
            try:
                rows.append(model.model_validate(row).model_dump())
            except ValidationError as error:
                bad.append(_refused(seen, row, error))
            if len(rows) >= _BATCH:
                valid.add(table_of_rows(rows, first=seen - len(rows) + 1))
                rows = []
            if len(bad) >= _BATCH:
                refused.add(table_of_rows(bad))
                bad = []
        if rows:
            valid.add(table_of_rows(rows))
        if bad:
            refused.add(table_of_rows(bad))
        unknown = valid.finish()
        refused.finish()
    except BaseException:
        valid.abandon()
        refused.abandon()
        raise
    return {"result": "validated", "unknown": unknown, "rows": seen, "refused": refused.rows}


def judged(rows, model):
    """The rows that are one, and what is wrong with each of the others, by its place among all, counted from 0."""
    from pydantic import ValidationError

    valid, bad = [], []
    for at, row in enumerate(rows):
        try:
            valid.append(model.model_validate(row).model_dump())
        except ValidationError as error:
            bad.append(_refused(at, row, error))
    return valid, bad


def rows_of(result):
    """Rows as dicts, one after the other, of whatever a function may return."""
    if result is None:
        return
    library = _write.library_of(result)
    if library is None:
        if not isinstance(result, list) and not _write.is_stream(result):
            raise _write.no_rows(result)
        if not any(_write.library_of(value) for value in (result if isinstance(result, list) else ())):
            yield from map(_write.row_of, _write.yielded(result))
            return
    for table in _write.tables_of_rows(iter([result]) if library else _write.yielded(result)):
        yield from _maps.rows_of(table)


def _refused(row, record, error):
    errors = [
        {
            "path": ".".join(map(str, each["loc"])),
            "code": each["type"],
            "message": each["msg"],
            "input": json.dumps(_verdict.plain(each["input"])),
        }
        for each in error.errors(include_url=False, include_context=False)
    ]
    return {"row": row, "record": json.dumps(_verdict.plain(record)), "errors": errors}
