"""What a function returned, by what it is, as a Parquet file."""

import inspect
import itertools

from assetstore._annotations import package_of
from assetstore._dagster import returned_cure
from assetstore._errors import AssetError
from assetstore._kinds import kind_of
from assetstore._plain import fields_of
from assetstore import _verdicts
from assetstore._definitions import AssetCheckResult
from assetstore._results import Output, rows_of
from assetstore._values import table_of_rows

_BATCH = 4096
_FRAMES = "a frame of pandas, Polars, Arrow, DuckDB or Spark, a list or a generator of dicts, or None for no rows"


def write(result, path):
    """Writes the rows: the names of `unknown` columns, whose type nothing says, and the `files`. None: not even a column."""
    if result is None:
        return None
    library = library_of(result)
    if library == "pyspark.sql":
        from assetstore._spark.write import write_spark

        return write_spark(result, path)
    unknown = _write_file(result, library, path)
    return None if unknown is None else {"unknown": unknown, "files": [path]}


def _write_file(result, library, path):
    if library == "polars":
        from assetstore._polars import write_polars

        return write_polars(_frame_of_polars(result), path)
    if library == "duckdb":
        from assetstore._duckdb import write_relation

        return write_relation(result, path)
    return _write_tables(tables_of(result, library), path)


def is_rows(result):
    """Whether a check returned the rows that fail, and no verdict."""
    return library_of(result) is not None or isinstance(result, list) or is_stream(result)


def library_of(result):
    """Which library's frame it is, without loading one: what is there was loaded by whoever made it."""
    for base in type(result).__mro__:
        package = package_of(base)
        if base.__name__ in _CLASSES.get(package, ()):
            return package
    return None


_CLASSES = {
    "pandas": ("DataFrame", "Series"),
    "polars": ("DataFrame", "LazyFrame", "Series"),
    "pyarrow": ("Table", "RecordBatch", "RecordBatchReader", "Dataset", "Scanner"),
    "duckdb": ("DuckDBPyRelation",),
    "pyspark.sql": ("DataFrame",),
}


def is_stream(result):
    return hasattr(result, "__next__") or inspect.isasyncgen(result)


def tables_of(result, library):
    if library == "pandas":
        from assetstore._pandas import table_of_pandas

        return [table_of_pandas(result)]
    if library == "pyarrow":
        return _tables_of_arrow(result)
    if isinstance(result, list):
        return tables_of_rows(iter(result)) if result else []
    if is_stream(result):
        return tables_of_rows(yielded(result))
    raise no_rows(result)


def no_rows(result):
    name = type(result).__name__
    if library_of(result) == "pyspark.sql":
        return AssetError(
            "ASSET_RESULT",
            "it returned a DataFrame of Spark where its rows would have to come here one by one",
            "return one DataFrame as it is, of several: a.unionByName(b); a schema is given where the asset is exported: "
            "asset.python({ file, schema: z.object({ … }) })",
        )
    if type(result).__module__.startswith("pyspark.pandas"):
        return AssetError(
            "ASSET_RESULT", "it returned a frame of pandas on Spark", "return frame.to_spark(), or frame.to_pandas()"
        )
    cure = {
        "dict": "return [row] where it is one row, or pandas.DataFrame(columns) where its keys are columns",
        "tuple": "return one frame; each further table is an asset of its own",
        "ndarray": "return pandas.DataFrame(array, columns=[...])",
    }
    return AssetError(
        "ASSET_RESULT",
        f"it returned {name}, where rows were expected",
        returned_cure(result) or cure.get(name, f"return {_FRAMES}"),
    )


def _tables_of_arrow(result):
    import pyarrow

    if isinstance(result, pyarrow.RecordBatch):
        return [pyarrow.Table.from_batches([result])]
    if isinstance(result, pyarrow.Table):
        return [result]
    batches = result if isinstance(result, pyarrow.RecordBatchReader) else result.to_batches()
    return (pyarrow.Table.from_batches([batch]) for batch in batches)


def tables_of_rows(rows):
    """Rows, and frames of rows, in the order in which they come: a table for each batch of them."""
    batch, seen = [], 0
    for value in rows:
        library = library_of(value)
        if isinstance(value, AssetCheckResult):
            _verdicts.hear(value)
            continue
        if library is None and not isinstance(value, Output):
            batch.append(row_of(value))
            if len(batch) == _BATCH:
                yield table_of_rows(batch, first=seen + 1)
                seen, batch = seen + len(batch), []
            continue
        if batch:
            yield table_of_rows(batch, first=seen + 1)
            seen, batch = seen + len(batch), []
        for table in _tables_of_frame(value, library) if library is not None else _tables_of_output(value):
            seen += table.num_rows
            yield table
    if batch:
        yield table_of_rows(batch, first=seen + 1)


def _tables_of_output(output):
    result = rows_of(output)
    library = library_of(result)
    if result is None:
        return []
    return tables_of(result, None) if library is None else _tables_of_frame(result, library)


def _frame_of_polars(result):
    return result.to_frame() if type(result).__name__ == "Series" else result


def _tables_of_frame(frame, library):
    if library == "polars":
        from assetstore._polars import arrow_of

        return [arrow_of(_frame_of_polars(frame))]
    return [frame.to_arrow_table()] if library == "duckdb" else tables_of(frame, library)


def row_of(value):
    """A row as a dict: a model of pydantic's, a dataclass, or a named tuple, is one by its fields."""
    if isinstance(value, dict):
        return value
    fields = fields_of(value)
    if fields is not None:
        return fields
    if kind_of(type(value)) == "list" or isinstance(value, str):
        raise _no_rows_inside(value)
    return value


def _no_rows_inside(value):
    return AssetError(
        "ASSET_RESULT",
        f"a row of the result is {type(value).__name__}, which has no columns",
        "return dicts whose keys are the columns, such as {'id': 1, 'text': 'a'}",
    )


def yielded(stream):
    """What a generator gives, one after the other, also an async one. A loop does not see what it returns at its end, which is refused."""
    if not inspect.isasyncgen(stream):
        returned = yield from stream
        if returned is not None:
            raise AssetError(
                "ASSET_RESULT",
                f"the generator returned {type(returned).__name__} at its end, where only what it yields is a row",
                "write yield in the place of return, or yield from for a list or another generator; a return that only ends it has no value",
            )
        return
    import asyncio

    loop = asyncio.new_event_loop()
    try:
        while True:
            try:
                yield loop.run_until_complete(stream.__anext__())
            except StopAsyncIteration:
                return
    finally:
        loop.run_until_complete(stream.aclose())
        loop.close()


def _write_tables(tables, path):
    tables = iter(tables)
    first = next(tables, None)
    if first is None:
        return None
    from assetstore._parquet import ParquetFile

    file = ParquetFile(path)
    try:
        for table in itertools.chain([first], tables):
            file.add(table)
        return file.finish()
    except BaseException:
        file.abandon()
        raise
