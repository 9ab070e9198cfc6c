curl http://127.0.0.1:8787/v1/feedback \
  -H 'Content-Type: application/json' \
  -H 'X-Presscard: 1' \
  -d '{"card": "0123abcd", "signal": "author", "reason": "The author is named at the end."}'
