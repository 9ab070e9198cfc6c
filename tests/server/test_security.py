"""Every rule of who may call, each met by the hostile page or program it is there for."""

import pytest

from server.problems import Problem
from server.security import CURL, Limiter, host_name
from server.settings import SettingError, Settings

WRITE = {"X-Presscard": "1"}
WEB_ORIGINS = (
    "https://evil.example",
    "http://localhost:3000",
    "http://127.0.0.1:9999",
    "http://localhost.evil.example",
    "null",
    "file://",
    "",
    "https://chrome-extension.evil.example",
)
EXTENSION_ORIGINS = (
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    "moz-extension://0e1d2c3b-4a59-6877-8695-a4b3c2d1e0f9",
    "safari-web-extension://0E1D2C3B-4A59-6877-8695-A4B3C2D1E0F9",
)


def slug(answer):
    """The kind of a problem answer."""
    assert answer.mimetype == "application/problem+json"
    return answer.json["type"].removeprefix("/docs#problem-")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8787", "localhost:8787", "[::1]:8787"])
def test_our_own_names_are_answered(client, host):
    assert client.get("/health/live", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",  # DNS rebinding: the attacker's name, our address
        "evil.example:8787",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1,evil.example",
        "0.0.0.0:8787",
        "[::ffff:7f00:1]:8787",
        "127.0.0.1:8787:8787",
    ],
)
@pytest.mark.parametrize("path", ["/", "/v1/signals", "/health/live", "/nothing"])
def test_a_rebound_host_name_is_refused(client, host, path):
    answer = client.get(path, headers={"Host": host})
    assert (answer.status_code, slug(answer)) == (403, "host-refused")


@pytest.mark.parametrize("origin", WEB_ORIGINS)
@pytest.mark.parametrize("path", ["/v1/score", "/v1/feedback"])
def test_a_web_page_cannot_post(client, origin, path):
    answer = client.post(path, json={"text": "x"}, headers={**WRITE, "Origin": origin})
    assert (answer.status_code, slug(answer)) == (403, "origin-refused")


@pytest.mark.parametrize("origin", WEB_ORIGINS)
@pytest.mark.parametrize("path", ["/v1/signals", "/v1/models", "/health/live", "/"])
def test_a_web_page_cannot_read(client, origin, path):
    answer = client.get(path, headers={"Origin": origin})
    assert (answer.status_code, slug(answer)) == (403, "origin-refused")


@pytest.mark.parametrize("origin", [*WEB_ORIGINS, *EXTENSION_ORIGINS])
def test_a_preflight_grants_nothing(client, origin):
    answer = client.options(
        "/v1/score",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,x-presscard",
            "Access-Control-Request-Private-Network": "true",
        },
    )
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize("origin", EXTENSION_ORIGINS)
def test_the_extension_may_post(client, origin):
    answer = client.post(
        "/v1/score",
        data=b"[]",
        headers={**WRITE, "Origin": origin},
        content_type="application/json",
    )
    assert slug(answer) == "not-json"  # past every rule of this module


def test_our_own_page_may_post(client):
    headers = {**WRITE, "Origin": "http://localhost:8787", "Host": "localhost:8787"}
    answer = client.post("/v1/score", json={}, headers=headers)
    assert slug(answer) == "invalid"


def test_only_the_named_extension_may_post_where_one_is_named(client_of):
    ours, other = EXTENSION_ORIGINS[:2]
    client = client_of(extensions=(ours,))
    assert slug(client.post("/v1/score", json={}, headers={**WRITE, "Origin": ours})) == "invalid"
    answer = client.post("/v1/score", json={}, headers={**WRITE, "Origin": other})
    assert slug(answer) == "origin-refused"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("mode", "dest"),
    [
        ("no-cors", "image"),
        ("no-cors", "script"),
        ("navigate", "iframe"),
        ("websocket", "websocket"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/docs", "/v1/signals", "/card/card.js"])
def test_a_page_cannot_embed_anything(client, site, mode, dest, path):
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    assert slug(client.get(path, headers=headers)) == "origin-refused"


NAVIGATION = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
}


def test_a_link_may_lead_to_our_pages_and_nowhere_else(client):
    assert client.get("/", headers=NAVIGATION).status_code == 200
    assert client.get("/docs", headers=NAVIGATION).status_code == 200
    assert slug(client.get("/v1/signals", headers=NAVIGATION)) == "origin-refused"
    assert slug(client.get("/v1/cards/x", headers=NAVIGATION)) == "origin-refused"


def test_a_form_of_another_page_cannot_post(client):
    """A form needs no preflight, but can send neither JSON nor a header."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = client.post(
            "/v1/score",
            data='{"text":"x"}',
            content_type=kind,
            headers={**NAVIGATION, "Origin": "https://evil.example"},
        )
        assert answer.status_code == 403
        assert slug(client.post("/v1/score", data='{"text":"x"}', content_type=kind)) == (
            "header-needed"
        )


@pytest.mark.parametrize("value", ["", "0", "true", "1,1"])
def test_a_write_needs_the_header_and_is_told_the_command(client, value):
    answer = client.post("/v1/score", json={"text": "x"}, headers={"X-Presscard": value})
    assert slug(answer) == "header-needed"
    assert CURL.format(host="localhost") in answer.json["detail"]
    assert slug(client.delete("/v1/cards/x")) == "header-needed"


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/jsonp", "", None])
def test_a_body_must_say_that_it_is_json(client, kind):
    answer = client.post("/v1/score", data=b"{}", content_type=kind, headers=WRITE)
    assert (answer.status_code, slug(answer)) == (415, "type-refused")


def test_json_with_a_charset_parameter_is_json(client):
    answer = client.post(
        "/v1/score", data=b"{}", headers=WRITE, content_type="application/json; charset=utf-8"
    )
    assert slug(answer) == "invalid"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip", "identity, gzip"])
def test_a_compressed_body_is_refused_unread(client, coding):
    answer = client.post(
        "/v1/score",
        data=b"\x1f\x8b...",
        content_type="application/json",
        headers={**WRITE, "Content-Encoding": coding},
    )
    assert (answer.status_code, slug(answer)) == (415, "type-refused")
    assert answer.headers["Accept-Encoding"] == "identity"


def test_a_body_over_the_limit_is_refused(client_of):
    client = client_of(max_body=1_000)
    answer = client.post("/v1/score", json={"text": "x" * 1_000}, headers=WRITE)
    assert (answer.status_code, slug(answer)) == (413, "too-large")
    assert "1,000" in answer.json["detail"]


def test_another_machine_needs_a_token_even_where_none_is_set(client):
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert slug(client.get("/v1/signals", environ_overrides=far)) == "token-needed"
    assert client.get("/health/live", environ_overrides=far).status_code == 200


TOKEN = "correct-horse-battery-staple"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Bearer",
        "Bearer ",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        TOKEN,
        "Bearer \u00e9\u00e9",
    ],
)
def test_a_wrong_token_is_refused(client_of, given):
    client = client_of(token=TOKEN)
    answer = client.get("/v1/signals", headers={"Authorization": given})
    assert (answer.status_code, slug(answer)) == (401, "token-needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert TOKEN not in answer.text


def test_the_right_token_is_let_through_and_a_token_in_the_address_is_not(client_of):
    client = client_of(token=TOKEN)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/v1/signals", headers=headers, environ_overrides=far).status_code == 200
    assert slug(client.get(f"/v1/signals?token={TOKEN}")) == "token-needed"


def test_a_host_that_others_can_reach_needs_a_token():
    with pytest.raises(SettingError, match="PRESSCARD_TOKEN"):
        Settings(allowed_hosts=("news.example",))
    assert Settings(allowed_hosts=("news.example",), token=TOKEN).allowed_hosts


def test_an_allowed_host_is_answered(client_of):
    client = client_of(allowed_hosts=("news.example",), token=TOKEN)
    headers = {"Host": "news.example", "Authorization": f"Bearer {TOKEN}"}
    assert client.get("/v1/signals", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/", "/docs", "/v1/signals", "/nothing", "/static/page.js"])
def test_every_answer_carries_the_headers_that_fence_it_in(client, path):
    with client.get(path) as answer:
        answer.get_data()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_one_client_is_slowed_down_and_another_is_not(client_of):
    client = client_of(rate=60)
    answers = [client.get("/v1/nothing") for _ in range(8)]
    assert [a.status_code for a in answers[:6]] == [404] * 6
    assert slug(answers[-1]) == "too-many"
    assert int(answers[-1].headers["Retry-After"]) >= 1
    other = client.get("/v1/nothing", environ_overrides={"REMOTE_ADDR": "127.0.0.2"})
    assert other.status_code == 404


def test_the_limiter_forgives_with_time(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("server.security.time.monotonic", lambda: now[0])
    limiter = Limiter(60)
    for _ in range(6):
        limiter.check("a")
    with pytest.raises(Problem):
        limiter.check("a")
    now[0] += 1.0
    limiter.check("a")


def test_a_limit_of_nothing_is_no_limit():
    limiter = Limiter(0)
    for _ in range(1000):
        limiter.check("a")


def test_the_limiter_remembers_a_bounded_number_of_callers(monkeypatch):
    monkeypatch.setattr("server.security.CLIENTS_REMEMBERED", 10)
    limiter = Limiter(60)
    for number in range(100):
        limiter.check(str(number))
    assert len(limiter.buckets) <= 10


@pytest.mark.parametrize("host", ["a" * 100_000, "[" * 100_000, "[" + ":" * 100_000])
def test_an_absurd_host_is_no_name_of_ours(host):
    assert host_name(host) == ""
