"""A private redis-server on a unix socket; it takes no TCP port."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .errors import EmbeddedServerError
from .users import join, starting

START_SECONDS = 20
SOCKET_PATH_LIMIT = 100
PROGRAMS = ("redis-server", "valkey-server")
_ready: dict[Path, int] = {}


def ensure_redis(var_dir: Path) -> str:
    """The path of the server's socket; starts the server if need be.

    Raises:
        EmbeddedServerError: no server program is installed, or it did not start.
    """
    folder = var_dir / "redis"
    socket = _socket(folder)
    if _ready.get(folder) == os.getpid():
        return str(socket)
    folder.mkdir(parents=True, exist_ok=True)
    with starting(folder):
        if not _answers(socket):
            _start(folder, socket)
    join(folder, lambda: _stop(socket))
    _ready[folder] = os.getpid()
    return str(socket)


def _socket(folder: Path) -> Path:
    path = folder / "redis.sock"
    if len(str(path)) < SOCKET_PATH_LIMIT:
        return path
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"pillars-redis-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    return short / "redis.sock"


def _answers(socket: Path) -> bool:
    try:
        return bool(_client(socket).ping())
    except redis.RedisError:
        return False


def _client(socket: Path) -> redis.Redis:
    """Without the retries that redis-py makes by default: a refusal is an answer here."""
    never = Retry(NoBackoff(), 0)
    return redis.Redis(unix_socket_path=str(socket), socket_timeout=2, retry=never)


def _start(folder: Path, socket: Path) -> None:
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise EmbeddedServerError(
            "No redis-server is installed. Install the package redis-server (or set REDIS_URL to "
            "a server of your own) and start again."
        )
    socket.unlink(missing_ok=True)  # left by a server that was killed
    _spawn(program, folder, socket)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(socket):
        if time.monotonic() > deadline:
            raise EmbeddedServerError(
                f"The embedded Redis did not start. Its log is {folder / 'log'}."
            )
        time.sleep(0.05)


def _spawn(program: str, folder: Path, socket: Path) -> None:
    options = {
        "--port": "0",
        "--unixsocket": str(socket),
        "--unixsocketperm": "700",
        "--dir": str(folder),
        "--logfile": str(folder / "log"),
        "--appendonly": "yes",
        "--save": "",
        "--maxmemory-policy": "noeviction",
    }
    arguments = [part for pair in options.items() for part in pair]
    # Its own session: Ctrl-C in the terminal must reach our processes before their broker.
    subprocess.Popen(  # noqa: S603 - the program found above
        [program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_ignore_interrupts,  # noqa: PLW1509 - no threads start here
    )


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stop(socket: Path) -> None:
    try:
        _client(socket).shutdown(save=False)
    except redis.RedisError:
        return
