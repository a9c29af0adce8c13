"""Frames of Spark out: Spark itself writes a folder of parts, so that no row of them comes here."""

import os

from assetstore import _arrow, _spark

# Servers that have no observed metrics, so that rows are counted where they were written.
_without_metrics = set()

# By itself Spark writes moments in a form that has no time zone; days before 1582 are what they are.
_EXACT = {
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.writeLegacyFormat": "false",
}


def write_spark(frame, path):
    """Writes a folder of parts: {"unknown": columns whose type nothing says, "files": the parts, "rows": how many rows}."""
    from pyspark.sql import functions as F

    schema = frame.schema
    if len(schema.fields) == 0:
        return None
    _arrow.check_names([field.name for field in schema.fields], "rename one of them: frame.withColumnRenamed(...)")
    columns = [F.col(f"`{field.name.replace('`', '``')}`") for field in schema.fields]
    targets = [_target(field.name, field.dataType) for field in schema.fields]
    if any(target is not None for target in targets):
        cast = [c if t is None else c.cast(t).alias(f.name) for c, t, f in zip(columns, targets, schema.fields)]
        frame = frame.select(*cast)
    folder = f"{path}.parts"
    rows = _write_parts(frame, folder)
    files = _parts_in(folder)
    if not files:
        if rows > 0:
            raise _spark.unseen(f"has written {rows} rows, and none of them is in {folder}", {"rows": rows})
        files = [_write_empty(frame, path)]
    return {"unknown": [f.name for f in schema.fields if f.dataType.typeName() == "void"], "files": files, "rows": rows}


def _write_parts(frame, folder):
    """How many rows were written, as the cluster has counted them."""
    from pyspark.sql import Observation, functions as F

    spark = frame.sparkSession
    with _conf(spark, _EXACT):
        if spark.version not in _without_metrics:
            counted = Observation()
            try:
                _save(frame.observe(counted, F.count(F.lit(1)).alias("rows")), folder)
                return counted.get["rows"]
            except Exception as error:
                if "UnsupportedOperation" not in type(error).__name__:
                    raise
                _without_metrics.add(spark.version)
        _save(frame, folder)
    written = spark.read.parquet(_spark.uri(folder))
    return written.count() if written.columns else 0


def _save(frame, folder):
    frame.write.option("compression", "zstd").parquet(_spark.uri(folder))


class _conf:
    """Settings of a session for as long as a block lasts."""

    def __init__(self, spark, values):
        self._spark, self._values, self._before = spark, values, {}

    def __enter__(self):
        for name, value in self._values.items():
            self._before[name] = self._spark.conf.get(name, None)
            self._spark.conf.set(name, value)

    def __exit__(self, *_):
        for name, value in self._before.items():
            if value is None:
                self._spark.conf.unset(name)
            else:
                self._spark.conf.set(name, value)


def _parts_in(folder):
    """What the write that is over has put there, in the order of Spark's partitions."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    parts = [name for name in names if name.endswith(".parquet") and name[0] not in "_."]
    return [os.path.join(folder, name) for name in sorted(parts, key=_place_of)]


def _place_of(name):
    number = name.removeprefix("part-").partition("-")[0]
    return (int(number) if number.isdigit() else 0, name)


def _write_empty(frame, path):
    """Some servers write no file where there is no row."""
    from assetstore._parquet import ParquetFile

    file = ParquetFile(path)
    file.add(frame.limit(0).toArrow())
    file.finish()
    return path


_REFUSED = {
    "DayTimeIntervalType": ("intervals", "store a number of seconds, or make it text: F.col(column).cast('string')"),
    "YearMonthIntervalType": ("intervals", "store a number of months, or make it text: F.col(column).cast('string')"),
    "CalendarIntervalType": ("intervals", "make it text: F.col(column).cast('string')"),
    "TimeType": ("times of day, which Spark does not write", "make it text: F.col(column).cast('string')"),
    "VariantType": ("variants", "make it text: F.to_json(column), or take its parts: F.variant_get(...)"),
    "GeometryType": ("geometries", "make it bytes: F.st_asbinary(column)"),
    "GeographyType": ("geographies", "make it bytes: F.st_asbinary(column)"),
}


def _target(path, type_):
    """The type that it is stored as; None where it stays. AssetError ASSET_VALUE where there is none."""
    from pyspark.sql import types as T

    refused = _REFUSED.get(type(type_).__name__)
    if refused is not None:
        raise _arrow.no_type(path, *refused)
    if isinstance(type_, T.UserDefinedType):
        cure = "make it a list: pyspark.ml.functions.vector_to_array(column)"
        raise _arrow.no_type(path, f"values of {type(type_).__name__}", cure)
    if isinstance(type_, T.NullType):
        return T.StringType()
    if isinstance(type_, T.ArrayType):
        inside = _target(f"{path}[]", type_.elementType)
        return None if inside is None else T.ArrayType(inside, type_.containsNull)
    if isinstance(type_, T.MapType):
        key, of = _target(f"{path}.key", type_.keyType), _target(f"{path}.value", type_.valueType)
        if key is None and of is None:
            return None
        return T.MapType(key or type_.keyType, of or type_.valueType, type_.valueContainsNull)
    if isinstance(type_, T.StructType):
        targets = [_target(f"{path}.{field.name}", field.dataType) for field in type_.fields]
        if not targets:
            raise _arrow.no_type(path, "structs without a field", "give it a field, or leave the column out")
        if all(target is None for target in targets):
            return None
        fields = [T.StructField(f.name, t or f.dataType, f.nullable) for f, t in zip(type_.fields, targets)]
        return T.StructType(fields)
    return None
