"""Row by row: a function of one row, or of a batch, is called for the rows that the project names by their places."""

from assetstore import _annotations, _call, _maps, _read, _validate, _write
from assetstore._definition import definition_of
from assetstore._errors import AssetError, missing_package
from assetstore._parquet import ParquetFile
from assetstore._values import table_of_rows

# What the calls of one asset read, again and again: files and form -> table.
_known = {}


def rows_answer(function, request, place, stack):
    """The rows that came of each row, as one file, and how many of each."""
    definition = definition_of(function)
    forms, keywords = _annotations.forms_of(function)
    names = list(forms)
    first, *others = request["inputs"]
    lookups = [_kept(name, table, forms[name]()) for name, table in zip(names[1:], others)]
    called = _call.with_keywords(function, _call.keywords_of(function, keywords, request, stack))
    part = _kept(names[0], first, "pyarrow").take(request["places"])

    def call(value):
        return _call.settled(called(value, *lookups))

    if definition.batch is None:
        rows, counts = _one_by_one(call, part, place)
        if definition.schema is not None:
            return _judged_answer(rows, counts, definition.schema, request["out"])
        return _answer([table_of_rows(rows)] if rows else [], counts, request["out"])
    form = _batch_form(function, names[0], forms)
    result = call(_read.frame_of(part, form))
    counts = [1] * part.num_rows
    if definition.schema is not None:
        # What the model judges may be of any type, and no column yet.
        rows = list(_validate.rows_of(result))
        _expect_each(len(rows), part)
        return _judged_answer(rows, counts, definition.schema, request["out"])
    tables = _tables(result)
    _expect_each(sum(table.num_rows for table in tables), part)
    return _answer(tables, counts, request["out"])


def _expect_each(made, part):
    if made != part.num_rows:
        raise AssetError(
            "ASSET_RESULT",
            f"it returned {made} rows for a batch of {part.num_rows}",
            "return exactly one row for each row of the batch, in the same order",
        )


def _judged_answer(rows, counts, model, out):
    """Rows that the model refuses are in a file of their own, by their places among all that were made."""
    valid, bad = _validate.judged(rows, model)
    if bad:
        refused = ParquetFile(f"{out}.refused")
        refused.add(table_of_rows(bad))
        refused.finish()
    return {**_answer([table_of_rows(valid)] if valid else [], counts, out), "refused": len(bad)}


def _one_by_one(call, part, place):
    rows, counts = [], []
    for at, row in enumerate(_maps.rows_of(part)):
        place["row"] = at
        made = _rows_of(call(row))
        rows += made
        counts.append(len(made))
    place.pop("row", None)
    return rows, counts


def _rows_of(result):
    if result is None:
        raise AssetError("ASSET_RESULT", "it returned None for a row", "return the row, or [] to leave it out")
    row = _write.row_of(result) if not isinstance(result, list) else None
    if isinstance(row, dict):
        return [row]
    if isinstance(result, list) or _write.is_stream(result):
        return [_write.row_of(each) for each in _write.yielded(result)]
    raise AssetError(
        "ASSET_RESULT",
        f"it returned {type(result).__name__} for a row",
        "return one dict, or a list of any number of them",
    )


def _tables(result):
    if result is None:
        return []
    if isinstance(result, list) and not result:
        return []
    if _write.library_of(result) is None and not isinstance(result, list) and not _write.is_stream(result):
        raise AssetError(
            "ASSET_RESULT",
            f"it returned {type(result).__name__} for a batch of rows",
            "return a list of dicts, or a frame, with one row for each row of the batch",
        )
    is_frame = _write.library_of(result) is not None
    return list(_write.tables_of_rows(iter([result]) if is_frame else _write.yielded(result)))


def _answer(tables, counts, out):
    if not tables:
        return {"result": "rows", "counts": counts, "file": False}
    file = ParquetFile(out)
    for table in tables:
        file.add(_wide(table))
    file.finish()
    return {"result": "rows", "counts": counts, "file": True}


def _wide(table):
    """Whole numbers of every width as those of 64 bits, which is what TypeScript tells from a fraction."""
    import pyarrow

    narrow = (pyarrow.types.is_int8, pyarrow.types.is_int16, pyarrow.types.is_int32)
    narrow += (pyarrow.types.is_uint8, pyarrow.types.is_uint16, pyarrow.types.is_uint32)
    fields = [
        field.with_type(pyarrow.int64()) if any(is_narrow(field.type) for is_narrow in narrow) else field
        for field in table.schema
    ]
    return table.cast(pyarrow.schema(fields))


def _batch_form(function, name, forms):
    annotation = function.__annotations__.get(name)
    form = "rows" if annotation is None else forms[name]()
    if form in ("rows", "pandas", "polars", "pyarrow"):
        return form
    raise AssetError(
        "ASSET_PARAMETERS",
        f"{function.__name__} asks for a batch of rows in a form that only whole tables have",
        "annotate it as list[dict], pandas.DataFrame, polars.DataFrame or pyarrow.Table",
        at=_annotations.place_of(function),
    )


def _kept(name, table, form):
    key = (form, *table["files"])
    if key not in _known:
        if len(_known) > 8:
            _known.clear()
        try:
            import pyarrow  # noqa: F401 (rows are taken by their places with it)
        except ModuleNotFoundError:
            raise missing_package("pyarrow", "a function that is called row by row") from None
        _known[key] = _read.read(name, table, form)
    return _known[key]

