import polars as pl

from assetstore import asset


@asset
def large_orders(order_files: pl.LazyFrame) -> pl.LazyFrame:
    return (
        order_files.filter(pl.col("amount") > 100)
        .select("order_id", "city", "amount")
        .sort(["amount", "order_id"], descending=[True, False])
    )
