"""A PostgreSQL of its own for the faults that break one: nobody else's work is on it.

What was committed must survive its crash, so unlike the everyday server it does not answer before a commit is written.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import lib

DATA = lib.DEV / "pg_faults"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "50",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "fsync": "off",  # survives its own crash, not the machine's
    "synchronous_commit": "on",
    "jit": "off",
}


class OwnPostgres:
    """A server that may be killed, as a context manager; meanwhile ``PGHOST`` leads to it."""

    def __init__(self):
        self.socket = Path(tempfile.mkdtemp(prefix="faults-"))
        self._before = {}

    def _ctl(self, *arguments):
        command = [lib.pg_bin("pg_ctl"), "-D", str(DATA), "-w", "-t", "60", *arguments]
        lib._pg_call(command, f"pg_ctl {arguments[-1]}")

    def start(self):
        """Start it, or start it again."""
        self._ctl("-o", f"-k {self.socket}", "-l", str(DATA / "log"), "start")

    def stop(self, mode="fast"):
        """Stop it; ``immediate`` is a crash."""
        self._ctl("-m", mode, "stop")

    def restart(self, mode):
        """Stop it and start it again."""
        self.stop(mode)
        self.start()

    def fetch(self, db):
        """Copy database ``db`` from the everyday server, attachments aside: both use the same folder of files."""
        there = {**os.environ, "PGHOST": str(lib.pg_socket_dir()), "PGPORT": lib.PG_PORT, "PGUSER": lib.PG_ROLE}
        here = {**os.environ, **lib.pg_environ()}
        lib.sql(f'CREATE DATABASE "{db}"')
        dump = [lib.pg_bin("pg_dump"), "--no-owner", "--no-privileges", db]
        restore = [lib.pg_bin("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", db]
        with subprocess.Popen(dump, env=there, stdout=subprocess.PIPE) as source:
            result = subprocess.run(restore, env=here, stdin=source.stdout, stdout=subprocess.DEVNULL)
        if source.returncode or result.returncode:
            raise lib.DevError(f"{db} could not be copied to the server of the faults.")

    def __enter__(self):
        shutil.rmtree(DATA, ignore_errors=True)
        lib._pg_owned(DATA)
        lib._pg_owned(self.socket)
        options = ["-D", str(DATA), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        lib._pg_call([lib.pg_bin("initdb"), *options], "initdb")
        with open(DATA / "postgresql.conf", "a") as handle:
            handle.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        self.start()
        self._before = {name: os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGUSER")}
        os.environ.update(PGHOST=str(self.socket), PGUSER="postgres")
        os.environ.pop("PGPORT", None)
        lib.sql(f"CREATE ROLE {lib.PG_ROLE} LOGIN CREATEDB")
        os.environ["PGUSER"] = lib.PG_ROLE
        return self

    def __exit__(self, *exc_info):
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        with contextlib.suppress(lib.DevError):
            self.stop("immediate")
        shutil.rmtree(DATA, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)
