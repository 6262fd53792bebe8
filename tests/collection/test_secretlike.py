"""Which variables hold a credential."""

import pytest

from reviewapp.collection.secretlike import is_secret_like, pairs, secret_like_names

KEY_ID = "AKIA" + "IOSFODNN7EXAMPLE"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    "name",
    [
        "DB_PASSWORD",
        "dbPassword",
        "MYSQL_PWD",
        "CLIENT_SECRET",
        "SECRET_KEY",
        "GITHUB_TOKEN",
        "apiKey",
        "API_KEY",
        "stripe-api-key",
        "STRIPE_APIKEY",
        "AWS_SECRET_ACCESS_KEY",
        "SSH_PRIVATE_KEY",
        "DB_PASS",
        "GITHUBTOKEN",
        "ACCESS_TOKENS",
        "CREDENTIALS",
    ],
)
def test_a_name_tells(name):
    assert is_secret_like(name, "hunter2")


@pytest.mark.parametrize(
    "value",
    [
        KEY_ID,
        f"id={KEY_ID}",
        PEM,
        "-----BEGIN PRIVATE KEY-----",
        "postgres://app:hunter2@db.internal:5432/app",
        "redis://:hunter2@cache.internal",
        "Server=db;User Id=app;Password=hunter2;",
        "ghp_" + "a" * 36,
        "xoxb-" + "1" * 12,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    ],
)
def test_a_value_tells_whatever_its_name(value):
    assert is_secret_like("SETTING", value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "info"),
        ("COMPASS", "north"),
        ("BYPASS_CACHE", "1"),
        ("KEYBOARD", "qwerty"),
        ("STAGE", "production"),
        ("DATABASE_URL", "postgres://db.internal:5432/app"),
        ("DATABASE_URL", "postgres://app@db.internal:5432/app"),
        ("CALLBACK", "https://example.com/at?time=10:20&to=a@b.c"),
        ("CERTIFICATE", "-----BEGIN CERTIFICATE-----"),
        ("SECRET_NAME", "prod/db"),
        ("SECRET_ARN", "whatever"),
        ("DB_PASSWORD_PARAMETER", "/prod/db/password"),
        ("TOKEN_TTL", "3600"),
        ("MAX_TOKENS", "4096"),
        ("TOKENIZER", "wordpiece"),
        ("PASSWORDLESS_LOGIN", "email"),
        ("SECRETARY", "Ada"),
        ("PASSWORD_MIN_LENGTH", "14"),
        ("TOKEN_URL", "https://login.example.com/token"),
        ("USE_TOKEN", "true"),
        ("API_KEY", ""),
        ("API_KEY", None),
    ],
)
def test_an_ordinary_variable_is_left_alone(name, value):
    assert not is_secret_like(name, value)


@pytest.mark.parametrize(
    "value",
    [
        "{{resolve:secretsmanager:prod/db:SecretString:password}}",
        "{{resolve:ssm-secure:/prod/db/password}}",
        "postgres://app:{{resolve:ssm-secure:/prod/db}}@db.internal/app",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf",
        "arn:aws-cn:ssm:cn-north-1:111122223333:parameter/prod/db",
        "${DB_PASSWORD}",
    ],
)
def test_a_reference_to_a_secret_is_none(value):
    assert not is_secret_like("DB_PASSWORD", value)


def test_a_telling_value_outweighs_a_harmless_name():
    assert is_secret_like("SECRET_NAME", KEY_ID)


def test_names_come_sorted_and_without_values():
    found = secret_like_names({"Z_TOKEN": "x", "A_PASSWORD": "y", "REGION": "eu-west-1"})
    assert found == ["A_PASSWORD", "Z_TOKEN"]


def test_pairs_reads_both_spellings():
    lower = [{"name": "A", "value": "1"}]
    upper = [{"Name": "B", "Value": "2", "Type": "PLAINTEXT"}]
    assert pairs(lower) | pairs(upper) == {"A": "1", "B": "2"}
    assert pairs(None) == {}
