"""What measuring means here: wall-clock and processor seconds, queries of the cursor, and the peak of memory.

Processor time is that of this process, of the programs it started (wkhtmltopdf) and of its PostgreSQL backend. On a
machine that does nothing else it comes near the wall-clock time; where others work too it says what the work takes.
"""

import contextlib
import gc
import os
import resource
import time
from pathlib import Path


class Meter:
    """Collects figures about one database.

    :param env: Odoo environment of the database
    """

    def __init__(self, env):
        self.env = env
        self.figures = {}
        self._backend = env.cr._cnx.info.backend_pid

    def measure(self, name, work, count=0, repeat=1, undo=False):
        """Do some work with an empty cache and keep its figures: the fastest time of ``repeat``.

        :param str name: what is measured
        :param work: function without argument
        :param count: number of things it is done for, or a function of the work's result giving it
        :param int repeat: how often; when others use the machine too, the fastest time says most
        :param bool undo: roll back after each time
        :return: result of the last time
        """
        for _turn in range(repeat):
            self.env.flush_all()
            self.env.invalidate_all()
            gc.collect()
            queries, begin, busy = self.env.cr.sql_log_count, time.perf_counter(), self.processor_seconds()
            result = work()
            self.env.flush_all()
            figure = {
                "seconds": time.perf_counter() - begin,
                "cpu": self.processor_seconds() - busy,
                "queries": self.env.cr.sql_log_count - queries,
                "count": count(result) if callable(count) else count,
            }
            if undo:
                self.env.cr.rollback()
            self.keep(name, figure)
        return result

    def keep(self, name, figure):
        """Keep a figure; of several by one name the least of each kind of time."""
        known = self.figures.get(name)
        if known:
            figure = {**figure, **{kind: min(figure[kind], known[kind]) for kind in ("seconds", "cpu")}}
        self.figures[name] = figure

    def note(self, name, **values):
        """Keep something that was found in another way."""
        self.figures[name] = values

    def processor_seconds(self):
        """Return the processor time used so far by this process, its children and its PostgreSQL backend."""
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime + processor_seconds(self._backend)


def processor_seconds(pid):
    """Return the processor time used so far by a process of this machine, 0 when there is none of that id."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_peak():
    """Return the most memory that this process has held so far, in MB (resident set)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def memory_now():
    """Return the memory that this process holds, in MB (resident set)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2


def reset_memory_peak():
    """Have :func:`memory_peak` say from now on what is held from now on."""
    with contextlib.suppress(OSError):  # a kernel without it tells the most since the process began
        Path("/proc/self/clear_refs").write_text("5")


class Stopwatch:
    """Adds up the time spent in a method while it is patched in, to tell Odoo's part of some work from ours.

    :param owner: class that defines the method
    :param str name: of the method
    """

    def __init__(self, owner, name):
        self.owner, self.name = owner, name
        self.seconds = 0.0
        self.calls = 0

    def __enter__(self):
        self._original = original = self.owner.__dict__[self.name]
        watch = self

        def timed(*args, **kwargs):
            begin = time.perf_counter()
            try:
                return original(*args, **kwargs)
            finally:
                watch.seconds += time.perf_counter() - begin
                watch.calls += 1

        for attribute in ("_api_model", "_api_private", "_ondelete"):  # marks that Odoo's decorators left
            if hasattr(original, attribute):
                setattr(timed, attribute, getattr(original, attribute))
        setattr(self.owner, self.name, timed)
        return self

    def __exit__(self, *exc_info):
        setattr(self.owner, self.name, self._original)
