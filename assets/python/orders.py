from pathlib import Path

import polars as pl

from assetstore import asset

FILE = Path(__file__).parent / "data" / "orders.csv"


@asset
def large_orders(order_files: pl.LazyFrame) -> pl.LazyFrame:
    return large(order_files)


@asset
def scanned_orders() -> pl.DataFrame:
    """Polars reads the file itself; the asset is stale where the file is another."""
    return large(pl.scan_csv(FILE)).collect()


def large(orders: pl.LazyFrame) -> pl.LazyFrame:
    return (
        orders.filter(pl.col("amount") > 100)
        .select("order_id", "city", "amount")
        .sort(["amount", "order_id"], descending=[True, False])
    )
