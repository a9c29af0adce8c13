"""MAPs of SQL as Python's values, both ways: their keys are data, and not the fields of a struct."""

import itertools


class Map(dict):
    """A dict that is stored as a MAP: its keys are text, its values of one type, and no row gets the keys of another.

    A table gives its MAPs as these. A column in which one stands has MAPs in every row.
    """

    def copy(self):
        return Map(self)

    def __or__(self, other):
        return Map({**self, **other})

    def __ror__(self, other):
        return Map({**other, **self})


def values_of(column):
    """The values of an Arrow array, as Python has them."""
    values = column.to_pylist()
    return [_restored(value, column.type) for value in values] if holds_map(column.type) else values


def rows_of(table):
    """The rows of an Arrow table, or of a batch of one, as dicts."""
    if not any(holds_map(field.type) for field in table.schema):
        return table.to_pylist()
    names = table.schema.names
    columns = [values_of(column) for column in table.columns]
    return [dict(zip(names, row)) for row in zip(*columns)]


def holds_map(type_):
    import pyarrow

    return pyarrow.types.is_map(type_) or any(holds_map(type_.field(at).type) for at in range(type_.num_fields))


def _restored(value, type_):
    import pyarrow

    if value is None or not holds_map(type_):
        return value
    if pyarrow.types.is_map(type_):
        return Map((key, _restored(each, type_.item_type)) for key, each in value)
    if pyarrow.types.is_struct(type_):
        return {field.name: _restored(value[field.name], field.type) for field in type_}
    return [_restored(each, type_.value_type) for each in value]


def are_maps(values):
    """Whether dicts among them are MAPs: one of them is."""
    return Map in set(map(type, values))


def hold_map(values):
    """Whether one is a MAP, or has one inside."""
    if not any(issubclass(type_, (dict, list, tuple)) or type_.__name__ == "ndarray" for type_ in set(map(type, values))):
        return False
    dicts = [value for value in values if isinstance(value, dict)]
    lists = [value for value in values if isinstance(value, (list, tuple)) or _is_array_of_objects(value)]
    return (
        are_maps(dicts)
        or any(hold_map(list(each.values())) for each in dicts)
        or (bool(lists) and hold_map(list(itertools.chain.from_iterable(lists))))
    )


def _is_array_of_objects(value):
    return hasattr(value, "dtype") and value.dtype == object


def array_of_maps(values, *, from_pandas):
    """The Arrow array of values that hold MAPs."""
    import pyarrow

    type_ = _type_of(values, from_pandas)
    return pyarrow.array([_entries(value, type_) for value in values], type=type_, from_pandas=from_pandas)


def _type_of(values, from_pandas):
    import pyarrow

    dicts = [value for value in values if isinstance(value, dict)]
    if dicts and are_maps(dicts):
        inside = [each for value in dicts for each in value.values()]
        return pyarrow.map_(pyarrow.string(), _type_of(inside, from_pandas))
    if dicts:
        names = dict.fromkeys(itertools.chain.from_iterable(dicts))
        return pyarrow.struct([(name, _type_of([value.get(name) for value in dicts], from_pandas)) for name in names])
    lists = [value for value in values if isinstance(value, (list, tuple)) or _is_array_of_objects(value)]
    if lists and hold_map(lists):
        return pyarrow.list_(_type_of(list(itertools.chain.from_iterable(lists)), from_pandas))
    return pyarrow.array(values, from_pandas=from_pandas).type


def _entries(value, type_):
    """What Arrow takes for a MAP is a list of its entries."""
    import pyarrow

    if not holds_map(type_) or not isinstance(value, (dict, list, tuple)) and not _is_array_of_objects(value):
        return value
    if pyarrow.types.is_map(type_):
        return [(key, _entries(each, type_.item_type)) for key, each in value.items()]
    if pyarrow.types.is_struct(type_):
        return {field.name: _entries(value.get(field.name), field.type) for field in type_}
    return [_entries(each, type_.value_type) for each in value]
