#!/usr/bin/env python3
"""A real SMTP server that keeps every message it receives as an ``.eml`` file, for the demo and the tests.

Command line::

    dev/smtp_sink.py out/mail --port 2525 --refuse '@nowhere\\.example$'

In a test or a script (inside the virtual environment)::

    with SmtpSink(folder) as sink:
        server = env["ir.mail_server"].create({"name": "sink", "smtp_host": sink.host, "smtp_port": sink.port})
        …
        messages = sink.messages()
"""

import argparse
import email
import email.policy
import re
import sys
import threading
import time
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

MAX_SUBJECT = 60


def slug(text, limit=MAX_SUBJECT):
    """Return ``text`` as part of a file name: ASCII letters, digits, ``.``, ``@``, ``-``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.@]+", "-", plain).strip("-.")[:limit].strip("-.") or "none"


class SmtpSink:
    """SMTP server on 127.0.0.1, in a thread of this process, as a context manager.

    Args:
        folder: where messages go, as ``0001-recipient-subject.eml``; created when missing.
        port: TCP port; 0 takes a free one, then see :attr:`port`.
        refuse: regular expression; a recipient it is found in is refused with 550.
        time_out: regular expression; for such a recipient the server stays silent for ``delay`` seconds.
        mute: regular expression; a message to such a recipient is kept, and the sender is told nothing for ``delay``
            seconds.
        delay: seconds of that silence.
        work: seconds the server takes over each message before it accepts it, as real ones do.
        on_message: function called with the number and the recipient of each message kept, before the sender is told.
    """

    host = "127.0.0.1"

    def __init__(self, folder, port=0, refuse=None, time_out=None, mute=None, delay=120, work=0, on_message=None):
        self.folder = Path(folder)
        self.port = port or lib.free_port()
        self.refuse = re.compile(refuse) if refuse else None
        self.time_out = re.compile(time_out) if time_out else None
        self.mute = re.compile(mute) if mute else None
        self.delay = delay
        self.work = work
        self.on_message = on_message
        self.refused = []
        self._lock = threading.Lock()
        self._controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's name)
        """Accept a recipient, refuse it, or keep the sender waiting."""
        import asyncio

        if self.time_out and self.time_out.search(address):
            await asyncio.sleep(self.delay)
            return "451 4.4.1 Timed out"
        if self.refuse and self.refuse.search(address):
            self.refused.append(address)
            return f"550 5.1.1 <{address}>: Recipient address rejected: User unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        """Write the message received to its file."""
        import asyncio

        if self.work:
            await asyncio.sleep(self.work)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        subject = str(message.get("Subject", ""))
        with self._lock:
            number = len(list(self.folder.glob("*.eml"))) + 1
            path = self.folder / f"{number:04d}-{slug(envelope.rcpt_tos[0])}-{slug(subject)}.eml"
            path.write_bytes(envelope.content)
        if self.on_message:
            self.on_message(number, envelope.rcpt_tos[0])
        if self.mute and self.mute.search(envelope.rcpt_tos[0]):
            await asyncio.sleep(self.delay)
        return "250 Message stored"

    def paths(self):
        """Return the files of the messages received so far, in order."""
        return sorted(self.folder.glob("*.eml"))

    def messages(self):
        """Return the messages received so far, parsed, in order."""
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in self.paths()]

    def start(self):
        """Start listening."""
        from aiosmtpd.controller import Controller

        self.folder.mkdir(parents=True, exist_ok=True)
        self._controller = Controller(
            self, hostname=self.host, port=self.port, data_size_limit=50 * 2**20, enable_SMTPUTF8=True
        )
        self._controller.start()
        return self

    def stop(self):
        """Stop listening; the files stay."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc_info):
        self.stop()


def main():
    """Run the server until interrupted, naming each message as it comes in."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="where to keep the messages")
    parser.add_argument("--port", type=int, default=0, help="TCP port on 127.0.0.1 (0: a free one)")
    parser.add_argument("--refuse", help="refuse recipients matching this regular expression (550)")
    parser.add_argument("--time-out", help="never answer for recipients matching this regular expression")
    arguments = parser.parse_args()
    sink = SmtpSink(arguments.folder, arguments.port, arguments.refuse, arguments.time_out)
    with sink:
        lib.say(f"SMTP on {sink.host}:{sink.port}, messages in {sink.folder}")
        seen = set(sink.paths())
        try:
            while True:
                time.sleep(0.5)
                for path in sink.paths():
                    if path not in seen:
                        seen.add(path)
                        lib.say(str(path))
        except KeyboardInterrupt:
            lib.say(f"{len(sink.paths())} messages")


if __name__ == "__main__":
    lib.use_venv()
    main()
