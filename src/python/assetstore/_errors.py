"""What a user has to mend, as it is told."""


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
    import sys

    return AssetError(
        "PYTHON_PACKAGE",
        f"{purpose} needs the package {package}, which {sys.executable} does not have",
        f"install it there: {sys.executable} -m pip install {package}",
        facts={"package": package, "interpreter": sys.executable},
    )
