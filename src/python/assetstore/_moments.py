"""Moments of Python's own in one column."""

from assetstore._errors import AssetError


def checked_moments(name, values):
    """Moments with and without a zone are not one column, and none is finer than a microsecond."""
    zoned = None
    for row, value in enumerate(values, 1):
        if getattr(value, "nanosecond", 0):
            raise AssetError(
                "ASSET_VALUE",
                f'column "{name}" has {value} in row {row}, which is finer than a microsecond',
                'cut it: value.floor("us"), or make it text: str(value)',
                facts={"column": name, "row": row},
            )
        if not hasattr(value, "tzinfo"):
            continue
        if zoned is None:
            zoned = (value.tzinfo is not None, row)
        elif zoned[0] != (value.tzinfo is not None):
            with_zone, without = (zoned[1], row) if zoned[0] else (row, zoned[1])
            raise AssetError(
                "ASSET_VALUE",
                f'column "{name}" has a time zone in row {with_zone} and none in row {without}',
                "give all of them a zone: value.replace(tzinfo=datetime.timezone.utc)",
                facts={"column": name, "row": row},
            )
    return values
