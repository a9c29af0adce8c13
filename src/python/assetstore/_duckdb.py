"""A relation of DuckDB's, which writes Parquet itself."""

import re

from assetstore import _arrow

# Parquet would make a DOUBLE of these, or lose parts of them.
_STORED = {"HUGEINT": "BIGINT", "UHUGEINT": "UBIGINT", "ENUM": "VARCHAR", "BIT": "VARCHAR", "BIGNUM": "VARCHAR"}


def write_relation(relation, path):
    _arrow.check_names(relation.columns, "give every column a name of its own: … AS name")
    selected, unknown = [], []
    for name, type_ in zip(relation.columns, relation.types):
        target = _target(name, type_)
        quoted = _quoted(name)
        if str(type_) in ('"NULL"', "NULL"):
            unknown.append(name)
        selected.append(quoted if target is None else f"CAST({quoted} AS {target}) AS {quoted}")
    try:
        relation.project(", ".join(selected)).write_parquet(path, compression="zstd", row_group_size=122_880)
    except Exception as error:
        if type(error).__name__ == "ConversionException" and re.search(r"Type U?INT128 with value", str(error)):
            raise _arrow.no_room(str(error).removeprefix("Conversion Error: "), "CAST(column AS VARCHAR)") from None
        raise
    return unknown


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _target(path, type_):
    """The type that it is stored as, in SQL; None where it stays."""
    if type_.id == "interval":
        raise _arrow.no_type(path, "intervals", "store a number of seconds: epoch(column)")
    if type_.id in ("list", "array"):
        (child,) = [each for label, each in type_.children if label == "child"]
        inside = _target(f"{path}[]", child)
        return None if inside is None else f"{inside}[]"
    if type_.id == "struct":
        targets = [(label, child, _target(f"{path}.{label}", child)) for label, child in type_.children]
        if all(target is None for _, _, target in targets):
            return None
        return f"STRUCT({', '.join(f'{_quoted(label)} {target or child}' for label, child, target in targets)})"
    if type_.id == "map":
        (key, of) = (child for _, child in type_.children)
        targets = _target(f"{path}.key", key), _target(f"{path}.value", of)
        return None if targets == (None, None) else f"MAP({targets[0] or key}, {targets[1] or of})"
    name = str(type_).partition("(")[0].strip('"')
    return "VARCHAR" if name in ("NULL", "TIME WITH TIME ZONE", "TIME_NS") else _STORED.get(name)
