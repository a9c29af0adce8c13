"""Python's own values as a column: every value of a column is of one kind, or the column and the row are told."""

import itertools

from assetstore._dagster import returned_cure
from assetstore._errors import AssetError
from assetstore._kinds import is_typed, kind_of
from assetstore._maps import are_maps
from assetstore._moments import are_one_column
from assetstore._plain import plain_values
from assetstore._refusal import keys_of, refuse, shown
from assetstore._typed import array_by_type, need_type


def array_of(name, values, *, nan_is_null=False):
    """The Arrow array of a list of Python's values.

    nan_is_null  as in pandas, a NaN is a value that is missing, and not a number

    AssetError ASSET_VALUE, with the column and the row, for what is no column.
    """
    import pyarrow

    values = plain_values(values)
    try:
        kinds = _check(values, nan_is_null)
    except _Mixed:
        refuse(name, values, nan_is_null)
        raise
    if nan_is_null and {"list", "dict"} & set(kinds.values()):
        # Of a whole value that is missing NaN is the sign; inside of one it is a number like any other.
        values = [None if kinds.get(type(value)) == "float" else value for value in values]
        nan_is_null = False
    try:
        if {"list", "dict"} & set(kinds.values()) and need_type(values):
            return _wide_decimals(array_by_type(values, from_pandas=nan_is_null))
        return _wide_decimals(pyarrow.array(values, from_pandas=nan_is_null))
    except (pyarrow.ArrowException, OverflowError, UnicodeEncodeError, ValueError, TypeError) as error:
        return _second_try(name, values, nan_is_null, error)


def _second_try(name, values, nan_is_null, error):
    """Integers that a signed one has no room for; of everything else, the row."""
    import pyarrow

    if isinstance(error, OverflowError):
        try:
            return pyarrow.array(values, type=pyarrow.uint64(), from_pandas=nan_is_null)
        except (pyarrow.ArrowException, OverflowError, TypeError):
            pass
    low, high = 0, len(values)
    # The shortest beginning that fails ends with the row.
    while high - low > 1:
        middle = (low + high) // 2
        try:
            pyarrow.array(values[:middle], from_pandas=nan_is_null)
            low = middle
        except (pyarrow.ArrowException, OverflowError, UnicodeEncodeError, ValueError, TypeError):
            high = middle
    raise AssetError(
        "ASSET_VALUE",
        f'column "{name}" has {shown(values[high - 1])} in row {high}, which cannot be stored: {error}',
        "give the column values of one type that a table has, or make them text: str(value)",
        facts={"column": name, "row": high},
    ) from None


def _wide_decimals(array):
    """Python's decimals say how many digits each of them has. A column whose type follows from that changes with its data."""
    type_ = _wide(array.type)
    return array if type_ == array.type else array.cast(type_)


def _wide(type_):
    import pyarrow

    if pyarrow.types.is_decimal(type_):
        return pyarrow.decimal128(38, type_.scale) if type_.precision <= 38 else type_
    if pyarrow.types.is_map(type_):
        return pyarrow.map_(type_.key_type, _wide(type_.item_type))
    if pyarrow.types.is_struct(type_):
        return pyarrow.struct([(field.name, _wide(field.type)) for field in type_])
    if pyarrow.types.is_list(type_):
        inner = _wide(type_.value_type)
        return type_ if inner == type_.value_type else pyarrow.list_(inner)
    return type_


class _Mixed(Exception):
    """What is wrong, said without the place: that is looked for when it is needed."""


def _check(values, nan_is_null):
    """Holds the values, and what is inside of them, to one kind. Class -> kind."""
    kinds = {type_: kind_of(type_) for type_ in set(map(type, values))}
    found = {kind for kind in kinds.values() if kind is not None}
    if nan_is_null and "float" in found and len(found) > 1 and not found <= {"int", "float"}:
        if all(value != value for value in values if kinds[type(value)] == "float"):
            found.discard("float")
    if len(found) > 1 and not found <= {"int", "float"} and not found <= {"int", "Decimal"}:
        raise _Mixed()
    for kind in found:
        if kind.startswith("?"):
            raise _Mixed()
    if "datetime" in found and not are_one_column([value for value in values if kinds[type(value)] == "datetime"]):
        raise _Mixed()
    if "time" in found and any(value.tzinfo is not None for value in values if kinds[type(value)] == "time"):
        raise _Mixed()
    if found == {"list"}:
        inside = [value for value in values if kinds[type(value)] == "list" and not is_typed(value)]
        _check(list(itertools.chain.from_iterable(inside)), nan_is_null)
    if found == {"dict"}:
        rows = [value for value in values if kinds[type(value)] == "dict"]
        names = keys_of(rows)
        if names is None:
            raise _Mixed()
        if are_maps(rows):
            _check([each for row in rows for each in row.values()], nan_is_null)
        else:
            for name in names:
                _check([row.get(name) for row in rows], nan_is_null)
    return kinds


def table_of_rows(rows, *, first=1):
    """The Arrow table of dicts. A key that a dict lacks is null there; the order of the columns is that of the keys.

    first  the number of the first row, for messages
    """
    import pyarrow

    names = {}
    for row, value in enumerate(rows, first):
        if not isinstance(value, dict):
            raise AssetError(
                "ASSET_RESULT",
                f"row {row} of the result is {shown(value)}, which is no dict",
                returned_cure(value) or "return dicts whose keys are the columns, such as {'id': 1, 'text': 'a'}",
                facts={"row": row},
            )
        if value.keys() - names.keys():
            names.update(dict.fromkeys(value))
    if not names:
        raise AssetError(
            "ASSET_RESULT", "the rows of the result are dicts without a key", "return dicts whose keys are the columns"
        )
    for name in names:
        if not isinstance(name, str) or name == "":
            raise AssetError(
                "ASSET_VALUE", f"a column of the result is named {name!r}", "name the columns by text", facts={}
            )
    arrays = [_placed(array_of, name, [row.get(name) for row in rows], first) for name in names]
    return pyarrow.Table.from_arrays(arrays, names=list(names))


def _placed(make, name, values, first):
    """Rows are told by their place in the whole result."""
    if first == 1:
        return make(name, values)
    # Only an error is told otherwise: the rows before are there as rows without a value.
    try:
        return make(name, values)
    except AssetError as error:
        if "row" in error.facts:
            make(name, [*itertools.repeat(None, first - 1), *values])
        raise
