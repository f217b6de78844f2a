"""A time-stamping authority on this machine: certificates, keys and answers made by openssl, served on a free local port."""

import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

CONF = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[req]
distinguished_name = name
prompt = no
[name]
CN = unused
"""


class LocalAuthority:
    """Answers requests while it is open; ``answers`` counts them, ``broken`` replaces what it answers."""

    def __init__(self, name="Example TSA"):
        self.folder = Path(tempfile.mkdtemp(prefix="tsa-"))
        (self.folder / "conf").write_text(CONF.format(folder=self.folder))
        (self.folder / "serial").write_text("01")
        self.answers, self.broken = 0, None
        self._make_certificates(name)

    def _openssl(self, *arguments):
        done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, cwd=self.folder, check=True)
        return done.stdout

    def _make_certificates(self, name):
        key = ["-newkey", "rsa:2048", "-nodes", "-config", "conf"]
        root = ("-days", "3650", "-subj", f"/CN={name} Root", "-extensions", "ca")
        self._openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", *root)
        self._openssl("req", "-new", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", f"/CN={name}")
        signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3650", "-extfile", "conf", "-extensions", "leaf"]
        self._openssl("x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", *signing)

    @property
    def root(self):
        """The root certificate as PEM."""
        return (self.folder / "ca.pem").read_text()

    @property
    def url(self):
        """Where it takes requests."""
        return f"http://127.0.0.1:{self.server.server_port}/"

    def stamp(self, query):
        """Return the answer to a request (bytes)."""
        (self.folder / "query").write_bytes(query)
        signer = ["-signer", "tsa.pem", "-inkey", "tsa.key", "-config", "conf", "-section", "own"]
        self._openssl("ts", "-reply", "-queryfile", "query", "-out", "reply", *signer)
        return (self.folder / "reply").read_bytes()

    def __enter__(self):
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                authority.answers += 1
                content = authority.broken if authority.broken is not None else authority.stamp(query)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments):
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()
