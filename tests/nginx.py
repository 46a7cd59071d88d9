"""A real nginx with the configuration that `deploy/` brings, and a certificate made for it."""

import contextlib
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from chroma_servers import wait_until_it_answers
from conftest import ROOT

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
TEMPLATE = ROOT / "deploy" / "nginx.conf.template"

AROUND_IT = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/default.conf;
}}
"""


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine that is its own authority, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-out", str(certificate), "-keyout", str(key)]
    subprocess.run([*made, *named, *files], check=True, capture_output=True)
    return certificate, key


@contextlib.contextmanager
def running_nginx(folder: Path, variables: Mapping[str, str]) -> Iterator[None]:
    """Run nginx with the template's variables put in; all of them have to be given."""
    conf = re.sub(r"\$\{([A-Z_]+)\}", lambda name: variables[name[1]], TEMPLATE.read_text())
    (folder / "default.conf").write_text(conf)
    (folder / "nginx.conf").write_text(AROUND_IT.format(folder=folder))
    process = subprocess.Popen([str(NGINX), "-p", folder, "-c", folder / "nginx.conf"])
    trust = ssl.create_default_context(cafile=variables["CERTIFICATE"])
    try:
        url = f"https://localhost:{variables['CHROMA_PORT']}"
        wait_until_it_answers(url, process, status=401, verify=trust)
        yield
    finally:
        process.terminate()
        process.wait()
