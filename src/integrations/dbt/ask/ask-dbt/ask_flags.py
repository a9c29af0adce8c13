"""What dbt tells macros of how it was started."""

import dbt.flags


def tell_of_a_run():
    """Statements are compiled here to be run: macros that say something else while dbt only compiles are told so."""
    flags_of = dbt.flags.get_flag_obj

    def of_a_run():
        flags = flags_of()
        if flags.WHICH == "compile":
            flags.WHICH = "run"
        return flags

    dbt.flags.get_flag_obj = of_a_run
