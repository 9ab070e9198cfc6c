curl http://127.0.0.1:8787/v1/score \
  -H 'Content-Type: application/json' \
  -H 'X-Presscard: 1' \
  -d '{"url": "https://news.example/story", "html": "<html><h1>A headline</h1><p>A story.</p></html>"}'
