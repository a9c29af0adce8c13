"""Frames of Polars, which reads and writes Parquet itself: pyarrow is not needed for them."""

from assetstore import _arrow
from assetstore._errors import AssetError


def write_polars(frame, path):
    """Writes a DataFrame, or a LazyFrame as it is computed. The names of the columns in which nothing says a type."""
    import polars

    is_lazy = isinstance(frame, polars.LazyFrame)
    schema = frame.collect_schema()
    if len(schema) == 0:
        return None
    _arrow.check_names(list(schema), "rename one of them: frame.rename({...})")
    casts, nanoseconds = [], []
    for name, type_ in schema.items():
        target = target_type(name, type_)
        if target != type_:
            casts.append(polars.col(name).cast(target))
        if type_ == polars.Time:
            nanoseconds.append(name)
    frame = _micros(frame if is_lazy else frame.lazy(), nanoseconds).with_columns(casts)
    options = {"compression": "zstd", "compression_level": 1}
    try:
        if is_lazy:
            frame.sink_parquet(path, **options)
        else:
            frame.collect().write_parquet(path, row_group_size=122_880, **options)
    except polars.exceptions.InvalidOperationError as error:
        if casts and "conversion" in str(error):
            raise AssetError(
                "ASSET_VALUE", f"a value of the result has no room in a table: {str(error).partition(chr(10))[0]}", "make the column text: pl.col(column).cast(pl.String)"
            ) from None
        raise
    return [name for name, type_ in schema.items() if type_ == polars.Null]


def _micros(frame, names):
    """A time of day is in nanoseconds always: one that is finer than a microsecond ends the write."""
    import polars

    for name in names:
        frame = frame.with_columns(
            polars.col(name).map_batches(lambda s, name=name: _whole(s, name), return_dtype=polars.Time)
        )
    return frame


def _whole(series, name):
    import polars

    finer = (series.cast(polars.Int64) % 1000 != 0).fill_null(False)
    if finer.any():
        row = finer.arg_max() + 1
        raise AssetError(
            "ASSET_VALUE",
            f'column "{name}" has {series.dt.to_string("%T%.9f")[row - 1]} in row {row}, which is finer than a microsecond',
            "cut it, or make the column text: pl.col(column).cast(pl.String)",
            facts={"column": name, "row": row},
        )
    return series


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
    if type_ == getattr(pl, "Int128", None):
        return pl.Int64
    if type_ == getattr(pl, "UInt128", None):
        return pl.UInt64
    if type_ == getattr(pl, "Float16", None):
        return pl.Float32
    if type_ == pl.Struct:
        if len(type_.fields) == 0:
            raise _arrow.no_type(path, "structs without a field", "give it a field, or leave the column out")
        return pl.Struct([pl.Field(f.name, target_type(f"{path}.{f.name}", f.dtype)) for f in type_.fields])
    if type_ in (pl.List, pl.Array):
        inner = target_type(f"{path}[]", type_.inner)
        return type_ if inner == type_.inner else pl.List(inner)
    return type_

