"""Every wording of data/notes.toml passes the quick look that is taken before its pattern."""

import re

import pytest

from server.extraction import notes

EXAMPLES = {
    "machine": [
        "AI", "A.I.", "IA", "KI", "intelligence artificielle", "inteligencia artificial",
        "künstlicher Intelligenz", "искусственного", "нейросети", "yapay zeka", "kecerdasan buatan",
        "sztucznej", "trí tuệ nhân tạo", "τεχνητή", "الذكاء الاصطناعي", "एआई", "कृत्रिम", "人工智能",
        "인공지능", "Midjourney", "DALL-E", "Firefly", "Stable Diffusion", "Gemini", "ChatGPT",
    ],
    "contributed": [
        "Ann Lee contributed to this report", "a contribué à cet article",
        "contribuyó a este artículo",
        "hat zu diesem Bericht beigetragen", "auto-generated from a syndicated feed",
        "material may not be published", "एजेंसी से इनपुट", "inputs from PTI",
    ],
}  # fmt: skip
SIGNS = {"machine": notes.MACHINES, "contributed": notes.SHARED}
CASES = [(kind, text) for kind, texts in EXAMPLES.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), CASES, ids=[text for _, text in CASES])
def test_the_quick_look_lets_every_wording_pass(kind: str, text: str) -> None:
    assert re.search(notes.wordings(kind), text, re.IGNORECASE)
    assert any(sign in text for sign in SIGNS[kind])


def test_a_french_note_about_a_machine_is_a_note() -> None:
    assert notes.machine_note("Cet article a été traduit par une intelligence artificielle.")
