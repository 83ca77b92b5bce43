"""Settings are read once, and a wrong one is a sentence that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SETTINGS, SettingError, load, unknown


def test_without_any_setting_everything_is_local_and_french() -> None:
    settings = load({})
    assert (settings.host, settings.port, settings.language) == ("127.0.0.1", 8080, "fr")
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.loopback and not settings.demo and settings.rate_limits
    assert settings.database_url == f"sqlite+aiosqlite:///{Path('var').absolute() / 'sensei.db'}"
    assert settings.brain_url == "" and settings.state_file is None


def test_an_empty_value_means_the_default() -> None:
    assert load({"SENSEI_PORT": " ", "SENSEI_LANGUAGE": ""}) == load({})


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"SENSEI_PORT": "eighty"}, "SENSEI_PORT"),
        ({"SENSEI_PORT": "70000"}, "SENSEI_PORT"),
        ({"SENSEI_QUIET_MS": "-1"}, "SENSEI_QUIET_MS"),
        ({"SENSEI_LANGUAGE": "de"}, "SENSEI_LANGUAGE"),
        ({"SENSEI_DEMO": "yes"}, "SENSEI_DEMO"),
        ({"SENSEI_RATE_LIMITS": "maybe"}, "SENSEI_RATE_LIMITS"),
        ({"SENSEI_PUBLIC_URL": "shop.example"}, "SENSEI_PUBLIC_URL"),
        ({"SENSEI_BACKOFFICE_URL": "http://office:x"}, "SENSEI_BACKOFFICE_URL"),
        ({"SENSEI_ORIGINS": "https://a.example b.example"}, "SENSEI_ORIGINS"),
        ({"SENSEI_PROXY": "*"}, "SENSEI_PROXY"),
        ({"SENSEI_PROXY": "10.0.0.1 0.0.0.0/0"}, "SENSEI_PROXY"),
        ({"SENSEI_PROXY": "proxy.example"}, "SENSEI_PROXY"),
        ({"SENSEI_DATABASE_URL": "mysql://x"}, "SENSEI_DATABASE_URL"),
        ({"SENSEI_TIMEZONE": "Europe/Nantes"}, "SENSEI_TIMEZONE"),
        ({"SENSEI_TIMEZONE": "../etc"}, "SENSEI_TIMEZONE"),
        ({"SENSEI_JWT_KEYS": "{"}, "SENSEI_JWT_KEYS"),
        ({"SENSEI_JWT_KEYS": '{"a": {"alg": "HS256"}}'}, "SENSEI_JWT_KEYS"),
        ({"SENSEI_JWT_KEYS": "[]"}, "SENSEI_JWT_KEYS"),
        ({"SENSEI_DEMO": "1", "SENSEI_HOST": "0.0.0.0"}, "SENSEI_DEMO"),
        ({"SENSEI_DEMO": "1", "SENSEI_PUBLIC_URL": "https://shop.example"}, "SENSEI_DEMO"),
        ({"SENSEI_RATE_LIMITS": "0", "SENSEI_HOST": "0.0.0.0"}, "SENSEI_RATE_LIMITS"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingError, match=named):
        load(environ)


def test_demo_is_allowed_on_loopback() -> None:
    assert load({"SENSEI_DEMO": "1", "SENSEI_HOST": "localhost"}).demo


def test_a_slash_at_the_end_of_an_address_is_dropped() -> None:
    settings = load({"SENSEI_PUBLIC_URL": "https://shop.example/", "SENSEI_BACKOFFICE_URL": "http://office:1/"})
    assert (settings.public_url, settings.backoffice_url) == ("https://shop.example", "http://office:1")


def test_origins_are_separated_by_blanks() -> None:
    assert load({"SENSEI_ORIGINS": "https://a.example  https://b.example"}).origins == (
        "https://a.example",
        "https://b.example",
    )


def test_no_proxy_is_believed_unless_named() -> None:
    assert load({}).proxies == ()
    assert load({"SENSEI_PROXY": "127.0.0.1 ::1 10.0.0.0/8"}).proxies == ("127.0.0.1/32", "::1/128", "10.0.0.0/8")


def test_every_setting_is_named_once_and_helps() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(names) == len(set(names))
    assert all(name.startswith("SENSEI_") for name in names)
    assert all(setting.help.endswith((".", "}.")) for setting in SETTINGS)


def test_a_misspelt_setting_is_named_with_the_right_one_and_others_are_left_alone() -> None:
    (sentence,) = unknown({"SENSEI_LANGAGE": "fr", "SENSEI_REQUIRE": "chromium", "SENSEI_BRAIN_URL": "", "HOME": "/"})
    assert sentence == "SENSEI_LANGAGE is not a setting and changes nothing: did you mean SENSEI_LANGUAGE?"


@pytest.mark.parametrize(("name", "value"), [
    ("SENSEI_TELEGRAM_TOKEN", "no token"), ("SENSEI_TELEGRAM_TOKEN", "123:a/b"), ("SENSEI_TELEGRAM_SECRET", "blank s")])
def test_a_telegram_setting_that_cannot_be_one_is_refused_without_being_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        load({name: value})
    assert name in str(refused.value) and value not in str(refused.value)


def test_no_secret_has_a_default() -> None:
    secret = ("TOKEN", "SECRET", "KEYS", "SMTP_URL", "DATABASE_URL")
    assert [s.name for s in SETTINGS if s.name.endswith(secret) and s.default] == []
