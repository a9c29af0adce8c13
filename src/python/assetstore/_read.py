"""Tables in: the Parquet files of an input as the form that a parameter asks for."""

import pathlib

from assetstore import _maps
from assetstore._errors import AssetError, missing_package


def read(name, table, form):
    """The table `name`, whose rows are those of its files in their order: as many as its record says."""
    made = _READERS[form](name, table["files"])
    if form == "stream":
        return _counted(name, made, table["rows"])
    if form in _WHOLE:
        _expect_rows(name, len(made), table["rows"])
    return made


def _counted(name, rows, said):
    came = 0
    for row in rows:
        came += 1
        yield row
    _expect_rows(name, came, said)


def _expect_rows(name, came, said):
    if came != said:
        raise AssetError(
            "STORE_ROWS",
            f"{name} was read to its end and gave {came} rows, where its record says {said}",
            "see whether the store is damaged: assets verify; where it is not, run it again",
            facts={"asset": name, "rows": came, "recorded": said},
        )


def _package(package, form):
    import importlib

    try:
        return importlib.import_module(package)
    except ModuleNotFoundError as error:
        if error.name != package.partition(".")[0]:
            raise
        raise missing_package(error.name, f"a table as {form}") from None


def _arrow(files, form="pyarrow.Table"):
    pyarrow, parquet = _package("pyarrow", form), _package("pyarrow.parquet", form)
    tables = [parquet.ParquetFile(file, memory_map=True).read() for file in files]
    return tables[0] if len(tables) == 1 else pyarrow.concat_tables(tables)


def frame_of(table, form):
    """Rows that are in memory as one of the forms that hold them there."""
    if form == "pandas":
        return _pandas_of(table)
    if form == "polars":
        return _package("polars", "polars.DataFrame").from_arrow(table)
    return _maps.rows_of(table) if form == "rows" else table


def _pandas(_, files):
    _package("pandas", "pandas.DataFrame")
    return _pandas_of(_arrow(files, "pandas.DataFrame"))


def _pandas_of(table):
    pandas = _package("pandas", "pandas.DataFrame")
    import pyarrow
    import pyarrow.compute

    nullable = {
        pyarrow.bool_(): pandas.BooleanDtype(),
        **{getattr(pyarrow, name.lower())(): getattr(pandas, f"{name}Dtype")() for name in _INTEGERS},
    }
    # What pandas' own types would change: an integer beside a null is a float there, and NaN is the same as a null.
    special = {}
    for at, field in enumerate(table.schema):
        column = table.column(at)
        if field.type in nullable and column.null_count > 0:
            special[at] = nullable[field.type].__from_arrow__(column)
        elif pyarrow.types.is_floating(field.type) and pyarrow.compute.any(pyarrow.compute.is_nan(column)).as_py():
            special[at] = pandas.arrays.ArrowExtensionArray(column)
        elif not _is_flat(pyarrow, field.type, column):
            special[at] = _objects(_maps.values_of(column))
    plain = table.select([at for at in range(table.num_columns) if at not in special])
    # Columns of their own: a frame whose columns share blocks is copied when the first of them is changed.
    frame = plain.to_pandas(split_blocks=True, date_as_object=True)
    for at, values in special.items():
        frame.insert(at, table.column_names[at], values)
    return frame


_INTEGERS = ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64")


def _is_flat(pyarrow, type_, column):
    """Whether pandas has its values as they are; of lists, those of numbers without a null inside, as arrays of numpy."""
    if not pyarrow.types.is_nested(type_):
        return True
    if not pyarrow.types.is_list(type_) or not pyarrow.types.is_primitive(type_.value_type):
        return False
    is_number = pyarrow.types.is_integer(type_.value_type) or pyarrow.types.is_floating(type_.value_type)
    return is_number and all(chunk.flatten().null_count == 0 for chunk in column.chunks)


def _objects(values):
    import numpy

    array = numpy.empty(len(values), dtype=object)
    array[:] = values
    return array


def _polars(_, files):
    return _package("polars", "polars.DataFrame").read_parquet(files, glob=False)


def _polars_lazy(_, files):
    return _package("polars", "polars.LazyFrame").scan_parquet(files, glob=False)


def _duckdb(_, files):
    return _package("duckdb", "duckdb.DuckDBPyRelation").read_parquet(files)


def _rows(_, files):
    return _maps.rows_of(_arrow(files, "list[dict]"))


def _stream(_, files):
    parquet = _package("pyarrow.parquet", "an iterable of dicts")
    for file in files:
        for batch in parquet.ParquetFile(file).iter_batches(8192):
            yield from _maps.rows_of(batch)


def _path(name, files):
    if len(files) == 1:
        return pathlib.Path(files[0])
    raise AssetError(
        "ASSET_RESULT",
        f"{name} is asked for as pathlib.Path, and is kept in {len(files)} files",
        "ask for it as a frame, such as polars.LazyFrame or duckdb.DuckDBPyRelation, which reads all of its files",
        facts={"asset": name, "files": len(files)},
    )


def _spark(name, files):
    from assetstore._spark.read import read_spark

    return read_spark(name, files)


_READERS = {
    "pandas": _pandas,
    "polars": _polars,
    "polars-lazy": _polars_lazy,
    "pyarrow": lambda _, files: _arrow(files),
    "duckdb": _duckdb,
    "rows": _rows,
    "stream": _stream,
    "path": _path,
    "spark": _spark,
}

# What has all of the rows when it is there; the others read on demand.
_WHOLE = ("pandas", "polars", "pyarrow", "rows")
