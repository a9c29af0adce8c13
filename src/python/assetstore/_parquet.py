"""Tables out: Arrow tables, one after the other, as one Parquet file. What is held of them has a bound."""

import os
import sys

from assetstore import _arrow
from assetstore._copies import end_copy
from assetstore._errors import AssetError

MOST_ROWS = 122_880
MOST_BYTES = 16 * 1024 * 1024


class ParquetFile:
    """Takes tables whose columns may differ from one to the next, as long as one type has the values of all.

    A type that changes begins another piece; where there are several, they are put together when all is there.
    """

    def __init__(self, path):
        self.path, self.rows = path, 0
        self._held, self._bytes, self._pieces, self._writer, self._schema = [], 0, [], None, None

    def add(self, table):
        end_copy()
        table = _arrow.storable(table)
        if table.num_columns == 0:
            return
        self._schema = _common_schema(self._schema, table.schema, self.rows + 1)
        self.rows += table.num_rows
        self._held.append(table)
        self._bytes += table.nbytes
        if self._bytes >= MOST_BYTES or sum(held.num_rows for held in self._held) >= MOST_ROWS:
            self._flush()

    def finish(self):
        """The names of the columns in which no row has a value, so that nothing says their type. None: no columns."""
        import pyarrow

        end_copy()
        if self._schema is None:
            return None
        if self._held or self._writer is None:
            self._flush()
        self._close()
        final = _stored(self._schema)
        if len(self._pieces) == 1 and self._pieces[0][1] == final:
            os.replace(self._pieces[0][0], self.path)
        else:
            self._join(final)
        return [field.name for field in self._schema if pyarrow.types.is_null(field.type)]

    def abandon(self):
        end_copy(sys.exc_info()[1])
        if self._writer is not None:
            self._writer.close()
        for piece, _ in self._pieces:
            if os.path.exists(piece):
                os.remove(piece)

    def _flush(self):
        import pyarrow

        stored = _stored(self._schema)
        tables = [_fitted(table, stored) for table in self._held] or [stored.empty_table()]
        if self._writer is None or self._pieces[-1][1] != stored:
            self._close()
            piece = f"{self.path}.{len(self._pieces)}"
            self._pieces.append((piece, stored))
            self._writer = writer(piece, stored)
        self._writer.write_table(pyarrow.concat_tables(tables), row_group_size=MOST_ROWS)
        self._held, self._bytes = [], 0

    def _close(self):
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _join(self, schema):
        import pyarrow
        import pyarrow.parquet

        with writer(self.path, schema) as joined:
            for piece, _ in self._pieces:
                with pyarrow.parquet.ParquetFile(piece) as opened:
                    for batch in opened.iter_batches(MOST_ROWS):
                        joined.write_table(_fitted(pyarrow.Table.from_batches([batch]), schema))
                os.remove(piece)


def writer(path, schema):
    import pyarrow.parquet

    # A dictionary of floats takes long to make and saves nothing. The names of columns that hold others are given.
    dictionary = [field.name for field in schema if not _arrow.has_floats(field.type)]
    return pyarrow.parquet.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=dictionary or False,
        # What Arrow would write beside the types, such as that a text was a category, is no part of a table.
        store_schema=False,
    )


def _common_schema(before, now, row):
    import pyarrow

    if before is None or before.equals(now):
        return now.remove_metadata()
    names = dict.fromkeys([*before.names, *now.names])
    fields = []
    for name in names:
        types = [schema.field(name).type for schema in (before, now) if name in schema.names]
        fields.append((name, types[0] if len(types) == 1 else _arrow.common_type(name, *types, row)))
    _arrow.check_names(list(names))
    return pyarrow.schema(fields)


def _stored(schema):
    import pyarrow

    return pyarrow.schema([(field.name, _arrow.with_texts(field.type)) for field in schema])


def _fitted(table, schema):
    import pyarrow

    if table.schema.equals(schema):
        return table.replace_schema_metadata(None)
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            columns.append(pyarrow.nulls(table.num_rows, field.type))
            continue
        column = table.column(field.name)
        try:
            columns.append(column if column.type == field.type else column.cast(field.type))
        except pyarrow.ArrowInvalid as error:
            raise AssetError(
                "ASSET_VALUE",
                f'column "{field.name}" has {column.type} and {field.type}, and a value is in one of them alone: {error}',
                "give the column one type, or make its values text: str(value)",
                facts={"column": field.name},
            ) from None
    return pyarrow.Table.from_arrays(columns, schema=schema)
