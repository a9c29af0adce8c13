"""What an asset finds itself, for the checks that its `check_specs` name."""

from assetstore._context import Log, add_metadata
from assetstore._definitions import AssetCheckSeverity
from assetstore._errors import AssetError
from assetstore._results import plain_metadata


class Verdicts:
    """Of one call. `blocks` says of each check whether a version that fails it is not published."""

    def __init__(self, blocks):
        self._blocks, self._heard, self._failure = blocks, set(), None

    def add(self, result):
        name = result.check_name
        if name is None and len(self._blocks) == 1:
            (name,) = self._blocks
        if name not in self._blocks:
            raise AssetError(
                "ASSET_RESULT",
                f"it gave a result for the check {name}, which check_specs does not name",
                f"name it: @asset(check_specs=[AssetCheckSpec({name or 'unique'!r}, asset=…)])",
            )
        self._heard.add(name)
        add_metadata({f"check {name}": "passed" if result.passed else "failed"})
        add_metadata({f"check {name} {key}": value for key, value in plain_metadata(result.metadata).items()})
        if result.passed:
            return
        message = f"the check {name} failed{'' if result.description is None else f': {result.description}'}"
        if self._blocks[name] and result.severity is AssetCheckSeverity.ERROR:
            self._failure = self._failure or AssetError(
                "CHECK_FAILED", message, f"mend what it refuses, or let it warn: AssetCheckSpec({name!r}, …, blocking=False)"
            )
        else:
            Log().warning("%s", message)

    def end(self):
        """What it returned has been read to its end."""
        missing = [name for name in self._blocks if name not in self._heard]
        if missing:
            raise AssetError(
                "ASSET_RESULT",
                f"it gave no result for the check {missing[0]}, which its check_specs name",
                f"yield it, AssetCheckResult(check_name={missing[0]!r}, passed=…), or take it out of check_specs",
            )
        if self._failure is not None:
            raise self._failure


_current = Verdicts({})


def begin(blocks):
    global _current
    _current = Verdicts(blocks)


def hear(result):
    _current.add(result)


def end():
    _current.end()
