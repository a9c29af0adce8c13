"""Of which kind a value of Python's is: every value of a column is of one."""

# A type that is not here is asked whether it is made from one that is.
_KINDS = {
    "NoneType": None,
    "NAType": None,
    "NaTType": None,
    "str": "str",
    "bytes": "bytes",
    "bytearray": "bytes",
    "bool": "bool",
    "int": "int",
    "float": "float",
    "Decimal": "Decimal",
    "datetime": "datetime",
    "Timestamp": "datetime",
    "date": "date",
    "time": "time",
    "UUID": "UUID",
    "dict": "dict",
    **dict.fromkeys(("list", "tuple", "ndarray"), "list"),
}
_NUMPY = {"b": "bool", "i": "int", "u": "int", "f": "float", "U": "str", "S": "bytes", "M": "datetime"}


def kind_of(type_):
    """The kind of the values of a class; None of those that are missing; its name, where a table has no type for it."""
    found = _KINDS.get(type_.__name__, "")
    if found != "" and (type_.__module__.partition(".")[0] in _HOMES):
        return found
    if type_.__module__ == "numpy":
        return _numpy_kind(type_)
    for base in type_.__mro__[1:-1]:
        if base.__module__ in _PYTHONS and base.__name__ in _KINDS:
            return _KINDS[base.__name__]
    return f"?{type_.__name__}"


_PYTHONS = ("builtins", "datetime", "decimal", "uuid")
_HOMES = (*_PYTHONS, "pandas", "numpy")


def _numpy_kind(type_):
    import numpy

    return _NUMPY.get(numpy.dtype(type_).kind, f"?{type_.__name__}")


def is_typed(value):
    """Whether it is an array of numpy's whose values are of one type."""
    return hasattr(value, "dtype") and value.dtype.kind != "O"
