"""Settings come from PRESSCARD_*; what cannot be used stops the start with a sentence."""

from dataclasses import fields

import pytest

from server.settings import SettingError, Settings, documentation, from_environment


def test_defaults_are_safe():
    made = from_environment({})
    assert made == Settings()
    assert (made.token, made.allowed_hosts, made.store_cards) == ("", (), False)


def test_values_are_read_in_the_type_of_their_default():
    made = from_environment(
        {
            "PRESSCARD_MAX_BODY": "5000",
            "PRESSCARD_TIME_LIMIT": "2.5",
            "PRESSCARD_STORE_CARDS": "true",
            "PRESSCARD_EXTENSIONS": "chrome-extension://a, moz-extension://B,",
            "PRESSCARD_TOKEN": "correct-horse-battery",
            "PRESSCARD_ALLOWED_HOSTS": "News.Example,192.168.1.20,fe80::1",
            "HOME": "/nowhere",
        }
    )
    assert (made.max_body, made.time_limit, made.store_cards) == (5000, 2.5, True)
    assert made.extensions == ("chrome-extension://a", "moz-extension://b")
    assert made.allowed_hosts == ("news.example", "192.168.1.20", "fe80::1")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PRESSCARD_MAX_BODI", "1", "PRESSCARD_MAX_BODI is not a setting.*PRESSCARD_MAX_BODY"),
        ("PRESSCARD_MAX_BODY", "12 MB", "must be a number, not '12 MB'"),
        ("PRESSCARD_MAX_BODY", "1", "must be 1000 or more"),
        ("PRESSCARD_SLOTS", "0", "must be 1 or more"),
        ("PRESSCARD_TIME_LIMIT", "nan", "between 0 and 600"),
        ("PRESSCARD_TIME_LIMIT", "-1", "between 0 and 600"),
        ("PRESSCARD_STORE_CARDS", "perhaps", "must be 1 or 0"),
        ("PRESSCARD_TOKEN", "short", "at least 16"),
        ("PRESSCARD_LOG_LEVEL", "LOUD", "DEBUG, INFO"),
        ("PRESSCARD_ALLOWED_HOSTS", "https://news.example", "no request can match 'https://news"),
        ("PRESSCARD_ALLOWED_HOSTS", "news.example:8787", "Write it like news.example"),
        ("PRESSCARD_ALLOWED_HOSTS", "news.example/", "no request can match"),
        ("PRESSCARD_ALLOWED_HOSTS", "*.news.example", "no request can match"),
        ("PRESSCARD_ALLOWED_HOSTS", "news.example other.example", "no request can match"),
        ("PRESSCARD_ALLOWED_HOSTS", "[fe80::1]", "no request can match"),
        ("PRESSCARD_ALLOWED_HOSTS", "zürich.example", "no request can match"),
        ("PRESSCARD_EXTENSIONS", "abcdefgh", "Write it like chrome-extension://"),
        ("PRESSCARD_EXTENSIONS", "chrome-extension://abc/", "no request can match"),
        ("PRESSCARD_EXTENSIONS", "https://news.example", "no request can match"),
    ],
)
def test_what_cannot_be_used_is_explained(name, value, words):
    with pytest.raises(SettingError, match=words):
        from_environment({name: value})


def test_a_token_does_not_show_when_settings_are_printed():
    assert "correct-horse-battery" not in repr(Settings(token="correct-horse-battery"))


def test_every_setting_is_documented():
    assert set(documentation()) == {field.name for field in fields(Settings)}
