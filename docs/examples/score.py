import json
from urllib.request import Request, urlopen

page = {"url": "https://news.example/story", "text": "A headline\n\nBy Ann Example\n\nA story."}
request = Request(
    "http://127.0.0.1:8787/v1/score",
    data=json.dumps(page).encode(),
    headers={"Content-Type": "application/json", "X-Presscard": "1"},
)
with urlopen(request) as answer:
    card = json.load(answer)

print(card["rating"]["status"], card["rating"]["summary"])
for signal in card["signals"]:
    print(signal["outcome"], signal["title"], signal["summary"])
