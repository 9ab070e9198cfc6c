"""What the class, id and tag of an element say it is, as bits. Knows strings only.

Names are cut into words ("article__share-bar" holds "article", "share" and "bar") and each word is
looked up: no regular expression, because a page has hundreds of different names.
"""

import re


class Mark:
    """What an element is, or stands in. Plain integers: an IntFlag made the walk twice as slow."""

    NAV = 1
    FOOTER = 1 << 1
    HEADER = 1 << 2
    ASIDE = 1 << 3
    SHARE = 1 << 4
    RELATED = 1 << 5
    COMMENT = 1 << 6
    AD = 1 << 7
    PROMPT = 1 << 8
    FORM = 1 << 9
    CAPTION = 1 << 10
    CREDIT = 1 << 11
    FIGURE = 1 << 12
    BYLINE = 1 << 13
    DATE = 1 << 14
    TAGS = 1 << 15
    BIO = 1 << 16
    CONSENT = 1 << 17
    SUMMARY = 1 << 18
    KICKER = 1 << 19
    STANDFIRST = 1 << 20
    NOTE = 1 << 21
    BODY = 1 << 22
    EMBED = 1 << 23
    HIDDEN = 1 << 24
    QUOTE = 1 << 25
    LIST = 1 << 26
    VIDEO = 1 << 27
    ARTICLE = 1 << 28
    PULL = 1 << 29
    POPUP = 1 << 30
    UNSEEN = 1 << 31
    LEDE = 1 << 32
    """A summary perhaps: names that are given to standfirsts and to other things."""
    VEILED = 1 << 33
    """Hidden by a class of the common style sheets, unless a script shows it."""


FURNITURE = (
    Mark.NAV | Mark.FOOTER | Mark.ASIDE | Mark.SHARE | Mark.RELATED | Mark.COMMENT | Mark.AD
    | Mark.PROMPT | Mark.FORM | Mark.TAGS | Mark.BIO | Mark.CONSENT | Mark.SUMMARY | Mark.POPUP
)  # fmt: skip
"""Marks whose blocks are not the article's, unless most of the page's prose stands in them."""

_WORDS = {
    Mark.NAV: "nav navbar navigation menu submenu megamenu breadcrumb breadcrumbs subnav topnav "
    "sitenav sitemap pagination pager hamburger skiplink navi globalnav toc",
    Mark.FOOTER: "footer foot colophon footnav sitefooter pagefooter bottombar",
    Mark.ASIDE: "sidebar aside rail rightrail leftrail rightcol leftcol widget widgets sidenav "
    "rightcolumn leftcolumn complementary infobox",
    Mark.SHARE: "share sharing sharebar sharetools social socials addthis sharedaddy sharethis "
    "addtoany socialmedia sharebuttons sharer shareicons",
    Mark.RELATED: "related relateds recommended recommend recommendation recommendations recirc "
    "recirculation trending popular mostread readmore alsoread readalso latest outbrain taboola "
    "zergnet upnext nextup river seealso teaser teasers morefrom jetpack revcontent mgid "
    "relatedposts relatednews relatedarticles ticker carousel promos yarpp similar "
    "suggested suggestions",
    Mark.COMMENT: "comment comments commentlist disqus respond replies reply discussion livefyre "
    "viafoura spotim openweb commenting",
    Mark.AD: "ad ads advert advertisement advertisements adslot dfp adsbygoogle adunit "
    "adcontainer adwrapper promo promotion marketing advertising sponsorbox",
    Mark.PROMPT: "newsletter newsletters subscribe subscription subscriptions signup optin "
    "cta donate donation appeal callout mailchimp",
    Mark.CAPTION: "caption captions figcaption cutline imagecaption photocaption bildunterschrift "
    "imgcaption legende legend pie didascalia keterangan",
    Mark.CREDIT: "credit credits imagecredit photocredit photographer imagecopyright",
    Mark.BYLINE: "byline bylines author authors authorname byl contributor contributors autor "
    "autores auteur autore yazar penulis giornalista redactor journalist",
    Mark.DATE: "tarih fecha datum tanggal date datetime timestamp pubdate published dateline "
    "publishdate posted updated",
    Mark.TAGS: "tags tag taglist topics keywords tagcloud taxonomy hashtags",
    Mark.BIO: "bio authorbox authorbio biography aboutauthor",
    Mark.CONSENT: "cookie cookies consent gdpr onetrust ccpa cmp cookiebanner didomi",
    Mark.POPUP: "adb adblock adblocker notification modal popup dialog lightbox tooltip toast "
    "interstitial dropdown",
    Mark.KICKER: "kicker eyebrow overline rubric supertitle overtitle antetitulo topline dachzeile "
    "volanta spitzmarke surtitre occhiello",
    Mark.STANDFIRST: "standfirst dek deck subhead subheadline subtitle subheading strapline "
    "bajada chapo vorspann sommario sapo subtitulo entradilla copete spot anriss anrisstext "
    "catenaccio subdeck ingress undertitel alaotsikko podtytul",
    Mark.LEDE: "description summary excerpt abstract zusammenfassung ozet",
    Mark.NOTE: "correction corrections clarification editornote editorsnote",
    Mark.EMBED: "embed oembed twitter tweet instagram tiktok facebook",
    Mark.VIDEO: "video videos player jwplayer brightcove vjs podcast audio",
    Mark.PULL: "pullquote pulledquote",
    Mark.UNSEEN: "visuallyhidden screenreader srtext",
}
_MARKS: dict[str, int] = {}
for _mark, _names in _WORDS.items():
    for _name in _names.split():
        _MARKS[_name] = _MARKS.get(_name, 0) | _mark

_PAIRS: dict[str, tuple[tuple[str, int], ...]] = {
    "most": (("read", Mark.RELATED), ("popular", Mark.RELATED), ("viewed", Mark.RELATED)),
    "read": (("more", Mark.RELATED), ("also", Mark.RELATED), ("next", Mark.RELATED)),
    "up": (("sign", Mark.PROMPT), ("next", Mark.RELATED)),
    "see": (("also", Mark.RELATED),),
    "more": (("from", Mark.RELATED), ("stories", Mark.RELATED), ("articles", Mark.RELATED),
             ("news", Mark.RELATED), ("on", Mark.RELATED)),
    "about": (("author", Mark.BIO),),
    "author": (("box", Mark.BIO), ("bio", Mark.BIO), ("info", Mark.BIO), ("card", Mark.BIO),
               ("description", Mark.BIO)),
    "ai": (("summary", Mark.SUMMARY), ("takeaways", Mark.SUMMARY)),
    "key": (("takeaways", Mark.SUMMARY),),
    "sub": (("headline", Mark.STANDFIRST), ("heading", Mark.STANDFIRST),
            ("title", Mark.STANDFIRST)),
    "sr": (("only", Mark.UNSEEN),),
    "visually": (("hidden", Mark.UNSEEN),),
    "screen": (("reader", Mark.UNSEEN),),
    "right": (("rail", Mark.ASIDE), ("column", Mark.ASIDE), ("col", Mark.ASIDE)),
    "pull": (("quote", Mark.PULL),),
    "image": (("desc", Mark.CAPTION), ("description", Mark.CAPTION), ("legend", Mark.CAPTION),
              ("copyright", Mark.CREDIT), ("source", Mark.CREDIT), ("info", Mark.CAPTION)),
    "img": (("desc", Mark.CAPTION), ("description", Mark.CAPTION), ("source", Mark.CREDIT)),
    "photo": (("desc", Mark.CAPTION), ("description", Mark.CAPTION), ("source", Mark.CREDIT)),
    "editor": (("note", Mark.NOTE),),
    "editors": (("note", Mark.NOTE),),
}  # fmt: skip
"""Words that say something only together."""
_WHOLE = frozenset("article story entry post page news content single blog".split())
_PART = frozenset("body content text copy main bodytext".split())
_BODIES = frozenset(
    "articlebody storybody entrycontent postcontent articletext storytext articlecontent bodytext "
    "bodycopy maintext newsbody articlecopy postbody storycontent articlemain".split()
)

TAGS = {
    "nav": Mark.NAV, "aside": Mark.ASIDE, "footer": Mark.FOOTER, "header": Mark.HEADER,
    "form": Mark.FORM, "figure": Mark.FIGURE, "figcaption": Mark.CAPTION,
    "blockquote": Mark.QUOTE, "ul": Mark.LIST, "ol": Mark.LIST, "dl": Mark.LIST,
    "article": Mark.ARTICLE, "dialog": Mark.POPUP, "amp-ad": Mark.AD, "menu": Mark.NAV,
}  # fmt: skip
_SEPARATORS = str.maketrans("-_:./()[]", "         ")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CACHE: dict[str, int] = {}
_CACHE_SIZE = 20_000
LONGEST = 400
"""Characters of a class attribute that are read."""


def marks(name: str) -> int:
    """The marks that a class or an id gives, remembered between pages."""
    found = _CACHE.get(name)
    if found is None:
        if len(_CACHE) >= _CACHE_SIZE:
            _CACHE.clear()
        found = _CACHE[name] = _marks(name[:LONGEST])
    return found


def _marks(name: str) -> int:
    if not name.islower():
        name = _CAMEL.sub(" ", name).lower()
    words = name.translate(_SEPARATORS).split()
    found = 0
    for word in words:
        found |= _MARKS.get(word, 0)
    if found & _PAIRED:
        for word in words:
            for other, mark in _PAIRS.get(word, ()):
                if other in words:
                    found |= mark
    if ("hidden" in name or "d-none" in name) and _veiled(name.split()):
        found |= Mark.VEILED
    if found & _PART_WORD and len(words) > 1:
        part = _PART.intersection(words)
        if len(part) > 1 or _WHOLE.intersection(words) - part:
            found |= Mark.BODY
    return found & _NAMED


def _veiled(names: list[str]) -> bool:
    """Whether Tailwind's or Bootstrap's class hides an element on every screen."""
    if "hidden" in names:
        return not any(":" in name for name in names)
    if "d-none" in names:
        return not any(name.startswith(_SCREENS) for name in names)
    return False


_SCREENS = ("d-sm-", "d-md-", "d-lg-", "d-xl-", "d-xxl-")
_PAIRED, _PART_WORD, _NAMED = 1 << 40, 1 << 41, (1 << 40) - 1
for _name in _PAIRS:
    _MARKS[_name] = _MARKS.get(_name, 0) | _PAIRED
for _name in _PART:
    _MARKS[_name] = _MARKS.get(_name, 0) | _PART_WORD
for _name in _BODIES:
    _MARKS[_name] = _MARKS.get(_name, 0) | Mark.BODY
