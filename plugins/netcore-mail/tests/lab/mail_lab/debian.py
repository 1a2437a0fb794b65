"""Real servers, as Debian ships them: Dovecot, and Postfix or Exim, on free ports of the loopback.

Everything they read, write and log is in one folder of their own; nothing of the system's configuration is read or
changed.  They have to be started by root, since they give up rights by changing users.  `nox -s mail_servers` gets
them.

The users are ada@example.org and bob@example.org, with the password "péssword 1".  Mail for gone@example.org is taken
and comes back, for later@example.org it is put off, and for anybody else it is refused.
"""

import os
import shutil
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import trustme

PASSWORD = "péssword 1"
USERS = ("ada@example.org", "bob@example.org")
GONE, LATER = "gone@example.org", "later@example.org"
SIZE_LIMIT = 300_000


class NotInstalled(Exception):
    """A server that is needed is not there; the message says how to get it."""


def free_ports(number: int) -> tuple[int, ...]:
    """Ports that nobody listens on now, all held at once, since one that was let go is soon given again."""
    with ExitStack() as held:
        listeners = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return tuple(listener.getsockname()[1] for listener in listeners)


class RealServer(ABC):
    """One server in a folder of its own, made in ``folder``, from its making until `close`."""

    program: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        folder.chmod(0o755)
        self.start()

    @abstractmethod
    def start(self) -> None:
        """Configure and start it, and wait until it listens."""

    def run(self, *arguments: str) -> None:
        """Start the program in the foreground."""
        with (self.folder / "output.log").open("wb") as output:
            self.process = subprocess.Popen([self.program, *arguments], stdout=output, stderr=output)

    def close(self) -> None:
        """Stop it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def write(self, name: str, text: str, mode: int = 0o644) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def wait_for(self, *ports: int) -> None:
        """Wait until it listens on the ports."""
        for port in ports:
            wait_until(partial(_listens, port), f"{type(self).__name__} on port {port}: {self.log()[-2000:]}")

    def log(self) -> str:
        return "\n".join(path.read_text("utf-8", "replace") for path in self.folder.glob("*.log"))


class Dovecot(RealServer):
    """Keeps the mail (IMAP with TLS and with STARTTLS), takes what is delivered (LMTP), and knows the passwords."""

    def start(self) -> None:
        self.program = _found("dovecot", "dovecot-imapd")
        self.imaps, self.imap, self.lmtp = free_ports(3)
        self.auth_socket = self.folder / "run" / "auth"
        self.mail = self.folder / "mail"
        self.mail.mkdir()
        shutil.chown(self.mail, "mail", "mail")
        certificate(self.folder)
        self.write("users", "".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in USERS))
        conf = self.write(
            "dovecot.conf",
            f"""
            base_dir = {self.folder}/run
            state_dir = {self.folder}/state
            log_path = {self.folder}/dovecot.log
            listen = 127.0.0.1
            protocols = imap lmtp
            ssl = required
            ssl_cert = <{self.folder}/cert.pem
            ssl_key = <{self.folder}/key.pem
            auth_mechanisms = plain login
            mail_location = maildir:{self.mail}/%n
            first_valid_uid = 1
            passdb {{
              driver = passwd-file
              args = {self.folder}/users
            }}
            userdb {{
              driver = static
              args = uid=mail gid=mail home={self.mail}/%n
            }}
            namespace inbox {{
              inbox = yes
              separator = /
              mailbox Sent {{
                auto = create
                special_use = \\Sent
              }}
              mailbox Trash {{
                auto = create
                special_use = \\Trash
              }}
            }}
            service imap-login {{
              inet_listener imap {{
                port = {self.imap}
              }}
              inet_listener imaps {{
                port = {self.imaps}
                ssl = yes
              }}
            }}
            service lmtp {{
              inet_listener lmtp {{
                address = 127.0.0.1
                port = {self.lmtp}
              }}
            }}
            service auth {{
              unix_listener auth {{
                mode = 0666
              }}
            }}
            service stats {{
              unix_listener stats-writer {{
                mode = 0666
              }}
            }}
            """,
        )
        self.run("-F", "-c", str(conf))
        self.wait_for(self.imaps, self.imap, self.lmtp)

    def renumber(self, user: str) -> None:
        """Make Dovecot forget the numbers of a user's INBOX, as a restored backup would."""
        for file in (self.mail / user.partition("@")[0]).glob("dovecot*"):
            file.unlink()


class Mta(RealServer):
    """Takes mail from signed-in users: STARTTLS on ``submission``, TLS on ``submissions``."""

    def __init__(self, folder: Path, dovecot: Dovecot) -> None:
        self.dovecot = dovecot
        self.submission, self.submissions = free_ports(2)
        super().__init__(folder)


class Postfix(Mta):
    """Postfix, one instance of its own."""

    def start(self) -> None:
        self.program = _found("postfix", "postfix")
        certificate(self.folder)
        for name in ("queue", "data"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        self.write("users", "".join(f"{user} x\n" for user in (*USERS, GONE, LATER)))
        self.write("access", f"{LATER} 450 4.2.0 Greylisted, try again in 300 seconds\n")
        (self.folder / "main.cf").write_text(self._main(), encoding="ascii")
        (self.folder / "master.cf").write_text(self._master(), encoding="ascii")
        self.run("-c", str(self.folder), "start-fg")
        self.wait_for(self.submission, self.submissions)

    def close(self) -> None:
        """Stop it as it wants to be stopped: its master runs in a session of its own."""
        subprocess.run([self.program, "-c", str(self.folder), "stop"], capture_output=True, check=False)
        super().close()

    def _main(self) -> str:
        settings = {
            "compatibility_level": "3.6",
            "queue_directory": self.folder / "queue",
            "data_directory": self.folder / "data",
            "maillog_file": self.folder / "postfix.log",
            "maillog_file_prefixes": self.folder,
            "inet_interfaces": "127.0.0.1",
            "myhostname": "mx.example.org",
            "mydestination": "",
            "mynetworks": "",
            "alias_maps": "",
            "virtual_mailbox_domains": "example.org",
            "virtual_mailbox_maps": f"texthash:{self.folder}/users",
            "virtual_transport": f"lmtp:inet:127.0.0.1:{self.dovecot.lmtp}",
            "default_transport": "error:5.1.2 no way out of the laboratory",
            "relay_transport": "error:5.1.2 no way out of the laboratory",
            "message_size_limit": SIZE_LIMIT,
            "smtpd_tls_security_level": "encrypt",
            "smtpd_tls_cert_file": self.folder / "cert.pem",
            "smtpd_tls_key_file": self.folder / "key.pem",
            "smtpd_tls_auth_only": "yes",
            "smtpd_sasl_auth_enable": "yes",
            "smtpd_sasl_type": "dovecot",
            "smtpd_sasl_path": self.dovecot.auth_socket,
            "smtpd_relay_restrictions": "permit_sasl_authenticated, reject",
            "smtpd_recipient_restrictions": f"check_recipient_access texthash:{self.folder}/access,"
            " permit_sasl_authenticated, reject",
        }
        return "".join(f"{name} = {value}\n" for name, value in settings.items())

    def _master(self) -> str:
        services = [
            f"127.0.0.1:{self.submission} inet n - n - - smtpd",
            f"127.0.0.1:{self.submissions} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes",
            "cleanup unix n - n - 0 cleanup",
            "qmgr unix n - n 300 1 qmgr",
            "tlsmgr unix - - n 1000? 1 tlsmgr",
            "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce",
            "defer unix - - n - 0 bounce",
            "trace unix - - n - 0 bounce",
            "error unix - - n - - error",
            "retry unix - - n - - error",
            "lmtp unix - - n - - lmtp",
            "anvil unix - - n - 1 anvil",
            "scache unix - - n - 1 scache",
            "proxymap unix - - n - - proxymap",
            "postlog unix-dgram n - n - 1 postlogd",
        ]
        return "".join(f"{service}\n" for service in services)


class Exim(Mta):
    """Exim, one daemon of its own."""

    def start(self) -> None:
        self.program = _found("exim4", "exim4-daemon-light")
        certificate(self.folder)
        for name in ("spool", "logs"):
            (self.folder / name).mkdir()
        for path in (self.folder, *self.folder.iterdir()):
            shutil.chown(path, "Debian-exim", "Debian-exim")
        conf = self.write("exim.conf", self._conf())
        self.run("-C", str(conf), "-bdf", "-q1s")
        self.wait_for(self.submission, self.submissions)

    def _conf(self) -> str:
        users = " : ".join(USERS)
        return f"""
exim_path = {self.program}
keep_environment =
primary_hostname = mx.example.org
spool_directory = {self.folder}/spool
log_file_path = {self.folder}/%s.log
pid_file_path = {self.folder}/spool/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {self.submission} : {self.submissions}
tls_on_connect_ports = {self.submissions}
tls_advertise_hosts = *
tls_certificate = {self.folder}/cert.pem
tls_privatekey = {self.folder}/key.pem
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
message_size_limit = {SIZE_LIMIT}
smtputf8_advertise_hosts = *
acl_smtp_rcpt = recipient
acl_smtp_data = accept
host_lookup =
begin acl
recipient:
  deny !authenticated = *
       message = sign in first
  defer recipients = {LATER}
        message = Greylisted, try again in 300 seconds
  deny domains = example.org
       !recipients = {users} : {GONE}
       message = User unknown
  deny !domains = example.org
       message = no way out of the laboratory
  accept
begin routers
inside:
  driver = manualroute
  domains = example.org
  route_list = * 127.0.0.1
  self = send
  transport = dovecot
begin transports
dovecot:
  driver = smtp
  protocol = lmtp
  port = {self.dovecot.lmtp}
  hosts_try_chunking =
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{inlist{{$auth2}}{{{users}}}}}{{eq{{$auth3}}{{{PASSWORD}}}}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if and{{{{inlist{{$auth1}}{{{users}}}}}{{eq{{$auth2}}{{{PASSWORD}}}}}}}}}
  server_set_id = $auth1
"""


def certificate(folder: Path) -> None:
    """A certificate for localhost in ``cert.pem`` and ``key.pem``, and its authority in ``ca.pem``."""
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    (folder / "cert.pem").write_bytes(b"".join(pem.bytes() for pem in issued.cert_chain_pems))
    (folder / "key.pem").chmod(0o600)


def wait_until(done: Callable[[], object], what: str, seconds: float = 20) -> None:
    """Wait for something that a server does by itself."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise AssertionError(f"it did not come to pass: {what}")
        time.sleep(0.05)


def _found(program: str, package: str) -> str:
    places = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    path = shutil.which(program, path=places)
    if path is None or os.geteuid() != 0:
        why = "is not installed" if path is None else "has to be started by root"
        raise NotInstalled(f"{program} {why}: `nox -s mail_servers`, or apt-get install {package}, as root")
    return path


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
