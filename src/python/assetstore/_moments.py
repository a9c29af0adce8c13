"""Moments of Python's own in one column: with and without a zone they are not one column, and none is finer than a microsecond."""

from assetstore._errors import AssetError


def are_one_column(values):
    """Whether moments, all of them, are."""
    zones = {value.tzinfo is not None for value in values if hasattr(value, "tzinfo")}
    return len(zones) < 2 and not any(getattr(value, "nanosecond", 0) for value in values)


def expect_one_column(path, rows):
    """rows  each moment with the number of its row

    AssetError ASSET_VALUE
    """
    zoned = None
    for row, value in rows:
        if getattr(value, "nanosecond", 0):
            raise AssetError(
                "ASSET_VALUE",
                f'column "{path}" has {value} in row {row}, which is finer than a microsecond',
                'cut it: value.floor("us"), or make it text: str(value)',
                facts={"column": path, "row": row},
            )
        if not hasattr(value, "tzinfo"):
            continue
        if zoned is None:
            zoned = (value.tzinfo is not None, row)
        elif zoned[0] != (value.tzinfo is not None):
            with_zone, without = (zoned[1], row) if zoned[0] else (row, zoned[1])
            raise AssetError(
                "ASSET_VALUE",
                f'column "{path}" has a time zone in row {with_zone} and none in row {without}',
                "give all of them a zone: value.replace(tzinfo=datetime.timezone.utc)",
                facts={"column": path, "row": row},
            )
