"""A page in, an Article out: `extract` for HTML, `extract_text` for the text of a page."""

from server.extraction.html import extract
from server.extraction.text import extract_text

__all__ = ["extract", "extract_text"]
