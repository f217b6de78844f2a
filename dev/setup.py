#!/usr/bin/env python3
"""Build the development environment under ``.dev/``: a real Odoo 19 and all it needs.

Standard library only, idempotent and resumable: each step looks whether its result is there. Run as root it installs
what only the system can give (Chromium, fonts, libraries) with apt-get; run as anybody else it says what is missing.

    python3 dev/setup.py             build what is missing
    ODOO_HOME=~/odoo dev/setup.py    use that Odoo 19 checkout instead of Debian's package
    PGHOST=… PGUSER=… dev/setup.py   use that PostgreSQL instead of our own
"""

import contextlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

APT = lib.DEV / "apt"
LOG = lib.LOGS / "setup.log"
# apt-get with its own folders, and with its own sources too: the machine's are neither written nor extended. A mirror
# that lags behind serves indexes past their date; their signature is checked all the same.
APT_FOLDERS = (
    f"-oDir::State::lists={APT}/lists",
    f"-oDir::Cache={APT}/cache",
    "-oAPT::Sandbox::User=",
    "-oAcquire::Languages=none",
    "-oAcquire::Check-Valid-Until=false",
    "-oAcquire::Retries=3",
)
APT_PRIVATE = (
    f"-oDir::Etc::sourcelist={APT}/sources.list",
    "-oDir::Etc::sourceparts=/dev/null",
    *APT_FOLDERS,
)
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# The suite whose fonts and scripts fill the links of Odoo's package: later ones carry a Font Awesome without the
# file names that Odoo uses.
COMPANION_SUITE = "bookworm"
COMPANIONS = {
    "libjs-jquery": COMPANION_SUITE,
    "libjs-jquery-form": COMPANION_SUITE,
    "libjs-underscore": COMPANION_SUITE,
    "fonts-font-awesome": COMPANION_SUITE,
    "fonts-inconsolata": COMPANION_SUITE,
    "fonts-ocr-b": COMPANION_SUITE,
    "fonts-roboto-unhinted": COMPANION_SUITE,
    "fonts-montserrat": "sid",
}
PDF_LIBRARIES = {
    "libXrender.so.1": "libxrender1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libXext.so.6": "libxext6",
    "libX11.so.6": "libx11-6",
    "libstdc++.so.6": "libstdc++6",
}
IS_ROOT = os.geteuid() == 0


def run(command, **kwargs):
    """Run ``command`` with its output in the set-up's log; return whether it succeeded."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with open(LOG, "a") as log:
        log.write(f"$ {' '.join(map(str, command))}\n")
        log.flush()
        return subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, **kwargs).returncode == 0


@contextlib.contextmanager
def step(title):
    """Announce a long step and how long it took."""
    lib.say(f"· {title} …")
    start = time.monotonic()
    yield
    lib.say(f"  done in {time.monotonic() - start:.0f} s")


def missing(what, why, todo):
    """Say in one line that something optional is missing."""
    lib.say(f"! {what} is missing: {why}; {todo}")


# ------------------------------------------------------------------------------------------------------------ Debian


def apt_install(*packages):
    """Install Debian packages on the machine, as root only; return whether they are there afterwards."""
    if not IS_ROOT or shutil.which("apt-get") is None:
        return False
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if run(command, env=env):
        return True
    # On a bare machine the package lists are empty or old.
    return run(["apt-get", "update"]) and run(command, env=env)


def debian_mirrors():
    """Return the addresses of the Debian archive in this machine's own apt sources.

    apt names them only where its package lists are filled, which a bare machine's are not: it fills private ones.
    """
    run(["apt-get", *APT_FOLDERS, "update"])
    command = ["apt-get", *APT_FOLDERS, "indextargets", "--format", "$(COMPONENT) $(RELEASE) $(REPO_URI)"]
    result = subprocess.run(command, capture_output=True, text=True)
    suites = ("bookworm", "trixie", "forky", "sid", "stable", "oldstable", "testing", "unstable")
    found = []
    for line in result.stdout.splitlines():
        component, suite, address = line.split()[:3]
        if component == "main" and suite in suites and address not in found:
            found.append(address)
    return sorted(found, key=lambda address: not address.rstrip("/").endswith("/debian"))


def private_apt():
    """Prepare a private apt that sees the suites we take packages from.

    Odoo 19 is in Debian's unstable suite only, which must never enter the machine's own sources.
    """
    for folder in ("lists/partial", "cache/archives/partial", "debs"):
        (APT / folder).mkdir(parents=True, exist_ok=True)
    signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    for address in debian_mirrors():
        suites = (COMPANION_SUITE, "sid")
        text = "".join(f"deb {signed}{address} {suite} main\n" for suite in suites)
        (APT / "sources.list").write_text(text)
        # A suite that cannot be fetched is only a warning of apt-get: ask for the package itself.
        run(["apt-get", *APT_PRIVATE, "update"])
        if run(["apt-get", *APT_PRIVATE, "download", "--print-uris", "odoo-19/sid"]):
            return
    raise lib.DevError(
        "no Debian archive with the package odoo-19 among this machine's apt sources: Odoo comes from there; "
        "run on Debian, or set ODOO_HOME to an Odoo 19 checkout."
    )


def unpack(package, suite, *paths):
    """Download a Debian package and unpack ``paths`` (default: all of it) below the Odoo prefix."""
    folder = APT / "debs"
    if not any(folder.glob(f"{package}_*.deb")):
        command = ["apt-get", *APT_PRIVATE, "download", f"{package}/{suite}"]
        if not run(command, cwd=folder):
            raise lib.DevError(f"Debian's package {package} could not be downloaded: Odoo needs it; see {LOG}.")
    deb = max(folder.glob(f"{package}_*.deb"), key=lambda path: path.stat().st_mtime)
    lib.ODOO_PREFIX.mkdir(exist_ok=True)
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE) as archive:
        if not run(["tar", "-x", "--no-same-owner", "-C", str(lib.ODOO_PREFIX), *paths], stdin=archive.stdout):
            raise lib.DevError(f"{deb.name} could not be unpacked (disk full?): see {LOG}.")
    deb.unlink()


# ------------------------------------------------------------------------------------------------------------- steps


def check_machine():
    """Refuse at once what cannot work, in a sentence."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        lib.say("! not Linux on x86-64: the bundled PostgreSQL and wkhtmltopdf may not run; see PGHOST and ODOO_HOME.")
    free = shutil.disk_usage(lib.ROOT).free / 1e9
    if free < 4 and not lib.READY.exists():
        raise lib.DevError(f"{free:.1f} GB left on the disk: Odoo and its databases take about 4 GB; make room.")


def find_python():
    """Return the Python to build the virtual environment with: 3.11, on which the pins were tested, if there is."""
    for name in ("/usr/bin/python3.11", "python3.11"):
        found = shutil.which(name)
        if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:
            return found
    if sys.version_info < (3, 11):
        raise lib.DevError("Python 3.11 is missing: the pinned packages need it; install python3.11-venv.")
    lib.say(f"! Python 3.11 is missing: the pins were tested on it, trying with {platform.python_version()}.")
    return sys.executable


def make_venv(folder, requirements):
    """Create a virtual environment in ``folder`` with the packages pinned in ``requirements``, unless it is there."""
    stamp = folder / "requirements.txt"
    if stamp.exists() and stamp.read_text() == requirements.read_text():
        return
    name = requirements.relative_to(lib.ROOT)
    with step(f"Python packages of {name} into {folder.relative_to(lib.ROOT)}"):
        python = find_python()
        if not (folder / "bin/pip").exists():
            command = [python, "-m", "venv", "--clear", str(folder)]
            if not run(command):
                version = subprocess.check_output([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
                package = f"python{version.decode().strip()}-venv"
                if not (apt_install(package) and run(command)):
                    raise lib.DevError(f"{package} is missing: it makes virtual environments; apt-get install it.")
        pip = [str(folder / "bin/python"), "-m", "pip", "install", "--disable-pip-version-check"]
        if not run([*pip, "-r", str(requirements)]):
            raise lib.DevError(f"pip could not install {name}: is PyPI reachable? See {LOG}.")
        shutil.copy(requirements, stamp)


def setup_oca():
    """Unpack the add-ons of others that our glue add-ons need; without them these are skipped and counted.

    They go to a folder of their own, not into the virtual environment: there they would be part of every Odoo.
    """
    stamp = lib.OCA / "requirements.txt"
    if stamp.exists() and stamp.read_text() == lib.OCA_REQUIREMENTS.read_text():
        return
    with step(f"add-ons of {lib.OCA_REQUIREMENTS.relative_to(lib.ROOT)} into {lib.OCA.relative_to(lib.ROOT)}"):
        shutil.rmtree(lib.OCA, ignore_errors=True)
        pip = [str(lib.PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-deps"]
        if not run([*pip, "--target", str(lib.OCA), "-r", str(lib.OCA_REQUIREMENTS)]):
            shutil.rmtree(lib.OCA, ignore_errors=True)
            missing("queue_job", "the glue add-on for it is not tested", f"is PyPI reachable? See {LOG}")
            return
        shutil.copy(lib.OCA_REQUIREMENTS, stamp)


def setup_odoo():
    """Unpack Odoo 19 and what Debian split off from it; nothing to do with ``ODOO_HOME``."""
    home = lib.odoo_home()
    if os.environ.get("ODOO_HOME"):
        lib.say(f"· Odoo from ODOO_HOME={home}")
        return
    stamp = lib.ODOO_PREFIX / "complete"
    if stamp.exists():
        return
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise lib.DevError("apt-get is missing: Odoo 19 is a Debian package; set ODOO_HOME to an Odoo 19 checkout.")
    with step("Odoo 19 from Debian into .dev/odoo (123 MB)"):
        private_apt()
        unpack("odoo-19", "sid", "./usr/lib/python3/dist-packages/odoo")
        for package, suite in COMPANIONS.items():
            unpack(package, suite, "./usr/share")
        fill_gaps(home / "odoo/addons")
        stamp.touch()


def fill_gaps(addons):
    """Make up for files that Debian left out.

    The web client loads the background blur of video calls; any backend tour fails on its absence, none on its being
    empty.
    """
    library = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        library.touch()
    broken = [link for link in addons.glob("web/static/**/*") if link.is_symlink() and not link.exists()]
    for link in broken:
        lib.say(f"! {link.relative_to(addons)} points nowhere: a page of Odoo may look wrong without it.")


def setup_pdf():
    """Link the patched wkhtmltopdf, and see that its libraries and a font are there."""
    binary = lib.VENV / "bin/wkhtmltopdf-pack"
    if binary.exists():
        lib.BIN.mkdir(exist_ok=True)
        link = lib.BIN / "wkhtmltopdf"
        if not link.is_symlink():
            link.unlink(missing_ok=True)
            link.symlink_to(os.path.relpath(binary, lib.BIN))
        binary.chmod(binary.stat().st_mode | 0o111)
        linked = subprocess.run(["ldd", str(binary)], capture_output=True, text=True).stdout
        absent = [package for name, package in PDF_LIBRARIES.items() if f"{name} => not found" in linked]
        if absent and not apt_install(*absent):
            missing("wkhtmltopdf's library", "no PDF is printed without it", f"apt-get install {' '.join(absent)}")
    fonts = shutil.which("fc-list") and subprocess.run(["fc-list"], capture_output=True, text=True).stdout
    if not fonts and not apt_install("fontconfig", "fonts-dejavu-core"):
        missing("a font", "PDF documents come out blank", "apt-get install fontconfig fonts-dejavu-core")


def setup_tools():
    """Install Chromium for browser tours and poppler for looking at PDF files, where the machine lets us."""
    browsers = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    if not any(map(shutil.which, browsers)):
        with step("Chromium from Debian"):
            if not apt_install("chromium"):
                missing("Chromium", "browser tours are skipped and counted as skipped", "apt-get install chromium")
    if not shutil.which("pdftoppm") and not apt_install("poppler-utils"):
        missing("poppler-utils", "PDF pages cannot be turned into pictures", "apt-get install poppler-utils")


def setup_database():
    """Start PostgreSQL, with the role Odoo uses: Odoo refuses the superuser."""
    lib.ensure_pg()
    allowed = lib.sql("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
    if allowed != ["t"]:
        user = lib.pg_environ()["PGUSER"]
        raise lib.DevError(f"role {user} of PGHOST may not create databases: ALTER ROLE {user} CREATEDB.")


def main():
    """Run every step; each returns at once when its result is there."""
    with lib.locked("setup"):
        check_machine()
        make_venv(lib.VENV, lib.REQUIREMENTS)
        setup_odoo()
        setup_oca()
        setup_pdf()
        setup_tools()
        setup_database()
        lib.READY.write_text(lib.setup_key())


if __name__ == "__main__":
    main()
