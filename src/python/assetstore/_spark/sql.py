"""SQL of the project that Spark runs: over views of the store's files, and into parts as a frame of Spark is written."""

import re

from assetstore import _spark
from assetstore._errors import AssetError
from assetstore._spark.errors import message_of
from assetstore._spark.read import read_spark
from assetstore._spark.write import write_spark


def run_sql(request):
    """asset, text with named markers, their values, tables as views, and out: where the parts go."""
    spark = _spark.session()
    from pyspark.errors import PySparkException

    try:
        given = set()
        for table in request["tables"]:
            frame = read_spark(table["view"], table["files"])
            frame = frame if table["columns"] is None else frame.select(*map(_quoted, table["columns"]))
            frame.createOrReplaceTempView(_view_name(table["view"]))
            given.update(table["files"])
        # As a subquery it can only be a query: what is not one would be done at once.
        text = f"SELECT * FROM (\n{request['text'].strip().rstrip(';')}\n)"
        frame = spark.sql(text, args=request["values"]) if request["values"] else spark.sql(text)
        _expect_given(request["asset"], frame, given)
        return {"result": "file", **write_spark(frame, request["out"])}
    except PySparkException as error:
        raise AssetError(
            "ASSET_SQL",
            f"the sql of {request['asset']} does not run on Spark: {_in_lines_of_text(message_of(error))}",
            "mend the statement; it is in the words of Spark's SQL",
            facts={"asset": request["asset"]},
        ) from None


def _quoted(name):
    return "`" + name.replace("`", "``") + "`"


def _view_name(name):
    """Spark parses what it is given; other servers take backticks for a part of the name."""
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else _quoted(name)


def _in_lines_of_text(message):
    """Our own line stands before the statement."""
    return re.sub(r"\bline (\d+)", lambda found: f"line {int(found[1]) - 1}", message)


def _expect_given(asset, frame, given):
    """A file that the statement names itself would be read, and nobody would see it change."""
    try:
        read = frame.inputFiles()
    except Exception as error:
        if "Unsupported" not in type(error).__name__:
            raise
        return
    others = sorted(path for path in map(_path_of, read) if path not in given)
    if others:
        raise AssetError(
            "ASSET_SQL",
            f"the sql of {asset} reads {others[0]} by itself, where nobody would see it change",
            "make it a source, such as source.table(…), name it as a parameter, and write the parameter where the file stands",
            facts={"asset": asset, "files": others},
        )


def _path_of(uri):
    from urllib.parse import unquote

    return unquote(re.sub(r"^file:/*", "/", uri))
