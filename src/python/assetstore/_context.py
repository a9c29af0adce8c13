"""What a function may ask for by keyword-only parameters: `def a(documents, *, log, partition): ...`."""

import datetime
import os
import typing

from assetstore._dagster import absent_member
from assetstore._errors import AssetError

# Takes what is said of the call that is under way: a dict, which goes to the project as it is. None outside of one.
_emit = None


# The run that the call is a part of.
_run = None


def use(emit):
    global _emit
    _emit = emit


def tell(event):
    if _emit is not None:
        _emit(event)


def add_metadata(values=None, /, **more):
    """Adds to what the run keeps of the asset that is being made: `add_metadata({"tokens": 412})`, or by keywords.

    Values are text, numbers and bools. Numbers of one name are summed, of anything else the last counts. It is no part
    of any key. Outside of an asset's function it does nothing.
    """
    tell({"event": "metadata", "values": {str(k): _metadata(k, v) for k, v in {**(values or {}), **more}.items()}})


def _metadata(name, value):
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    if isinstance(value, (str, bool, int, float)):
        return value
    raise AssetError(
        "ASSET_RESULT",
        f"add_metadata was given {type(value).__name__} for {name!r}",
        "give it text, a number or a bool: str(value)",
    )


def made_elsewhere():
    """The row of what has no rows here: another one in each run, so that what reads it is made again after it."""
    return {"run": _run}


class Log:
    """`log("text")`, and the names of Python's own loggers: info, warning, error."""

    def __call__(self, message, *arguments):
        self.info(message, *arguments)

    def debug(self, message, *arguments):
        self.info(message, *arguments)

    def info(self, message, *arguments):
        _line("info", message, arguments)

    def warning(self, message, *arguments):
        _line("warn", message, arguments)

    warn = warning

    def error(self, message, *arguments):
        _line("error", message, arguments)

    exception = critical = error


def _line(level, message, arguments):
    text = str(message)
    tell({"event": "line", "level": level, "message": text % arguments if arguments else text})


class Env:
    """`env("MODEL")` is part of what the asset is made from, `env.secret("TOKEN")` is not."""

    def __call__(self, name, fallback=None):
        tell({"event": "variable", "name": name})
        value = os.environ.get(name, fallback)
        return value if value is not None else _unset(name, f", or give a fallback: env({name!r}, '…')")

    def secret(self, name):
        tell({"event": "secret", "name": name})
        value = os.environ.get(name)
        return value if value is not None else _unset(name, "")


def _unset(name, otherwise):
    raise AssetError("ENV_MISSING", f"the variable {name} is not set", f"set {name}{otherwise}")


class Partition:
    """The partition that is made. `str()` of it is its key; what else its definition says of it are its attributes."""

    def __init__(self, **values):
        self.__dict__.update(values)

    def __str__(self):
        return self.key

    def __repr__(self):
        return f"Partition({', '.join(f'{k}={v!r}' for k, v in self.__dict__.items())})"


class Context:
    """All of it as one object, for a function that asks for `context`."""

    def __init__(self, values, formats=None):
        self.__dict__.update(values)
        self._formats = formats or {}

    def add_metadata(self, values=None, /, **more):
        add_metadata(values, **more)

    def add_output_metadata(self, metadata):
        """As Dagster calls it."""
        from assetstore._results import plain_metadata

        add_metadata(plain_metadata(metadata))

    @property
    def now(self):
        tell({"event": "clock"})
        return self._now

    @property
    def run_id(self):
        return self.run.id

    @property
    def asset_key(self):
        """What the decorator calls the asset, else the name of its function."""
        return self._key

    @property
    def has_partition_key(self):
        return self.partition is not None

    @property
    def partition_key(self):
        """As Dagster calls it, and as it has it where the decorator defines the partitions."""
        return key_as_there(self._own_partition("partition_key"), self._formats)

    @property
    def partition_keys(self):
        return [self.partition_key]

    @property
    def partition_time_window(self):
        """`start` and `end` in the zone of the definition."""
        return window_as_there(self._own_partition("partition_time_window"), self._formats)

    @property
    def partition_key_range(self):
        """A call makes one partition: both ends are its key."""
        return PartitionKeyRange(self.partition_key, self.partition_key)

    def asset_partition_key_for_output(self, output_name="result"):
        return self.partition_key

    def asset_partitions_time_window_for_output(self, output_name="result"):
        return self.partition_time_window

    def _own_partition(self, name):
        if self.partition is None:
            raise AssetError(
                "ASSET_PARAMETERS",
                f"context.{name} was asked for, and the asset has no partitions",
                "say which it has: @asset(partitions_def=…), or where it is exported: asset.python({ file, partitions: … })",
            )
        return self.partition

    def __getattr__(self, name):
        known = {"add_metadata", "asset_key", "now", "partition_key", "run_id", *vars(self)}
        raise absent_member(name, sorted(one for one in known if not one.startswith("_")))


class TimeWindow(typing.NamedTuple):
    """`end` is exclusive."""

    start: datetime.datetime
    end: datetime.datetime


class PartitionKeyRange(typing.NamedTuple):
    """Both inclusive."""

    start: str
    end: str


class MultiPartitionKey(str):
    """The keys of all dimensions in the order of their names, with `|` between: `arctic|2026-01-05`."""

    keys_by_dimension: dict


def key_as_there(partition, formats):
    """The key of a partition, as Dagster has it."""
    parts = _parts(partition)
    if not parts:
        return _formatted(partition, formats.get(""))
    keys = {name: _formatted(parts[name], formats.get(name)) for name in sorted(parts)}
    whole = MultiPartitionKey("|".join(keys.values()))
    whole.keys_by_dimension = keys
    return whole


def _parts(partition):
    return {name: value for name, value in vars(partition).items() if isinstance(value, Partition)}


def _formatted(partition, said):
    if said is None:
        return str(partition)
    from assetstore._partitions import zone_of

    return partition.start.astimezone(zone_of(said["timeZone"])).strftime(said["format"])


def window_as_there(partition, formats):
    from assetstore._partitions import zone_of

    timed = {name: one for name, one in (_parts(partition) or {"": partition}).items() if hasattr(one, "start")}
    if len(timed) != 1:
        raise AssetError("ASSET_PARAMETERS", "the partition is no window of time", "ask for context.partition_key")
    ((name, one),) = timed.items()
    zone = zone_of(formats.get(name, {}).get("timeZone"))
    return TimeWindow(one.start.astimezone(zone), one.end.astimezone(zone))


def progress(rows):
    """Tells the terminal how many rows are done."""
    tell({"event": "progress", "rows": int(rows)})


def _moment(milliseconds):
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc)


def _partition(said):
    if said is None:
        return None
    dates, values = said["dates"], dict(said["values"])
    for name in dates:
        values[name] = _moment(values[name])
    return Partition(**{k: _partition(v) if isinstance(v, dict) and "dates" in v else v for k, v in values.items()})


NAMES = ("context", "env", "log", "now", "partition", "progress", "run")


def context_values(said, resources):
    """What a keyword-only parameter may name, by its name. `now` is counted as read by whoever asks for it by its name."""
    global _run
    _run = said["run"]
    own = {
        "env": Env(),
        "log": Log(),
        "now": _moment(said["now"]),
        "partition": _partition(said.get("partition")),
        "progress": progress,
        "run": Partition(key=said["run"], id=said["run"]),
    }
    context = Context(
        {**resources, **{name: value for name, value in own.items() if name != "now"}, "_now": own["now"]},
        said.get("formats"),
    )
    return {**resources, **own, "context": context}
