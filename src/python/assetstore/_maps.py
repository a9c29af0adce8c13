"""MAPs of SQL as Python's values, both ways: their keys are data, and not the fields of a struct."""

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
