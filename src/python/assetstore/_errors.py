"""What a user has to mend, as it is told."""

import sys


class AssetError(Exception):
    """A mistake with a code of the project's list, one sentence that says what is wrong, and one that says what to do.

    at      `file:line`, absolute; None is the place of the function
    facts   what a program may want to read of it
    """

    def __init__(self, code, message, fix, *, at=None, facts=None):
        super().__init__(message)
        self.code, self.message, self.fix, self.at, self.facts = code, message, fix, at, facts or {}


def missing_package(package, purpose):
    """A package that is needed and not installed. Nothing is ever installed by this framework."""
    return AssetError(
        "PYTHON_PACKAGE",
        f"{purpose} needs the package {package}, which {sys.executable} does not have",
        f"install it there: {how_to_install(package)}",
        facts={"package": package, "interpreter": sys.executable},
    )


def how_to_install(package):
    """The command that puts a package into this environment. One that uv has made has no pip in it."""
    from importlib.util import find_spec

    if find_spec("pip") is None:
        return f"uv pip install --python {sys.executable} {package}"
    return f"{sys.executable} -m pip install {package}"
