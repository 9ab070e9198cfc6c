"""Reports in the languages that readers bring, read with every optional package missing."""

import subprocess
import sys
from pathlib import Path

PAGES = Path(__file__).resolve().parents[1] / "pages"
LANGUAGES = {
    "ar": "arabic-report-rtl",
    "de": "german-report-with-symbolbild",
    "es": "spanish-report-with-agency-help",
    "fr": "drupal-field-body-credit-field",
    "hi": "hindi-report-agency-in-dateline",
    "id": "indonesian-report-baca-juga-links",
    "it": "italian-report-redazione-byline",
    "ja": "japanese-report-with-agency-in-brackets",
    "ko": "korean-report-copyright-line",
    "pt": "portuguese-report-updated-date",
    "ru": "russian-report-in-windows-1251",
    "th": "thai-report-without-spaces",
    "tr": "turkish-report-with-source-line",
    "vi": "vietnamese-report-author-at-end",
    "zh": "chinese-report-source-line",
}
OPTIONAL = (
    "jieba", "pythainlp", "tinysegmenter", "indicnlp", "hebrew_tokenizer", "underthesea", "konlpy",
    "distributed", "dask", "pyarrow", "fastwarc", "c2pa", "pg8000", "trafilatura", "htmldate",
    "readability", "gnews", "cloudscraper",
)  # fmt: skip
"""What newspaper takes for single languages, our own extras, and what only measuring needs."""
CODE = """
import sys
from pathlib import Path
sys.modules.update(dict.fromkeys({optional!r}))
from server.extraction import extract
from server.scoring import Page, score
for language, name in {languages!r}.items():
    page = Path({pages!r}, name, "page.html").read_bytes()
    article = extract(page, "https://news.example/story")
    card = score(Page(html=page, url="https://news.example/story"))
    assert card.article["headline"] == article.headline != ""
    print(language, card.language, len(article.body), card.article["kind"])
"""


def test_reports_in_fifteen_languages_need_no_optional_package():
    code = CODE.format(optional=OPTIONAL, languages=LANGUAGES, pages=str(PAGES))
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert out.returncode == 0, out.stderr
    rows = [line.split() for line in out.stdout.splitlines()]
    assert [row[0] for row in rows] == list(LANGUAGES)
    for language, read, characters, kind in rows:
        assert (read, kind) == (language, "article")
        assert int(characters) > 150, language
