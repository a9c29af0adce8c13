"""Frames of Polars, which reads and writes Parquet itself: pyarrow is not needed for them."""

import re
from contextlib import contextmanager
from functools import partial

from assetstore import _arrow
from assetstore._errors import AssetError, missing_package


def write_polars(frame, path):
    """Writes a DataFrame, or a LazyFrame as it is computed. The names of the columns in which nothing says a type."""
    import polars

    schema = frame.collect_schema()
    if len(schema) == 0:
        return None
    stored = _storable(frame, schema)
    options = {"compression": "zstd", "compression_level": 1}
    with _telling_of(polars):
        if isinstance(frame, polars.LazyFrame):
            stored.sink_parquet(path, **options)
        else:
            stored.collect().write_parquet(path, row_group_size=122_880, **options)
    return [name for name, type_ in schema.items() if type_ == polars.Null]


def arrow_of(frame):
    """A frame that is one of several, as an Arrow table. Where nothing says a type, another one of them may."""
    import polars

    schema = frame.collect_schema()
    with _telling_of(polars):
        made = _storable(frame, schema, [name for name, type_ in schema.items() if type_ == polars.Null]).collect()
    try:
        return made.to_arrow()
    except ModuleNotFoundError:
        raise missing_package("pyarrow", "a generator of frames of Polars") from None


def _storable(frame, schema, kept=()):
    """The frame, lazy, with every column of a type that is stored, but for those that are `kept` as they are."""
    import polars

    _arrow.check_names(list(schema), "rename one of them: frame.rename({...})")
    frame, casts = frame.lazy(), []
    for name, type_ in schema.items():
        if _may_be_finer(type_):
            whole = partial(_expect_whole, name)
            frame = frame.with_columns(polars.col(name).map_batches(whole, return_dtype=type_))
        target = target_type(name, type_)
        if target != type_ and name not in kept:
            casts.append(polars.col(name).cast(target))
    return frame.with_columns(casts)


@contextmanager
def _telling_of(polars):
    try:
        yield
    except polars.exceptions.InvalidOperationError as error:
        if "conversion" in str(error) and re.search(r"from `u?i128` to", str(error)):
            raise _arrow.no_room(str(error), "pl.col(column).cast(pl.String)") from None
        raise


def _may_be_finer(type_):
    """Whether it has nanoseconds that a table has microseconds of: times of day, and moments with a zone."""
    import polars as pl

    if type_ in (pl.List, pl.Array):
        return _may_be_finer(type_.inner)
    if type_ == pl.Struct:
        return any(_may_be_finer(field.dtype) for field in type_.fields)
    return type_ == pl.Time or (type_ == pl.Datetime and type_.time_unit == "ns" and type_.time_zone is not None)


def _expect_whole(path, series, rows=None):
    """Ends the write where one is finer.

    rows  the number of the row of each value, where that is not its place
    """
    import polars as pl

    type_ = series.dtype
    rows = pl.int_range(1, len(series) + 1, eager=True) if rows is None else rows
    if not _may_be_finer(type_):
        return series
    if type_ in (pl.List, pl.Array):
        inside = pl.DataFrame({"row": rows, "value": series}).explode("value")
        _expect_whole(f"{path}[]", inside["value"], inside["row"])
    elif type_ == pl.Struct:
        for field in type_.fields:
            _expect_whole(f"{path}.{field.name}", series.struct.field(field.name), rows)
    else:
        finer = (series.to_physical() % 1000 != 0).fill_null(False)
        if finer.any():
            raise _too_fine(path, series, rows, finer.arg_max())
    return series


def _too_fine(path, series, rows, at):
    shown = series.dt.to_string("%T%.9f" if str(series.dtype) == "Time" else "%F %T%.9f")
    return AssetError(
        "ASSET_VALUE",
        f'column "{path}" has {shown[at]} in row {rows[at]}, which is finer than a microsecond',
        "cut it, or make the column text: pl.col(column).cast(pl.String)",
        facts={"column": path, "row": rows[at]},
    )


def target_type(path, type_):
    """The type that it is stored as. AssetError ASSET_VALUE where there is none."""
    import polars as pl

    if type_ == pl.Duration:
        raise _arrow.no_type(path, "durations", "store a number of seconds: pl.col(column).dt.total_seconds()")
    if type_ == pl.Object:
        raise _arrow.no_type(path, "Python objects", "make the column a type of Polars: pl.col(column).map_elements(str)")
    if type_ == pl.Null:
        return pl.String
    if type_ in (pl.Categorical, pl.Enum):
        return pl.String
    if type_ == pl.Datetime and type_.time_unit == "ns" and type_.time_zone is not None:
        return pl.Datetime("us", type_.time_zone)
    if type_ == getattr(pl, "Int128", None):
        return pl.Int64
    if type_ == getattr(pl, "UInt128", None):
        return pl.UInt64
    if type_ == getattr(pl, "Float16", None):
        return pl.Float32
    if type_ == pl.Struct:
        if len(type_.fields) == 0:
            raise _arrow.no_type(path, "structs without a field", "give it a field, or leave the column out")
        _arrow.check_fields(path, [field.name for field in type_.fields])
        return pl.Struct([pl.Field(f.name, target_type(f"{path}.{f.name}", f.dtype)) for f in type_.fields])
    if type_ in (pl.List, pl.Array):
        inner = target_type(f"{path}[]", type_.inner)
        return type_ if inner == type_.inner else pl.List(inner)
    return type_
