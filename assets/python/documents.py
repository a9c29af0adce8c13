import pandas as pd

from assetstore import asset

MIN_LENGTH = 10
CHUNK_WORDS = 5


@asset
def clean_documents(raw_documents: pd.DataFrame) -> pd.DataFrame:
    documents = raw_documents.dropna(subset=["content"])
    documents["content"] = documents["content"].str.strip()
    documents = documents[documents["content"].str.len() > MIN_LENGTH]
    documents["published"] = pd.to_datetime(documents["published"], format="%Y-%m-%d", errors="coerce")
    documents["word_count"] = documents["content"].str.split().str.len()
    return documents[["document_id", "content", "published", "word_count"]]


@asset
def chunked_documents(clean_documents: pd.DataFrame):
    for document in clean_documents.itertuples():
        words = document.content.split()
        for position, start in enumerate(range(0, len(words), CHUNK_WORDS)):
            chunk = " ".join(words[start : start + CHUNK_WORDS])
            yield {"document_id": document.document_id, "position": position, "chunk": chunk}


@asset
def chunk_statistics(chunked_documents: pd.DataFrame) -> pd.DataFrame:
    length = chunked_documents["chunk"].str.len()
    return (
        chunked_documents.assign(length=length)
        .groupby("document_id")
        .agg(chunks=("chunk", "size"), longest=("length", "max"))
    )
