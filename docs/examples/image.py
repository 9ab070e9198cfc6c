import json
from pathlib import Path
from urllib.request import Request, urlopen

HEADERS = {"X-Presscard": "1"}


def post(path, body, kind):
    request = Request(f"http://127.0.0.1:8787{path}", body, {**HEADERS, "Content-Type": kind})
    with urlopen(request) as answer:
        return json.load(answer)


picture = post("/v1/images", Path("picture.png").read_bytes(), "image/png")
print(*picture["summary"], sep="\n")

# A page that is silent about a picture whose file says AI does not pass.
declared = [item["term"] for item in picture["declared"]]
page = {
    "url": "https://news.example/story",
    "html": "<article><h1>A headline</h1><img src='picture.png'><p>A story.</p></article>",
    "images": [{"src": "picture.png", "declared": declared}],
}
card = post("/v1/score", json.dumps(page).encode(), "application/json")
print(*[signal["summary"] for signal in card["signals"] if signal["id"] == "ai_image_disclosure"])
