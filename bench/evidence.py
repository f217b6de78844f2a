"""Measure the evidence file of a customer with about 1,000 pieces, and verify it by plain Python without Odoo.

Usage: ``DB=demo python bench/evidence.py [PIECES] [KILOBYTES]`` (default 1,000 pieces, documents of 100 kB each). The
database is one of ``make demo``; nothing of it stays changed. Writes ``bench/EVIDENCE.md``; the targets are 60 s and 300 MB.
"""

import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import lib

REPORT = Path(__file__).resolve().parent / "EVIDENCE.md"
TARGET_SECONDS, TARGET_MEGABYTES = 60, 300


def memory():
    """Return the peak of memory of this process in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor():
    """Return the processor seconds of this process and of the programs that it started."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def add_documents(env, profile, number, size):
    """Attach documents to the customer's invoices, all different, so that nothing is compressed away."""
    about = [("commercial_partner_id", "=", profile.partner_id.id), ("move_type", "=", "out_invoice"), ("amount_residual", ">", 0)]
    moves = env["account.move"].search(about)
    dice = random.Random(1000)
    for start in range(0, number, 100):
        env["ir.attachment"].create(
            [
                {
                    "name": f"delivery note {rank}.bin", "raw": dice.randbytes(size * 1024), "res_model": "account.move",
                    "res_id": moves[rank % len(moves)].id,
                }
                for rank in range(start, min(start + 100, number))
            ]
        )  # fmt: skip
        env.flush_all()
        env.invalidate_all()


def verify(archive, folder):
    """Run the script that is inside the file, by itself, without environment and without Odoo."""
    script = folder / "verify.py"
    with zipfile.ZipFile(archive) as content:
        script.write_bytes(content.read("verify.py"))
    return subprocess.run([sys.executable, "-I", str(script), str(archive)], capture_output=True, text=True, check=False, env={})


def measure(env, pieces, size):
    """Make the file and verify it; return what was seen, as a dict."""
    env.cr.execute(
        "SELECT commercial_partner_id FROM account_move WHERE move_type = 'out_invoice' AND amount_residual > 0 "
        "GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1"
    )
    [partner] = env.cr.fetchone()
    profile = env["dunning.profile"]._get_or_create(env["res.partner"].browse(partner), env.company)
    first = env["dunning.evidence.file"]._make_file(profile, env["dunning.case"])
    add_documents(env, profile, max(pieces - first.piece_count, 0), size)
    before, busy, begin = memory(), processor(), time.perf_counter()
    made = env["dunning.evidence.file"]._make_file(profile, env["dunning.case"])
    seconds, busy, peak = time.perf_counter() - begin, processor() - busy, memory()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "evidence.zip"
        archive.write_bytes(made.sudo().attachment_id.raw)
        begin = time.perf_counter()
        done = verify(archive, Path(folder))
        return {
            "pieces": made.piece_count, "megabytes": archive.stat().st_size / 2**20, "seconds": seconds, "busy": busy,
            "before": before,
            "peak": peak, "verify": time.perf_counter() - begin, "code": done.returncode,
            "said": (done.stdout + done.stderr).strip().splitlines()[-1],
        }  # fmt: skip


def write_report(seen):
    """Write ``bench/EVIDENCE.md``."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    fits = seen["seconds"] < TARGET_SECONDS and seen["peak"] < TARGET_MEGABYTES
    REPORT.write_text(
        f"""# The evidence file

Written by `python bench/evidence.py` on {date.today()}: {machine}, load {os.getloadavg()[0]:.1f}.

| measured | value | target |
|---|---:|---:|
| pieces | {seen["pieces"]:,} | 1,000 |
| size of the file | {seen["megabytes"]:.0f} MB | |
| making it | {seen["seconds"]:.1f} s | {TARGET_SECONDS} s |
| … of which the processor worked for it (the database apart) | {seen["busy"]:.1f} s | |
| peak of memory of the process, Odoo included ({seen["before"]:.0f} MB before) | {seen["peak"]:.0f} MB | {TARGET_MEGABYTES} MB |
| verifying it by plain Python, without environment and without Odoo | {seen["verify"]:.1f} s | |

Targets are {"met" if fits else "**missed**"}. What `verify.py` said (exit code {seen["code"]}): {seen["said"]}
"""
    )


def main():
    """Measure, roll back, report."""
    given = [int(word) for word in sys.argv[1:3]]
    pieces, size = [*given, *(1000, 100)[len(given) :]]
    with lib.odoo_env(os.environ.get("DB", "demo")) as env:
        seen = measure(env, pieces, size)
        env.cr.rollback()
    write_report(seen)
    lib.say(REPORT.read_text())


if __name__ == "__main__":
    lib.use_venv()
    main()
