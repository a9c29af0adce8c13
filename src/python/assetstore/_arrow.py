"""What an Arrow table has, as what a table at rest has: the same values in types that Parquet and DuckDB know."""

from assetstore._errors import AssetError


def storable(table):
    """The table with every column of a type that can be stored. The values are the same, or it is an AssetError."""
    import pyarrow

    check_names(table.column_names)
    arrays = [_column(name, column) for name, column in zip(table.column_names, table.columns)]
    return pyarrow.Table.from_arrays(arrays, names=table.column_names)


def check_names(names, cure="give every column a name of its own, such as by frame.rename(...)"):
    if "" in names:
        raise AssetError("ASSET_VALUE", "the result has a column without a name", cure, facts={"column": ""})
    twins = _twins(names)
    if twins is not None:
        raise AssetError("ASSET_VALUE", f"the result has {_told(twins, 'column')}", cure, facts={"column": twins[1]})


def check_fields(path, names):
    """SQL tells the fields of a struct apart as it does columns: it would give the second one another name."""
    twins = _twins(names)
    if twins is None:
        return
    raise AssetError(
        "ASSET_VALUE",
        f'column "{path}" has {_told(twins, "field")}',
        "give every field a name of its own; of dicts whose keys are data make assetstore.Map(value)",
        facts={"column": path},
    )


def _twins(names):
    """Two of the names that are one to SQL."""
    seen = {}
    for name in names:
        if name.lower() in seen:
            return seen[name.lower()], name
        seen[name.lower()] = name
    return None


def _told(twins, what):
    one, other = twins
    return f'the {what} "{one}" twice' if one == other else f'the {what}s "{one}" and "{other}", which differ by case alone'


def _column(name, column):
    import pyarrow

    target = target_type(name, column.type)
    if target == column.type:
        return column
    if pyarrow.types.is_dictionary(column.type):
        return _column(name, column.cast(column.type.value_type))
    if pyarrow.types.is_run_end_encoded(column.type):
        import pyarrow.compute

        return _column(name, pyarrow.compute.run_end_decode(column))
    if isinstance(column.type, pyarrow.BaseExtensionType):
        storage = pyarrow.chunked_array([c.storage for c in column.chunks], type=column.type.storage_type)
        return _cast(name, _column(name, storage), target)
    if _is_moment(column.type):
        return _microseconds(name, column, target)
    return _cast(name, column, target)


def _cast(name, column, target):
    import pyarrow

    if column.type == target:
        return column
    try:
        return column.cast(target)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError) as error:
        raise AssetError(
            "ASSET_VALUE",
            f'column "{name}" cannot be stored as {target}: {error}',
            "cast it where it is made, or make its values text",
            facts={"column": name},
        ) from None


def _is_moment(type_):
    import pyarrow

    return pyarrow.types.is_timestamp(type_) or pyarrow.types.is_time64(type_)


def _microseconds(name, column, target):
    """Of nanoseconds that are whole microseconds. Finer ones stay what they are where a table has them."""
    import pyarrow

    try:
        return column.cast(target)
    except pyarrow.ArrowInvalid:
        if pyarrow.types.is_timestamp(column.type) and column.type.tz is None:
            return column
        whole = column.cast(target, safe=False).cast(column.type)
        row = pyarrow.compute.index(pyarrow.compute.not_equal(whole, column), True).as_py() + 1
        raise AssetError(
            "ASSET_VALUE",
            f'column "{name}" has {column[row - 1].cast(pyarrow.string())} in row {row}, which is finer than a microsecond',
            'cut it: frame[column].dt.floor("us"), or store it as text',
            facts={"column": name, "row": row},
        ) from None


def target_type(path, type_):
    """The type that it is stored as. AssetError ASSET_VALUE where there is none."""
    import pyarrow
    import pyarrow.compute

    kinds = pyarrow.types
    if kinds.is_dictionary(type_) or kinds.is_run_end_encoded(type_):
        return target_type(path, type_.value_type)
    if isinstance(type_, pyarrow.BaseExtensionType):
        if type_.extension_name in ("arrow.uuid", "arrow.json"):
            return type_
        if type_.extension_name == "arrow.bool8":
            return pyarrow.bool_()
        if type_.extension_name.startswith("pandas."):
            raise no_type(path, str(type_.extension_name).removeprefix("pandas."), "make it text: .astype(str)")
        return target_type(path, type_.storage_type)
    if kinds.is_duration(type_) or kinds.is_interval(type_):
        raise no_type(path, "durations", "store a number of seconds: frame[column].dt.total_seconds()")
    if kinds.is_timestamp(type_):
        return pyarrow.timestamp("us", type_.tz)
    if kinds.is_time(type_):
        return pyarrow.time64("us")
    if kinds.is_float16(type_):
        return pyarrow.float32()
    if kinds.is_date64(type_):
        return pyarrow.date32()
    if kinds.is_decimal(type_):
        # Parquet has no scale below zero: what stands before the point is written out.
        precision, scale = type_.precision - min(type_.scale, 0), max(type_.scale, 0)
        if precision > 38:
            raise no_type(path, f"decimals of {precision} digits", "round them to 38 digits, or make them text")
        return type_ if scale == type_.scale else pyarrow.decimal128(precision, scale)
    if kinds.is_map(type_):
        return pyarrow.map_(target_type(f"{path}.key", type_.key_type), target_type(f"{path}.value", type_.item_type))
    if kinds.is_struct(type_):
        if type_.num_fields == 0:
            raise no_type(path, "dicts without a key", "give it a key, or leave the column out")
        check_fields(path, [field.name for field in type_])
        return pyarrow.struct([(f.name, target_type(f"{path}.{f.name}", f.type)) for f in type_])
    if is_list(type_):
        # A list of a fixed size stays one of these in memory, and is a list at rest.
        of = target_type(f"{path}[]", type_.value_type)
        return type_ if of == type_.value_type else pyarrow.list_(of)
    if kinds.is_union(type_):
        raise no_type(path, "values of several types", "give the column one type")
    return type_


def is_list(type_):
    import pyarrow

    names = ("is_list", "is_large_list", "is_fixed_size_list", "is_list_view", "is_large_list_view")
    return any(getattr(pyarrow.types, name)(type_) for name in names if hasattr(pyarrow.types, name))


def no_type(path, what, cure):
    return AssetError("ASSET_VALUE", f'column "{path}" has {what}, which a table has no type for', cure, facts={"column": path})


def no_room(reason, as_text):
    return AssetError(
        "ASSET_VALUE",
        f"a value of the result has no room in a table: {reason.partition(chr(10))[0]}",
        f"make the column text: {as_text}",
    )


def with_texts(type_):
    """The type with text where no value says one: every value is null, or every list empty."""
    import pyarrow

    if pyarrow.types.is_null(type_):
        return pyarrow.string()
    if pyarrow.types.is_struct(type_):
        return pyarrow.struct([(field.name, with_texts(field.type)) for field in type_])
    if pyarrow.types.is_map(type_):
        return pyarrow.map_(type_.key_type, with_texts(type_.item_type))
    if is_list(type_) and not pyarrow.types.is_fixed_size_list(type_):
        return pyarrow.list_(with_texts(type_.value_type)) if has_unknown(type_) else type_
    return type_


def has_unknown(type_):
    import pyarrow

    if pyarrow.types.is_null(type_):
        return True
    if pyarrow.types.is_struct(type_):
        return any(has_unknown(field.type) for field in type_)
    if pyarrow.types.is_map(type_):
        return has_unknown(type_.item_type)
    return is_list(type_) and has_unknown(type_.value_type)


def has_floats(type_):
    import pyarrow

    if pyarrow.types.is_struct(type_) or pyarrow.types.is_map(type_):
        return any(has_floats(type_.field(at).type) for at in range(type_.num_fields))
    return has_floats(type_.value_type) if is_list(type_) else pyarrow.types.is_floating(type_)


def common_type(path, a, b, row):
    """The type that has the values of both, of rows before `row` and from there on."""
    import pyarrow

    kinds = pyarrow.types
    if a == b or kinds.is_null(b):
        return a
    if kinds.is_null(a):
        return b
    if kinds.is_struct(a) and kinds.is_struct(b):
        names = dict.fromkeys([field.name for field in a] + [field.name for field in b])
        check_fields(path, names)
        return pyarrow.struct([(name, _field_type(f"{path}.{name}", (a, b, name), row)) for name in names])
    if kinds.is_map(a) and kinds.is_map(b):
        key = common_type(f"{path}.key", a.key_type, b.key_type, row)
        return pyarrow.map_(key, common_type(f"{path}.value", a.item_type, b.item_type, row))
    if is_list(a) and is_list(b):
        return pyarrow.list_(common_type(f"{path}[]", a.value_type, b.value_type, row))
    if (kinds.is_integer(a) or kinds.is_floating(a)) and (kinds.is_integer(b) or kinds.is_floating(b)):
        return _number(a, b)
    if kinds.is_decimal(a) and kinds.is_decimal(b):
        scale = max(a.scale, b.scale)
        return pyarrow.decimal128(min(38, max(a.precision - a.scale, b.precision - b.scale) + scale), scale)
    texts = (pyarrow.string(), pyarrow.large_string(), pyarrow.string_view())
    if a in texts and b in texts:
        return pyarrow.large_string()
    raise AssetError(
        "ASSET_VALUE",
        f'column "{path}" is {a} in the rows before row {row}, and {b} from there on',
        "give the column one type: convert its values, or make them all text with str(value)",
        facts={"column": path, "row": row, "types": [str(a), str(b)]},
    )


def _field_type(path, sides, row):
    a, b, name = sides
    types = [side.field(name).type for side in (a, b) if side.get_field_index(name) >= 0]
    return types[0] if len(types) == 1 else common_type(path, *types, row)


def _number(a, b):
    import pyarrow

    if pyarrow.types.is_floating(a) or pyarrow.types.is_floating(b):
        return pyarrow.float64()
    unsigned = pyarrow.types.is_unsigned_integer(a) and pyarrow.types.is_unsigned_integer(b)
    return pyarrow.uint64() if unsigned else pyarrow.int64()
