"""Archives: many pages in, one Parquet row for each, on Dask.

Needs the extra `presscard[batch]`. Knows how to score a page and nothing of HTTP.
"""
