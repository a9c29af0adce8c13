"""Values that Arrow does not take, as those that it does: what is missing, moments and arrays of numpy's, and objects with fields."""

import dataclasses
import itertools

from assetstore._kinds import is_typed, kind_of
from assetstore._maps import Map


def plain_values(values):
    """The values, and what is inside of them; the same list where there is nothing to change."""
    types = set(map(type, values))
    changed = {type_: change for type_ in types if (change := _change_of(type_)) is not None}
    if changed:
        values = [changed[type(value)](value) if type(value) in changed else value for value in values]
        types = set(map(type, values))
    if any(issubclass(type_, dict) for type_ in types):
        values = _inside(values, lambda value: isinstance(value, dict), _entries)
    if any(kind_of(type_) == "list" for type_ in types):
        values = _inside(values, lambda value: kind_of(type(value)) == "list" and not is_typed(value), _items)
    return values


def fields_of(value):
    """What a model of pydantic's, a dataclass or a named tuple has, as a dict; None of everything else."""
    if has_fields(type(value)):
        return value.model_dump() if hasattr(value, "model_dump") else dataclasses.asdict(value)
    return value._asdict() if isinstance(value, tuple) and hasattr(value, "_asdict") else None


def has_fields(type_):
    return hasattr(type_, "__dataclass_fields__") or (hasattr(type_, "model_fields") and hasattr(type_, "model_dump"))


def _change_of(type_):
    if type_.__module__ == "numpy" and type_.__name__ in ("ndarray", "datetime64"):
        return _array if type_.__name__ == "ndarray" else _moment
    if has_fields(type_):
        return fields_of
    return _missing if kind_of(type_) is None else None


def _missing(_):
    return None


def _array(array):
    """One of several dimensions is a list of arrays; days are dates."""
    if array.ndim == 0:
        return array[()]
    if array.ndim > 1:
        return list(array)
    return array.tolist() if array.dtype.str[1:] in ("M8[D]", "M8") else array


def _moment(value):
    if value != value:
        return None
    unit = value.dtype.str[1:]
    if unit == "M8[D]":
        return value.item()
    if unit == "M8[ns]":
        return value
    try:
        whole = value.astype("datetime64[us]")
    except (OverflowError, TypeError, ValueError):
        return value
    # What Python has no moment for stays, and so does a month or a week.
    return value if unit in ("M8[Y]", "M8[M]", "M8[W]") or isinstance(whole.item(), int) else whole.item()


def _inside(values, is_one, shape):
    """What is in those of the values that hold others. `shape` gives the others of one, and one of others."""
    others_of, one_of = shape
    holders = [value for value in values if is_one(value)]
    others = list(itertools.chain.from_iterable(map(others_of, holders)))
    plain = plain_values(others)
    if plain is others:
        return values
    rest = iter(plain)
    return [one_of(value, rest) if is_one(value) else value for value in values]


_entries = (
    lambda value: value.values(),
    lambda value, rest: (Map if isinstance(value, Map) else dict)(zip(value, rest)),
)
_items = (lambda value: value, lambda value, rest: list(itertools.islice(rest, len(value))))
