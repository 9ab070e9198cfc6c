"""Who made each picture. Disclosures of AI are `disclosure`'s; this module knows credits only."""

import re

from server.article import Article, Image
from server.card import Evidence, Observation, Outcome, evidence
from server.reading import Reading

MAX_EVIDENCE = 6
CREDIT_KEYS = ("creditText", "copyrightNotice", "creator", "credit", "author")

# A credit inside a caption: a label before a name, an agency in brackets, a sign. English,
# Spanish, French, German, Portuguese, Italian and Hindi labels.
LABEL = (
    r"(?:photo(?:graph)?s?|images?|pictures?|illustrations?|graphics?|video|credits?|courtesy|"
    r"fotos?|fotografía|imagen|crédito|imagem|ilustração|crédits?|bild(?:quelle)?|quelle|grafik|"
    r"immagine|फोटो|फ़ोटो|तस्वीर|छायाचित्र)"
)
CREDIT = re.compile(
    rf"(?<!\w){LABEL}\s?(?:credit|courtesy|source)?\s?(?:by|via|of|from|:|/|de|von|par|di)\s?\S"
    r"|©|\(c\)\s"
    r"|(?:^|[(\[/|–—-]\s?|via\s|by\s)(?:AP|AFP|Reuters|Getty(?: Images)?|EPA|PTI|ANI|EFE|DPA|dpa|"
    r"ANSA|Shutterstock|iStock|Alamy|Bloomberg|Unsplash|Pexels|Wikimedia(?: Commons)?|NASA|Xinhua|"
    r"Kyodo)(?!\w)"
    r"|\b(?:AP|Reuters|AFP|PTI|ANI) (?:Photo|File)\b|Getty Images",
    re.IGNORECASE,
)
STAND_IN = re.compile(
    r"\b(?:representati(?:ve|onal|on)|illustrative|file|stock|archive|symbolic) "
    r"(?:image|photo|photograph|picture|pic)s?\b|\bfor representation(?:al purposes)?\b"
    r"|\bfor illustrati(?:on|ve purposes)\b|symbolbild|archivbild|photo d.illustration"
    r"|imagen de archivo|foto de archivo|foto ilustrativa|प्रतीकात्मक|सांकेतिक|फाइल फोटो",
    re.IGNORECASE,
)


MACHINE = re.compile(
    r"(?<!\w)(?:A\.?I\.?|K\.?I\.?|I\.?A\.?|एआई)(?!\w)|artificial|künstlich|intelligence"
)
"""What says that a machine made a picture is `disclosure`'s to read, and names no maker."""


def _credit(article: Article, image: Image, number: int) -> Evidence | None:
    """The credit of one picture, where it stands; None when it has none."""
    if image.credit is not None and article.blocks[image.credit].text:
        return evidence(article, article.address(image.credit))
    if image.caption is not None:
        text = article.blocks[image.caption].text
        stand_in = STAND_IN.search(text) and not MACHINE.search(text)
        if CREDIT.search(text) or stand_in:
            return evidence(article, article.address(image.caption))
    for key in CREDIT_KEYS:
        if image.metadata.get(key, "").strip():
            return evidence(article, f"image:{number}.{key}")
    return None


def observe_image_credit(reading: Reading) -> Observation:
    """Whether the page says who made its pictures, or that they are stand-ins.

    A credit line, a credit within the caption, or a credit in the picture's own data; "file photo"
    and "representative image" count, and are not statements about AI. Pass: every picture. Partial:
    some. Unknown: none, because many systems drop credits, or a plain text without a credit line.
    Not applicable: a page without pictures. After schema.org `creditText` and IPTC `Credit Line`.
    """
    article = reading.article
    if not article.images:
        if article.source == "text":
            return Observation("image_credit", Outcome.UNKNOWN, "unread")
        return Observation("image_credit", Outcome.NOT_APPLICABLE, "no_images")
    credits = [_credit(article, image, n) for n, image in enumerate(article.images)]
    places = tuple(dict.fromkeys(item for item in credits if item is not None))[:MAX_EVIDENCE]
    details = {"count": len(credits), "credited": sum(item is not None for item in credits)}
    if not places:
        return Observation("image_credit", Outcome.UNKNOWN, "uncredited", (), details)
    if None in credits:
        return Observation("image_credit", Outcome.PARTIAL, "some", places, details)
    finding = "stand_in" if all(STAND_IN.search(item.quote) for item in places) else "all"
    return Observation("image_credit", Outcome.PASS, finding, places, details)
