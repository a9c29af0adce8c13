from airflow.exceptions import AirflowException, AirflowFailException


def dag(**options):
    return lambda function: function


def task(**options):
    def runs_at_once(function):
        def call():
            try:
                print(function())
            except AirflowFailException as error:
                print(f"final: {error}")
            except AirflowException as error:
                print(f"again: {error}")

        return call

    return runs_at_once
