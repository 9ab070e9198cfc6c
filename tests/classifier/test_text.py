"""Sentences, words and language: worked examples, and properties that hold for any text."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from classifier import text as module
from classifier.text import language_of, sentences, words

# One list per text: the sentences as they must come out.
ENGLISH = [
    ["President Hale said the U.S. Senate would act.", "Mr. Smith Jr. of Acme Inc. agreed."],
    ["It rose 3.5% to $1.2 billion in the U.S.", "The bill passed at 5 p.m. Monday."],
    ["Police came at 5 p.m.", "Nobody was hurt."],
    ['"Why now?" he asked.', '"I don\'t know... maybe later."', "She left."],
    ["“Stop!”", "The crowd ran.", "(It was noon.)", "Then… nothing."],
    ["J. K. Rowling and George W. Bush spoke.", "He paid No. 5 of 10.", "I said no.", "They left."],
    ["The vote was 5 to 4.", "Justice Roberts wrote for the court.[1]", "Jan. 6 was cold."],
    ["Gov. Gavin Newsom, D-Calif., declined.", "Visit example.com.", "Yahoo! is up."],
    ["1. First item is here.", "2. Second item follows.", "The score was 12.", "Then it was 14."],
    ["He works in Washington, D.C.", "It is hot.", "iOS users waited.", "Really?!", "Yes."],
]
OTHERS = [
    ("hi", ["यह पहला वाक्य है।", "डॉ. सिंह ने कहा।", "क्या यह सही है?", "हाँ।"]),
    ("ar", ["هل هذا صحيح؟", "نعم.", "قال الوزير ذلك."]),
    ("ur", ["یہ پہلا جملہ ہے۔", "کیا یہ درست ہے؟"]),
    ("de", ["Am 12. Juni kam z.B. Dr. Müller.", "Er ging."]),
    ("fr", ["M. Macron a parlé.", "« Pourquoi ? »", "Il est parti."]),
    ("ru", ["Это случилось в 2020 г. в Москве.", "Он уехал."]),
]


@pytest.mark.parametrize("expected", ENGLISH)
def test_english_sentences(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[a:b] for a, b in sentences(text, "en")] == expected


@pytest.mark.parametrize(("language", "expected"), OTHERS)
def test_sentences_of_other_languages(language: str, expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[a:b] for a, b in sentences(text, language)] == expected


def test_chinese_sentences_need_no_space() -> None:
    text = "部长表示同意。我们走吧！真的吗？"
    assert [text[a:b] for a, b in sentences(text, "zh")] == [
        "部长表示同意。",
        "我们走吧！",
        "真的吗？",
    ]


def test_a_space_lost_in_the_page_does_not_join_sentences() -> None:
    text = "It ended badly.The mayor said nothing."
    assert len(sentences(text, "en")) == 2


def test_a_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    assert len(sentences("A heading\n\nThe story begins here", "en")) == 2


@given(st.text(), st.sampled_from(["en", "de", "hi", None]))
@example("A.\n\n.B", "en")
@example("…\u00a0. ", None)
def test_sentences_are_trimmed_ordered_and_cover_all_that_is_not_space(
    text: str, language: str | None
) -> None:
    spans = sentences(text, language)
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@given(st.text())
def test_words_are_ordered_and_hold_a_letter_or_digit(text: str) -> None:
    spans = words(text)
    assert all(any(c.isalnum() or ord(c) > 127 for c in text[a:b]) for a, b in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_words_keep_contractions_hyphens_and_numbers_whole() -> None:
    text = "The U.S. don't want well-known 1,200.5 things; किताबें पढ़ीं."
    assert [text[a:b] for a, b in words(text)] == [
        *("The", "U.S", "don't", "want", "well-known", "1,200.5", "things", "किताबें", "पढ़ीं")
    ]


LANGUAGES = {
    "en": "The prime minister said on Tuesday that the government would act within weeks.",
    "de": "Der Minister sagte am Dienstag, dass die Regierung bald handeln werde.",
    "fr": "Le ministre a déclaré mardi que le gouvernement agirait dans les semaines à venir.",
    "es": "El ministro dijo el martes que el gobierno actuará en las próximas semanas.",
    "it": "Il ministro ha detto martedì che il governo interverrà nelle prossime settimane.",
    "pt": "O ministro disse na terça-feira que o governo vai agir nas próximas semanas.",
    "nl": "De minister zei dinsdag dat de regering binnen enkele weken zal ingrijpen.",
    "hi": "प्रधानमंत्री ने मंगलवार को कहा कि सरकार जल्द ही कदम उठाएगी।",
    "mr": "पंतप्रधान मंगळवारी म्हणाले की सरकार लवकरच पावले उचलेल आणि लोकांना मदत करेल.",
    "ar": "قال رئيس الوزراء يوم الثلاثاء إن الحكومة ستتحرك خلال أسابيع.",
    "ur": "وزیر اعظم نے منگل کو کہا کہ حکومت چند ہفتوں میں کارروائی کرے گی۔",
    "ru": "Премьер-министр заявил во вторник, что правительство примет меры.",
    "uk": "Прем'єр-міністр заявив у вівторок, що уряд вживе заходів найближчими тижнями.",
    "zh": "总理周二表示，政府将在几周内采取行动。",
    "ja": "首相は火曜日、政府が数週間以内に行動すると述べた。",
    "ko": "총리는 화요일 정부가 몇 주 안에 조치를 취할 것이라고 말했다.",
    "ta": "பிரதமர் செவ்வாயன்று அரசு நடவடிக்கை எடுக்கும் என்றார்.",
    "el": "Ο πρωθυπουργός δήλωσε την Τρίτη ότι η κυβέρνηση θα δράσει.",
    "he": "ראש הממשלה אמר ביום שלישי כי הממשלה תפעל בקרוב.",
    "tr": "Başbakan salı günü hükümetin birkaç hafta içinde harekete geçeceğini söyledi.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_language(language: str) -> None:
    assert language_of(LANGUAGES[language]) == language


@pytest.mark.parametrize("text", ["", "12 345", "ok", "?!", "…", "x" * 50])
def test_language_that_cannot_be_told_is_none(text: str) -> None:
    assert language_of(text) is None


HOSTILE = ["." * 10**6, ". " * 500_000, "a." * 500_000, ".[" * 500_000, "\n" * 10**6, "'" * 10**6]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:2]))
def test_a_megabyte_of_anything_takes_seconds_at_most(text: str) -> None:
    started = time.perf_counter()
    sentences(text, "en")
    words(text)
    language_of(text)
    assert time.perf_counter() - started < 6


def test_a_disk_without_room_leaves_the_language_untold(monkeypatch):
    def full():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("classifier.text._identifier", full)
    assert language_of("Der Stadtrat hat am Montag eine neue Brücke beschlossen.") is None


def test_the_sentences_of_a_huge_paragraph_are_found_and_not_remembered():
    huge = "One sentence stands here. " * 1_000
    kept = module._sentences.cache_info().currsize
    assert len(sentences(huge, "en")) == 1_000
    assert module._sentences.cache_info().currsize == kept
