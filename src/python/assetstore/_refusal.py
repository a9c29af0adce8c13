"""Which row it is that is no value of a column, and why."""

import enum

from assetstore._errors import AssetError
from assetstore._kinds import is_typed, kind_of
from assetstore._maps import are_maps
from assetstore._moments import expect_one_column


def keys_of(dicts):
    """The keys of all of them, each once, in their order; None where one is no text."""
    keys = {}
    for each in dicts:
        keys.update(dict.fromkeys(each))
    return keys if all(isinstance(key, str) for key in keys) else None


def refuse(name, values, nan_is_null):
    """Finds the two rows that differ, or the one that is nothing a table has. Told of the column as it is nested."""
    _locate(name, list(enumerate(values, 1)), nan_is_null)


def _locate(path, rows, nan_is_null):
    first = {}
    for row, value in rows:
        kind = kind_of(type(value))
        if kind is None or (nan_is_null and kind == "float" and value != value):
            continue
        if kind == "time" and value.tzinfo is not None:
            kind = "?time with a time zone"
        if kind.startswith("?"):
            raise AssetError(
                "ASSET_VALUE",
                f'column "{path}" has {shown(value)} in row {row}, and a table has no type for {kind[1:]}',
                _cure_of(kind[1:], value),
                facts={"column": path, "row": row, "type": kind[1:]},
            )
        first.setdefault(kind, (row, value))
        if len(first) > 1 and not set(first) <= {"int", "float"} and not set(first) <= {"int", "Decimal"}:
            (one, (row_a, a)), (other, (row_b, b)) = list(first.items())[0], (kind, (row, value))
            raise AssetError(
                "ASSET_VALUE",
                f'column "{path}" has {_a(one)} in row {row_a} and {_a(other)} in row {row_b}: {shown(a)}, {shown(b)}',
                "give the column one type: convert its values, or make them all text with str(value)",
                facts={"column": path, "row": row_b, "types": [one, other]},
            )
    if set(first) == {"datetime"}:
        expect_one_column(path, [(row, value) for row, value in rows if value is not None])
    if set(first) == {"list"}:
        _locate(f"{path}[]", [(r, each) for r, value in rows if _is_list(value) for each in value], nan_is_null)
    if set(first) == {"dict"}:
        dicts = [(row, value) for row, value in rows if isinstance(value, dict)]
        for row, value in dicts:
            for key in value:
                if not isinstance(key, str):
                    raise AssetError(
                        "ASSET_VALUE",
                        f'column "{path}" has the key {shown(key)} in row {row}, which is no text',
                        "make the keys text: {str(key): value for key, value in row.items()}",
                        facts={"column": path, "row": row},
                    )
        if are_maps([value for _, value in dicts]):
            _locate(f"{path}[]", [(row, each) for row, value in dicts for each in value.values()], nan_is_null)
            return
        for key in keys_of([value for _, value in dicts]):
            _locate(f"{path}.{key}", [(row, value.get(key)) for row, value in dicts], nan_is_null)


def _is_list(value):
    return kind_of(type(value)) == "list" and not is_typed(value)


def _cure_of(type_name, value):
    if isinstance(value, enum.Enum):
        return "store what it stands for: value.value, or value.name"
    if type_name == "time with a time zone":
        return "make it text: value.isoformat(), or leave the zone out: value.replace(tzinfo=None)"
    if type_name in ("timedelta", "Timedelta", "timedelta64"):
        return "store a number of seconds, as in value.total_seconds()"
    if type_name in ("set", "frozenset"):
        return "give it an order: sorted(value)"
    return "make it text, a number, a list or a dict: str(value)"


def _a(kind):
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def shown(value):
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
