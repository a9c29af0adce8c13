"""The decorators. They note what they were given on the function, and change nothing else about it."""

import functools

from assetstore._dagster import unknown_option
from assetstore._errors import AssetError
from assetstore._specs import graph_of

_SLOT = "__assetstore__"


class Definition:
    """What a decorator was given.

    rows    the column that names a row, where the function is called row by row
    batch   how many rows it is called with at once; None is one row a call
    schema  a pydantic model that each row of the result has to be
    key     the name that it gives the asset, in its namespaces; None where it is that of the function
    graph   which assets its parameters read, and which are made before it
    blocks  of a check: a version that it refuses is held back
    checks  of an asset: the checks that it judges itself, and whether each of them blocks
    is_graph  it calls ops, which are given what is no table
    """

    __slots__ = ("kind", "rows", "batch", "schema", "key", "graph", "blocks", "checks", "is_graph")

    def __init__(self, kind, rows, batch, schema, own_name, said):
        self.kind, self.rows, self.batch, self.schema = kind, rows, batch, schema
        self.graph = graph_of(own_name, said)
        self.key, self.blocks = self.graph["key"], said.get("blocking", True)
        self.is_graph = said.get("graph", False)
        self.checks = {one.name: one.blocking for one in said.get("check_specs") or []}


def definition_of(function):
    """The definition of a decorated function; None where no decorator of ours was used."""
    while function is not None:
        found = getattr(function, "__dict__", {}).get(_SLOT)
        if found is not None:
            return found
        function = getattr(function, "__wrapped__", None)
    return None


def _telling_options(decorator):
    """An option that it does not have is told as a mistake of the file, with its cure."""
    known = tuple(decorator.__kwdefaults__ or ())

    @functools.wraps(decorator)
    def telling(function=None, /, **options):
        for name in options:
            if name not in known:
                raise unknown_option(decorator.__name__, name, known)
        return decorator(function, **options)

    return telling


def _decorator(kind, function, *, rows=None, batch=None, schema=None, said=None):
    if function is None:
        return functools.partial(_decorator, kind, rows=rows, batch=batch, schema=schema, said=said)
    if not callable(function):
        raise AssetError(
            "ASSET_OPTIONS",
            f"@{kind} was given {function!r}, which is no function",
            f"write @{kind} alone, or name its options: @{kind}(rows='id')",
        )
    if batch is not None and rows is None:
        raise AssetError(
            "ASSET_OPTIONS",
            f"@{kind} has batch={batch!r} and no rows=, so that nothing says what a row is named by",
            f"name the column that is another for every row: @{kind}(rows='id', batch={batch!r})",
        )
    if rows is not None and (not isinstance(rows, str) or rows == ""):
        raise AssetError(
            "ASSET_OPTIONS", f"@{kind} has rows={rows!r}", "give rows the name of a column, as in rows='id'"
        )
    if batch is not None and (not isinstance(batch, int) or isinstance(batch, bool) or batch < 1):
        raise AssetError("ASSET_OPTIONS", f"@{kind} has batch={batch!r}", "give batch a whole number of at least 1")
    if schema is not None and not hasattr(schema, "model_validate"):
        raise AssetError(
            "ASSET_OPTIONS",
            f"@{kind} has schema={schema!r}, which is no pydantic model",
            "give schema a class that is made from pydantic.BaseModel",
        )
    if rows is not None and (said or {}).get("check_specs"):
        raise AssetError(
            "ASSET_OPTIONS",
            f"@{kind} has check_specs= and rows=: called row by row, it sees no whole table to judge",
            "make each check a function with @asset_check",
        )
    setattr(function, _SLOT, Definition(kind, rows, batch, schema, getattr(function, "__name__", ""), said or {}))
    return function


@_telling_options
def asset(
    function=None,
    /,
    *,
    rows=None,
    batch=None,
    schema=None,
    description=None,
    group_name=None,
    owners=None,
    kinds=None,
    compute_kind=None,
    tags=None,
    name=None,
    key=None,
    key_prefix=None,
    ins=None,
    deps=None,
    non_argument_deps=None,
    partitions_def=None,
    backfill_policy=None,
    retry_policy=None,
    code_version=None,
    required_resource_keys=None,
    io_manager_key=None,
    io_manager_def=None,
    automation_condition=None,
    auto_materialize_policy=None,
    freshness_policy=None,
    metadata=None,
    op_tags=None,
    pool=None,
    check_specs=None,
):
    """A function that makes a table. Its positional parameters name the assets that it reads.

    rows    it is called row by row: with one row as a dict, for each row of its one table that is new or was changed;
            `rows` is the column that is another for every row. It returns the row, or any number of them as a list
    batch   with `rows`: it is called with a list of so many rows, or a frame of them, and returns as many in their order
    schema  a pydantic model: each row has to be one. What becomes of those that are not is said where the asset is
            exported (onInvalid)

    The others are those of Dagster. They are read where the project is loaded, where nothing runs: as values that are
    written out, in this file or in another of the project. What the export says goes before them. Those behind
    `required_resource_keys` do nothing here, which is told where the project is read.
    """
    said = {"name": name, "key": key, "key_prefix": key_prefix, "ins": ins, "deps": deps, "non_argument_deps": non_argument_deps, "check_specs": check_specs}
    return _decorator("asset", function, rows=rows, batch=batch, schema=schema, said=said)


@_telling_options
def graph_asset(
    function=None,
    /,
    *,
    name=None,
    key=None,
    key_prefix=None,
    ins=None,
    description=None,
    group_name=None,
    owners=None,
    kinds=None,
    tags=None,
    partitions_def=None,
    backfill_policy=None,
    code_version=None,
    metadata=None,
    automation_condition=None,
    auto_materialize_policy=None,
    freshness_policy=None,
):
    """An asset that ops make, each of the result of the one before: `def a(raw): return counted(cleaned(raw))`.

    The ops are parts of its code, and one call runs them all: what fails is tried again from the first of them.
    """
    said = {"name": name, "key": key, "key_prefix": key_prefix, "ins": ins, "graph": True}
    return _decorator("asset", function, said=said)


@_telling_options
def check(function=None, /):
    """A function that judges tables: it returns a bool, a dict with `passed`, or a frame of the rows that fail."""
    return _decorator("check", function)


@_telling_options
def asset_check(
    function=None, /, *, asset=None, name=None, description=None, blocking=False, additional_ins=None, additional_deps=None, partitions_def=None
):
    """A check as Dagster has it: `@asset_check(asset="orders")`. It warns, and blocks where `blocking` says so.

    Its parameter is the rows of that asset, under any name. It returns an AssetCheckResult or a bool.
    """
    if asset is None:
        raise AssetError("ASSET_OPTIONS", "@asset_check has no asset=", "name the asset that it judges: @asset_check(asset='orders')")
    said = {"asset": asset, "name": name, "ins": additional_ins, "deps": additional_deps, "blocking": blocking}
    return _decorator("check", function, said=said)


@_telling_options
def source(function=None, /, *, schema=None):
    """A function that reads what is made elsewhere: it has no positional parameters."""
    return _decorator("source", function, schema=schema)
