import math

import pandas as pd
from pyspark.sql import DataFrame, functions as F
from pyspark.sql.types import ArrayType, FloatType

from assetstore import asset

MIN_LENGTH = 10
DIMENSIONS = 8


def embedding_of(text: str) -> list[float]:
    """The letters of a text as a vector of length 1: a model would stand here."""
    counts = [0] * DIMENSIONS
    for letter in text.lower():
        counts[ord(letter) % DIMENSIONS] += 1
    length = math.sqrt(sum(count * count for count in counts))
    return [count / length for count in counts]


@F.pandas_udf(ArrayType(FloatType()))
def embed(texts: pd.Series) -> pd.Series:
    return texts.map(embedding_of)


@asset
def clean_documents(raw_documents: DataFrame) -> DataFrame:
    content = F.trim("content")
    return (
        raw_documents.where(F.length(content) > MIN_LENGTH)
        .select("document_id", content.alias("content"))
        .withColumn("word_count", F.size(F.split("content", r"\s+")))
    )


@asset
def embedded_documents(clean_documents: DataFrame) -> DataFrame:
    return clean_documents.select("document_id", embed("content").alias("embedding"))
