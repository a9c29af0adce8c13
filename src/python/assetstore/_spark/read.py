"""Tables in, for Spark: it reads the store's files by their paths."""

from assetstore import _spark
from assetstore._errors import AssetError

_GLOB = set("[]{}*?\\")


def read_spark(name, files):
    spark = _spark.session()
    _check_columns(name, files)
    # Spark's own options: dates before 1582 are what they are, and the columns of the first file are those of all.
    reader = spark.read.option("datetimeRebaseMode", "CORRECTED").option("mergeSchema", "false")
    if any(_GLOB & set(file) for file in files):
        reader = reader.option("__globPaths__", "false")
    try:
        frame = reader.parquet(*map(_spark.uri, files))
        is_seen = len(frame.columns) > 0
    except Exception as error:
        if "PATH_NOT_FOUND" not in str(error):
            raise
        is_seen = False
    if not is_seen:
        raise _spark.unseen(f"does not see {files[0]}, which is {name}", {"asset": name, "file": files[0]})
    return frame


def _check_columns(name, files):
    """Columns that Spark reads as something else, or not at all. Without pyarrow, Spark itself says so."""
    try:
        import pyarrow.parquet as parquet
    except ModuleNotFoundError:
        return
    for field in parquet.read_schema(files[0]):
        _check_type(name, field.name, field.type)


def _check_type(name, path, type_):
    import pyarrow

    kinds = pyarrow.types
    wrong = None
    if kinds.is_time(type_):
        wrong = "times of day"
    if kinds.is_timestamp(type_) and type_.unit == "ns":
        wrong = "moments in nanoseconds"
    if wrong is not None:
        raise AssetError(
            "ASSET_VALUE",
            f'column "{path}" of {name} has {wrong}, which Spark does not read',
            "make it text or a TIMESTAMP in an asset between: cast(… as varchar)",
            facts={"asset": name, "column": path},
        )
    for at in range(type_.num_fields):
        _check_type(name, f"{path}.{type_.field(at).name}", type_.field(at).type)
