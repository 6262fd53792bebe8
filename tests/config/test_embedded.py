"""The embedded servers, driven through processes that come, go and are killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from reviewapp.config.embedded.postgres import programs

ROOT = Path(__file__).resolve().parents[2]

# Who starts the tests in the background has interrupts ignored, and children inherit that.
USE = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {root!r})
from pathlib import Path
from reviewapp.config.embedded.{kind} import ensure_{kind}
print(ensure_{kind}(Path({var!r})), flush=True)
time.sleep({seconds})
"""


def user(kind: str, var: Path, *, seconds: float) -> tuple["subprocess.Popen[str]", str]:
    """A process that uses the server for some seconds, and the address it was given."""
    code = USE.format(root=str(ROOT), kind=kind, var=str(var), seconds=seconds)
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def postgres(address: str) -> psycopg.Connection:
    return psycopg.connect(f"host={address} user=postgres dbname=pillars", autocommit=True)


def server_pid(var: Path) -> int:
    return int((var / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])


def wait_gone(pid: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid):
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def var(tmp_path):
    yield tmp_path
    data = tmp_path / "postgres" / "data"
    if data.exists():
        as_user = {"user": "pgserver"} if os.geteuid() == 0 else {}
        subprocess.run(
            [str(programs() / "pg_ctl"), "stop", "-m", "immediate", "-D", str(data)],
            check=False,
            capture_output=True,
            cwd="/",
            **as_user,
        )


@pytest.mark.slow
def test_the_last_user_stops_postgres_and_its_data_stay(var):
    first, address = user("postgres", var, seconds=600)
    second, same = user("postgres", var, seconds=600)
    assert same == address
    with postgres(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        version = connection.execute("SHOW server_version").fetchone()
    assert version is not None
    assert version[0].startswith("18")
    pid = server_pid(var)

    first.send_signal(signal.SIGINT)
    first.wait(20)
    assert psutil.pid_exists(pid)
    second.send_signal(signal.SIGINT)
    second.wait(20)
    assert wait_gone(pid)

    third, address = user("postgres", var, seconds=600)
    with postgres(address) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    third.send_signal(signal.SIGINT)
    third.wait(20)


@pytest.mark.slow
def test_a_killed_user_and_a_killed_server_lose_nothing(var):
    first, address = user("postgres", var, seconds=600)
    with postgres(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    first.kill()
    first.wait(20)
    pid = server_pid(var)
    assert psutil.pid_exists(pid)  # nobody was left to stop it
    os.kill(pid, signal.SIGKILL)  # its children end by themselves, a moment later
    assert wait_gone(pid)

    second, address = user("postgres", var, seconds=600)
    with postgres(address) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
    pid = server_pid(var)
    second.send_signal(signal.SIGINT)
    second.wait(20)
    assert wait_gone(pid)


def test_redis_is_private_shared_and_stopped_by_its_last_user(var):
    first, address = user("redis", var, seconds=600)
    second, same = user("redis", var, seconds=600)
    assert same == address
    client = redis.Redis(unix_socket_path=address, retry=Retry(NoBackoff(), 0))
    client.set("kept", "yes")
    assert client.config_get("port") == {b"port": b"0"} or client.config_get("port") == {
        "port": "0"
    }

    first.kill()
    first.wait(20)
    assert client.ping()
    second.send_signal(signal.SIGINT)
    second.wait(20)
    with pytest.raises(redis.ConnectionError):
        client.ping()

    third, address = user("redis", var, seconds=600)
    assert redis.Redis(unix_socket_path=address).get("kept") in (b"yes", "yes")
    third.send_signal(signal.SIGINT)
    third.wait(20)


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    process, address = user("redis", deep, seconds=600)
    assert len(address) < 100
    assert redis.Redis(unix_socket_path=address).ping()
    process.send_signal(signal.SIGINT)
    process.wait(20)
