"""A frame of pandas as an Arrow table."""

from assetstore import _arrow, _values
from assetstore._errors import AssetError, missing_package


def table_of_pandas(frame):
    """NaN, NaT and NA are values that are missing, as pandas has it, save in columns of Arrow's own types."""
    try:
        import pyarrow
    except ModuleNotFoundError:
        raise missing_package("pyarrow", "a pandas.DataFrame that is returned") from None
    if type(frame).__name__ == "Series" or not hasattr(frame, "columns"):
        frame = _frame_of_series(frame)
    frame = _with_index(frame)
    if len(frame.columns) == 0 and len(frame) > 0:
        raise AssetError("ASSET_RESULT", f"the result has {len(frame)} rows and no column", "give the frame its columns")
    names = _names(frame)
    arrays = [_column(name, frame.iloc[:, at]) for at, name in enumerate(names)]
    return pyarrow.Table.from_arrays(arrays, names=names)


def _frame_of_series(series):
    if series.name is None:
        raise AssetError(
            "ASSET_RESULT",
            "the result is a pandas.Series without a name, so that nothing says what its column is called",
            "return series.to_frame('name')",
        )
    return series.to_frame()


def _with_index(frame):
    """An index that has a name has data in it; one of numbers that has none is the places of the rows."""
    names = list(frame.index.names)
    if any(name is not None for name in names):
        taken = [name for name in names if name is not None and name in frame.columns]
        if taken or None in names:
            raise AssetError(
                "ASSET_RESULT",
                f"the index of the result has the names {names}, of which one is missing or is a column as well",
                "return frame.reset_index(drop=True), or name the levels of the index as columns that are not there yet",
            )
        return frame.reset_index()
    if len(frame) > 0 and (frame.index.nlevels > 1 or frame.index.dtype.kind not in "iu"):
        raise AssetError(
            "ASSET_RESULT",
            f"the index of the result has values of the type {frame.index.dtype} and no name, so that it is no column",
            "return frame.reset_index(names='name') to keep them, or frame.reset_index(drop=True) to leave them out",
        )
    return frame


def _names(frame):
    if frame.columns.nlevels > 1:
        raise AssetError(
            "ASSET_VALUE",
            f"the columns of the result have {frame.columns.nlevels} levels, such as {frame.columns[0]!r}",
            "make them one: frame.columns = ['_'.join(map(str, name)) for name in frame.columns]",
        )
    names = list(frame.columns)
    for name in names:
        if not isinstance(name, str):
            raise AssetError(
                "ASSET_VALUE",
                f"a column of the result is named {name!r}, which is no text",
                "name the columns by text: frame.columns = frame.columns.map(str)",
                facts={"column": str(name)},
            )
    _arrow.check_names(names, "rename one of them, or leave it out: frame.loc[:, ~frame.columns.duplicated()]")
    return names


def _column(name, series):
    import pyarrow

    kind = getattr(series.dtype, "kind", "O")
    if type(series.dtype).__name__ == "SparseDtype":
        series = series.sparse.to_dense()
    if kind == "c":
        raise _arrow.no_type(name, "complex numbers", "store their real and imaginary parts as two columns")
    if getattr(series.dtype, "byteorder", "=") not in ("=", "|"):
        series = series.astype(series.dtype.newbyteorder("="))
    array = _values.array_of(name, series.tolist(), nan_is_null=True) if series.dtype == object else _typed(name, series)
    return array if isinstance(array, pyarrow.ChunkedArray) else pyarrow.chunked_array([array])


def _typed(name, series):
    import pyarrow

    # Arrow's own types tell NaN from null already.
    is_arrow = type(series.dtype).__name__ == "ArrowDtype"
    try:
        return pyarrow.array(series.array if is_arrow else series, from_pandas=None if is_arrow else True)
    except (pyarrow.ArrowException, OverflowError, UnicodeEncodeError, ValueError, TypeError):
        # One by one, so that the row is told.
        return _values.array_of(name, series.tolist(), nan_is_null=True)
