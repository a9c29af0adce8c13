from pathlib import Path

import numpy as np
import pandas as pd

from assetstore import asset

FILE = Path(__file__).parent / "data" / "documents.csv"
CHUNK_WORDS = 5
DIMENSIONS = 8


@asset
def loaded_documents() -> pd.DataFrame:
    return pd.read_csv(FILE)[["document_id", "content"]]


@asset
def split_documents(loaded_documents: pd.DataFrame) -> pd.DataFrame:
    documents = loaded_documents.dropna(subset=["content"])
    documents["chunk"] = documents["content"].map(chunks_of)
    return documents[["document_id", "chunk"]].explode("chunk").reset_index(drop=True)


@asset
def embedded_documents(split_documents: pd.DataFrame) -> pd.DataFrame:
    split_documents["embedding"] = split_documents["chunk"].map(embedding_of)
    return split_documents


def chunks_of(text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[start : start + CHUNK_WORDS]) for start in range(0, len(words), CHUNK_WORDS)]


def embedding_of(text: str) -> np.ndarray:
    """The letters of a text as a vector of length 1: a model would stand here."""
    counts = np.bincount([ord(letter) % DIMENSIONS for letter in text.lower()], minlength=DIMENSIONS)
    return (counts / np.sqrt((counts * counts).sum())).astype("float32")
