"""The wheel holds the add-on and nothing else, and Odoo loads it from where pip put it."""

import zipfile

import pytest

import dist
import lib
import wheel

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheels():
    """The wheels of this tree, ours first."""
    return wheel.build()


def test_wheel_holds_the_add_on_only(wheels):
    """Every file is one of the add-on's, under Odoo's namespace, and none of the development's."""
    with zipfile.ZipFile(wheels[0]) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
        metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = archive.read(metadata).decode()
    prefix = f"odoo/addons/{lib.MODULE}/"
    assert {name for name in names if not name.startswith(prefix)} == set()
    wanted = {path.as_posix() for path in dist.files()}
    assert {name.removeprefix(prefix) for name in names} - wanted <= {"pyproject.toml"}
    assert wanted <= {name.removeprefix(prefix) for name in names}
    assert f"Version: {dist.version()}" in told
    assert {"Requires-Dist: xlsxwriter", "Requires-Dist: num2words", "Requires-Dist: qrcode"} <= set(told.splitlines())


def test_glue_add_ons_ask_for_ours(wheels):
    """A glue add-on's wheel brings ours with it."""
    with zipfile.ZipFile(wheels[1]) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        assert "Requires-Dist: odoo-addon-account_dunning" in archive.read(metadata).decode()


def test_wheel_loads_beside_odoo(wheels):
    """Installed by pip without its dependencies, the add-on installs on a database without an error."""
    wheel.check(wheels[0])
