curl http://127.0.0.1:8787/v1/images \
  -H 'Content-Type: image/png' \
  -H 'X-Presscard: 1' \
  --data-binary @picture.png
