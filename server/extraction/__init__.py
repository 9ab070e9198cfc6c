"""A page in, an Article out: `extract` for HTML, `extract_text` for the text of a page."""

from server.extraction.html import extract
from server.extraction.images import Pictures, with_files
from server.extraction.text import extract_text

__all__ = ["Pictures", "extract", "extract_text", "with_files"]
