"""What a start costs: the first card may not wait for libraries that only training needs."""

import subprocess
import sys

HEAVY = ("sklearn", "scipy", "skops", "nltk", "newspaper", "flask", "sqlalchemy", "click", "pytest")
PAGE = "A headline\\n\\nBy Ann Example\\n\\n" + "The council met on Monday, she said. " * 40


def test_a_card_is_made_without_the_libraries_of_training_or_the_web():
    code = (
        f"import sys; from server.scoring import Page, score; card = score(Page(text='{PAGE}')); "
        f"assert card.versions['models']; print([n for n in {HEAVY} if n in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
