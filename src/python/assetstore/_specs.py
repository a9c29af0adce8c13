"""What a decorator of Dagster's says of an asset beside its code: its key, what it reads and how, how often it is tried."""

import enum

from assetstore._errors import AssetError
from assetstore._partitions import PartitionMapping, PartitionsDefinition


class AssetKey(str):
    """The name of an asset, `AssetKey("orders")`; of several parts, the name in its namespaces: `AssetKey(["shop", "orders"])` is `shop.orders`."""

    def __new__(cls, path):
        return super().__new__(cls, ".".join([path] if isinstance(path, str) else path))

    @property
    def path(self):
        return self.split(".")

    def to_user_string(self):
        return "/".join(self.path)


def parts_of(path):
    return [] if path is None else [path] if isinstance(path, str) else list(path)


def key_of(own_name, *, name=None, key=None, key_prefix=None):
    """The name of an asset in its namespaces, `shop.orders`; None where nothing is said of it beside the function's own name."""
    if key is not None:
        return AssetKey(key)
    if name is None and not key_prefix:
        return None
    return AssetKey([*parts_of(key_prefix), name or own_name])


class AssetIn:
    """What a parameter reads: `ins={"raw": AssetIn(key="raw_orders")}`."""

    def __init__(self, key=None, metadata=None, key_prefix=None, input_manager_key=None, dagster_type=None, partition_mapping=None):
        _expect_mapping(partition_mapping)
        if input_manager_key is not None:
            raise AssetError("ASSET_OPTIONS", "AssetIn has input_manager_key=", "leave it out: a parameter reads what is stored, in the form of its annotation")
        self._key, self._prefix, self.partition_mapping = key, key_prefix, partition_mapping

    def key_for(self, parameter):
        return AssetKey(self._key) if self._key is not None else AssetKey([*parts_of(self._prefix), parameter])


class AssetDep:
    """An asset that is made before, and how its partitions are read: `deps=[AssetDep("orders")]`."""

    def __init__(self, asset, partition_mapping=None):
        _expect_mapping(partition_mapping)
        self.key, self.partition_mapping = name_of(asset), partition_mapping


def _expect_mapping(value):
    if value is not None and not isinstance(value, PartitionMapping):
        raise AssetError("ASSET_OPTIONS", f"partition_mapping is {type(value).__name__}", "give it one, such as AllPartitionMapping()")


def name_of(asset):
    """What `deps` names: a text, a key, or a function, which is the asset that it makes."""
    if isinstance(asset, str):
        return asset
    if isinstance(asset, AssetDep):
        return asset.key
    if isinstance(asset, (list, tuple)):
        return AssetKey(asset)
    definition = getattr(asset, "__assetstore__", None)
    name = getattr(definition, "key", None) or getattr(asset, "__name__", None)
    if name is None:
        raise AssetError("ASSET_OPTIONS", f"deps= names {type(asset).__name__}, which is no asset", "name assets by texts, AssetKey or their functions")
    return name


class Backoff(enum.Enum):
    LINEAR = "LINEAR"
    EXPONENTIAL = "EXPONENTIAL"


class Jitter(enum.Enum):
    FULL = "FULL"
    PLUS_MINUS = "PLUS_MINUS"


class RetryPolicy:
    """How often a call that fails is tried again. `delay` is in seconds: before the n-th retry it is n times that by
    Backoff.LINEAR and 2 ** n - 1 times by Backoff.EXPONENTIAL.
    """

    def __init__(self, max_retries=1, delay=None, backoff=None, jitter=None):
        if delay is None and (backoff is not None or jitter is not None):
            what = "backoff" if backoff is not None else "jitter"
            raise AssetError("ASSET_OPTIONS", f"RetryPolicy has {what}= and no delay=", "give it a delay in seconds: RetryPolicy(delay=1, …)")
        self.max_retries, self.delay, self.backoff, self.jitter = max_retries, delay, backoff, jitter

    def plain(self):
        return {
            "attempts": self.max_retries + 1,
            "delay": round((self.delay or 0) * 1000),
            "backoff": None if self.backoff is None else self.backoff.value,
            "jitter": None if self.jitter is None else self.jitter.value,
        }


def reads_of(ins, deps):
    """By the names of assets: the rules of those whose partitions are read in a way that is said."""
    said = [(one.key_for(parameter), one.partition_mapping) for parameter, one in ins.items()]
    said += [(one.key, one.partition_mapping) for one in deps if isinstance(one, AssetDep)]
    return {str(name): mapping.plain() for name, mapping in said if mapping is not None}


def graph_of(own_name, said):
    """What the values of a decorator's options make of an asset: its key, the assets behind its parameters, and those beside them."""
    ins = {parameter: _in(one) for parameter, one in (said.get("ins") or {}).items()}
    deps = list(said.get("deps") or [])
    deps += list(said.get("non_argument_deps") or [])
    judged = said.get("asset")
    key = key_of(own_name, **{name: said[name] for name in ("name", "key", "key_prefix") if said.get(name) is not None})
    return {
        "key": None if key is None else str(key),
        "ins": {parameter: str(one.key_for(parameter)) for parameter, one in ins.items()},
        "deps": [str(name_of(one)) for one in deps],
        "asset": None if judged is None else str(name_of(judged)),
        "reads": reads_of(ins, deps),
    }


def graph_names(graph, parameters):
    """The assets that the parameters read, in their order, and those beside them, which are no arguments."""
    ins, judged = dict(graph["ins"]), graph["asset"]
    own = [name for name in parameters if name not in ins]
    if judged is not None and own:
        # The asset that a check is of, under whatever name.
        ins[own[0]] = judged
    read = [ins.get(name, name.replace("__", ".")) for name in parameters]
    beside = [*graph["deps"], *(name for parameter, name in ins.items() if parameter not in parameters), *([] if judged is None else [judged])]
    return read, [name for name in dict.fromkeys(beside) if name not in read]


def _in(one):
    return one if isinstance(one, AssetIn) else AssetIn(key=one)


def options_of(said):
    """The options of an asset, as the project has them, as plain data."""
    partitions, retries, version = said.get("partitions_def"), said.get("retry_policy"), said.get("code_version")
    if partitions is not None and not isinstance(partitions, PartitionsDefinition):
        raise AssetError("ASSET_OPTIONS", f"partitions_def is {type(partitions).__name__}", "give it partitions, such as DailyPartitionsDefinition")
    blocks = said.get("blocking")
    return {
        **({} if blocks is None else {"severity": "block" if blocks else "warn"}),
        **({} if partitions is None else {"partitions": partitions.plain()}),
        **({} if retries is None else {"retries": retries.plain()}),
        **({} if version is None else {"codeVersion": str(version)}),
    }


def labels_of(said):
    """By the names that an asset has them under where it is exported."""
    tags = [one if value in ("", None) else f"{one}={value}" for one, value in (said.get("tags") or {}).items()]
    kinds = said.get("kinds") or []
    tags += [*([said["compute_kind"]] if said.get("compute_kind") else []), *(sorted(kinds) if isinstance(kinds, (set, frozenset)) else kinds)]
    named = {"description": said.get("description"), "group": said.get("group_name"), "owners": list(said.get("owners") or []), "tags": tags}
    return {name: value for name, value in named.items() if value}
