"""Nested values whose type Arrow does not find by itself: those that have a MAP or a UUID inside."""

import itertools

from assetstore._maps import are_maps, holds_map


def need_type(values):
    """Whether one is a MAP or a UUID, or has one inside."""
    types = set(map(type, values))
    if any(type_.__name__ == "UUID" for type_ in types):
        return True
    if not any(issubclass(type_, (dict, list, tuple)) or type_.__name__ == "ndarray" for type_ in types):
        return False
    dicts = [value for value in values if isinstance(value, dict)]
    lists = [value for value in values if _is_list(value)]
    return (
        are_maps(dicts)
        or any(need_type(list(each.values())) for each in dicts)
        or (bool(lists) and need_type(list(itertools.chain.from_iterable(lists))))
    )


def array_by_type(values, *, from_pandas):
    """The Arrow array of such values."""
    import pyarrow

    type_ = _type_of(values, from_pandas)
    stored = _stored(type_)
    array = pyarrow.array([_entries(value, type_) for value in values], type=stored, from_pandas=from_pandas)
    return array if stored == type_ else array.cast(type_)


def _is_list(value):
    return isinstance(value, (list, tuple)) or (hasattr(value, "dtype") and value.dtype == object)


def _type_of(values, from_pandas):
    import pyarrow

    dicts = [value for value in values if isinstance(value, dict)]
    if dicts and are_maps(dicts):
        inside = [each for value in dicts for each in value.values()]
        return pyarrow.map_(pyarrow.string(), _type_of(inside, from_pandas))
    if dicts:
        names = dict.fromkeys(itertools.chain.from_iterable(dicts))
        return pyarrow.struct([(name, _type_of([value.get(name) for value in dicts], from_pandas)) for name in names])
    lists = [value for value in values if _is_list(value)]
    if lists and need_type(lists):
        return pyarrow.list_(_type_of(list(itertools.chain.from_iterable(lists)), from_pandas))
    return pyarrow.array(values, from_pandas=from_pandas).type


def _stored(type_):
    """The type with the bytes of UUIDs, which Arrow makes no nested column of."""
    import pyarrow

    if pyarrow.types.is_map(type_):
        return pyarrow.map_(type_.key_type, _stored(type_.item_type))
    if pyarrow.types.is_struct(type_):
        return pyarrow.struct([(field.name, _stored(field.type)) for field in type_])
    if pyarrow.types.is_list(type_):
        return pyarrow.list_(_stored(type_.value_type))
    return type_.storage_type if isinstance(type_, pyarrow.BaseExtensionType) else type_


def _entries(value, type_):
    """What Arrow takes for a MAP is a list of its entries, and for a UUID its bytes."""
    import pyarrow

    if isinstance(type_, pyarrow.BaseExtensionType):
        return None if value is None else value.bytes
    if not (isinstance(value, dict) or _is_list(value)) or _stored(type_) == type_ and not holds_map(type_):
        return value
    if pyarrow.types.is_map(type_):
        return [(key, _entries(each, type_.item_type)) for key, each in value.items()]
    if pyarrow.types.is_struct(type_):
        return {field.name: _entries(value.get(field.name), field.type) for field in type_}
    return [_entries(each, type_.value_type) for each in value]
