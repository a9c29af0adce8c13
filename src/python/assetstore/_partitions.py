"""Partitions and mappings of a file that was written for Dagster: what each says, as plain data for the project.

They are read where the project is loaded, without running the file, and made when the file is imported: both times by these classes, so
that a mistake is told in the same words.
"""

import datetime

from assetstore._errors import AssetError

_IN_PROJECT = "say it where the asset is exported: asset.python({ file, partitions: partitions.daily({ from: '2026-01-01' }) })"
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def _mistake(message, fix=_IN_PROJECT):
    return AssetError("ASSET_OPTIONS", message, fix)


class PartitionsDefinition:
    """`plain()` is what the project is told: `type` and what belongs to it."""

    def plain(self):
        raise NotImplementedError


class StaticPartitionsDefinition(PartitionsDefinition):
    """These keys, in this order."""

    def __init__(self, partition_keys):
        if isinstance(partition_keys, str):
            raise _mistake("StaticPartitionsDefinition was given a text", "give it a list of texts: ['a', 'b']")
        if isinstance(partition_keys, (set, frozenset)):
            raise _mistake("StaticPartitionsDefinition was given a set, which has no order", "give it a list, or sorted({'a', 'b'})")
        self._keys = list(partition_keys)

    def get_partition_keys(self, *_, **__):
        return list(self._keys)

    def plain(self):
        return {"type": "fixed", "keys": self._keys}


class MultiPartitionsDefinition(PartitionsDefinition):
    """Every combination of the keys of its dimensions."""

    def __init__(self, partitions_defs):
        for name, one in partitions_defs.items():
            if not isinstance(one, PartitionsDefinition):
                raise _mistake(f"the dimension {name!r} of MultiPartitionsDefinition is {type(one).__name__}", "give it partitions")
        self._dimensions = dict(partitions_defs)

    def plain(self):
        return {"type": "cross", "dimensions": {name: one.plain() for name, one in self._dimensions.items()}}


class DynamicPartitionsDefinition(PartitionsDefinition):
    def __init__(self, *_, name=None, **__):
        raise _mistake(
            f"DynamicPartitionsDefinition{'' if name is None else f' {name!r}'} has keys that are added while it runs",
            "let data decide them, where the asset is exported: asset.python({ file, partitions: partitions.from(({ customers }) => customers.pick('region')) })",
        )


class TimeWindowPartitionsDefinition(PartitionsDefinition):
    """Windows from one time of a cron line, or of its kind of schedule, to the next."""

    def __init__(
        self,
        start,
        fmt,
        end=None,
        schedule_type=None,
        timezone=None,
        end_offset=0,
        minute_offset=None,
        hour_offset=None,
        day_offset=None,
        cron_schedule=None,
        exclusions=None,
    ):
        name = type(self).__name__
        if end_offset != 0:
            raise _mistake(
                f"{name} has end_offset={end_offset!r}, and a partition exists here once its window has ended",
                "leave end_offset out, or let `end_date` say where it ends",
            )
        if exclusions:
            raise _mistake(f"{name} has exclusions=, and every window of a definition is a partition here", "leave it out, and return no rows for these")
        if (cron_schedule is None) == (schedule_type is None):
            raise _mistake(f"{name} needs one of schedule_type and cron_schedule", "give it one, such as cron_schedule='0 7 * * *'")
        self.fmt, self.timezone = fmt, timezone or "UTC"
        self._line = cron_schedule or _line_of(schedule_type, minute_offset or 0, hour_offset or 0, day_offset)
        self._from, self._until = _stamp(name, start, fmt, self.timezone), None if end is None else _stamp(name, end, fmt, self.timezone)

    def plain(self):
        every, more = _every(self._line)
        until = {} if self._until is None else {"until": self._until}
        return {"type": "time", "every": every, "options": {"from": self._from, **until, "timeZone": self.timezone, **more}, "format": self.fmt}


def _line_of(schedule_type, minute, hour, day):
    """The cron line of a schedule, as Dagster makes it."""
    kind = getattr(schedule_type, "value", schedule_type)
    lines = {
        "HOURLY": f"{minute} * * * *",
        "DAILY": f"{minute} {hour} * * *",
        "WEEKLY": f"{minute} {hour} * * {day or 0}",
        "MONTHLY": f"{minute} {hour} {1 if day is None else day} * *",
    }
    if kind not in lines:
        raise _mistake(f"there is no schedule_type {schedule_type!r}", "give ScheduleType.DAILY, or a cron_schedule")
    return lines[kind]


def _every(line):
    """The calendar where the line says no more than it does: its keys are shorter."""
    parts = line.split()
    if parts == ["0", "*", "*", "*", "*"] or line == "@hourly":
        return "hour", {}
    if parts == ["0", "0", "*", "*", "*"] or line == "@daily":
        return "day", {}
    if parts == ["0", "0", "1", "*", "*"] or line == "@monthly":
        return "month", {}
    if parts[:4] == ["0", "0", "*", "*"] and len(parts) == 5 and parts[4] in "01234567" and len(parts[4]) == 1:
        return "week", {"startsOn": _WEEKDAYS[int(parts[4]) % 7]}
    return {"cron": line}, {}


def _stamp(name, value, fmt, timezone):
    """A moment as the clock of the zone shows it, to the minute."""
    if isinstance(value, str):
        try:
            value = datetime.datetime.strptime(value, fmt)
        except ValueError:
            raise _mistake(f"{name} has the time {value!r}, which is none of its format {fmt!r}", f"write it as in {_example(fmt)}") from None
    if not isinstance(value, datetime.datetime):
        if not isinstance(value, datetime.date):
            raise _mistake(f"{name} has the time {value!r}", f"give it a text or a datetime, such as {_example(fmt)}")
        value = datetime.datetime(value.year, value.month, value.day)
    if value.tzinfo is not None:
        value = value.astimezone(zone_of(timezone)).replace(tzinfo=None)
    if value.second or value.microsecond:
        raise _mistake(f"{name} has the time {value.isoformat()}, and windows are of whole minutes", "leave the seconds out")
    return value.strftime("%Y-%m-%dT%H:%M") if value.hour or value.minute else value.strftime("%Y-%m-%d")


def _example(fmt):
    return repr(datetime.datetime(2026, 1, 1).strftime(fmt))


def zone_of(name):
    if name in (None, "UTC"):
        return datetime.timezone.utc
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise _mistake(f"there is no time zone {name!r}", "give an IANA name, such as 'Europe/Madrid'") from None


class HourlyPartitionsDefinition(TimeWindowPartitionsDefinition):
    def __init__(self, start_date, end_date=None, minute_offset=0, timezone=None, fmt=None, end_offset=0, exclusions=None):
        more = {"minute_offset": minute_offset, "end_offset": end_offset, "exclusions": exclusions}
        super().__init__(start_date, fmt or "%Y-%m-%d-%H:%M", end_date, "HOURLY", timezone, **more)


class DailyPartitionsDefinition(TimeWindowPartitionsDefinition):
    def __init__(
        self, start_date, end_date=None, minute_offset=0, hour_offset=0, timezone=None, fmt=None, end_offset=0, exclusions=None
    ):
        more = {"minute_offset": minute_offset, "hour_offset": hour_offset, "end_offset": end_offset, "exclusions": exclusions}
        super().__init__(start_date, fmt or "%Y-%m-%d", end_date, "DAILY", timezone, **more)


class WeeklyPartitionsDefinition(TimeWindowPartitionsDefinition):
    """Weeks start on Sunday, as in Dagster; `day_offset=1` is Monday."""

    def __init__(
        self,
        start_date,
        end_date=None,
        minute_offset=0,
        hour_offset=0,
        day_offset=0,
        timezone=None,
        fmt=None,
        end_offset=0,
        exclusions=None,
    ):
        more = {"minute_offset": minute_offset, "hour_offset": hour_offset, "day_offset": day_offset}
        super().__init__(
            start_date, fmt or "%Y-%m-%d", end_date, "WEEKLY", timezone, **more, end_offset=end_offset, exclusions=exclusions
        )


class MonthlyPartitionsDefinition(TimeWindowPartitionsDefinition):
    def __init__(
        self,
        start_date,
        end_date=None,
        minute_offset=0,
        hour_offset=0,
        day_offset=1,
        timezone=None,
        fmt=None,
        end_offset=0,
        exclusions=None,
    ):
        more = {"minute_offset": minute_offset, "hour_offset": hour_offset, "day_offset": day_offset}
        super().__init__(
            start_date, fmt or "%Y-%m-%d", end_date, "MONTHLY", timezone, **more, end_offset=end_offset, exclusions=exclusions
        )


class ScheduleType:
    HOURLY, DAILY, WEEKLY, MONTHLY = "HOURLY", "DAILY", "WEEKLY", "MONTHLY"


class PartitionMapping:
    """Which partitions of an upstream one reads. `plain()` is a rule of the option `reads`; None is the rule that holds by itself."""

    def plain(self):
        raise NotImplementedError


class AllPartitionMapping(PartitionMapping):
    def plain(self):
        return {"type": "all"}


class LastPartitionMapping(PartitionMapping):
    def plain(self):
        return {"type": "latest"}


class IdentityPartitionMapping(PartitionMapping):
    def plain(self):
        return {"type": "same"}


class SpecificPartitionsPartitionMapping(PartitionMapping):
    def __init__(self, partition_keys):
        self._keys = list(partition_keys)
        if len(self._keys) != 1:
            raise _mistake(
                f"SpecificPartitionsPartitionMapping has {len(self._keys)} keys, and a mapping names one here",
                "name one, or read all of them by AllPartitionMapping() and choose in the function",
            )

    def plain(self):
        return {"type": "only", "key": self._keys[0]}


class TimeWindowPartitionMapping(PartitionMapping):
    """The windows that overlap, from `start_offset` before to `end_offset`."""

    def __init__(self, start_offset=0, end_offset=0, allow_nonexistent_upstream_partitions=False):
        self._missing = "skip" if allow_nonexistent_upstream_partitions else "fail"
        self._start, self._end = start_offset, end_offset
        is_sayable = start_offset <= 0 and end_offset in (0, start_offset)
        if not is_sayable:
            raise _mistake(
                f"TimeWindowPartitionMapping has start_offset={start_offset} and end_offset={end_offset}, which no mapping says here",
                "read as many as are needed, with end_offset=0, and choose in the function",
            )

    def plain(self):
        if self._start == 0:
            return {"type": "overlapping", "missing": self._missing}
        if self._end == 0:
            return {"type": "last", "n": 1 - self._start, "missing": self._missing, "ofEqual": True}
        return {"type": "previous", "n": -self._start, "missing": self._missing, "ofEqual": True}


class BackfillPolicy:
    """How many partitions one call makes at most: here it is always one, several calls at once."""

    def __init__(self, max_partitions_per_run=1):
        self.max_partitions_per_run = max_partitions_per_run

    @classmethod
    def single_run(cls):
        return cls(None)

    @classmethod
    def multi_run(cls, max_partitions_per_run=1):
        return cls(max_partitions_per_run)
