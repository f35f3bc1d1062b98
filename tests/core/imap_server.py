"""A small IMAP server for tests: one folder, the commands a reader of returned mails needs."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PASSWORD = "agreed"


class Folder:
    """What lies in the mailbox: bytes and flags by number; `log` holds every command."""

    def __init__(self, *mails: bytes) -> None:
        self.mails = dict(enumerate(mails, start=1))
        self.flags: dict[int, set[str]] = {number: set() for number in self.mails}
        self.log: list[str] = []
        self.port = 0

    def expunge(self) -> None:
        """Forget what is marked as deleted."""
        for number in [one for one, flags in self.flags.items() if "\\Deleted" in flags]:
            del self.mails[number], self.flags[number]


class _Talk(socketserver.StreamRequestHandler):
    folder: Folder

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            self.folder.log.append(command)
            answer = self.answer(command)
            self.wfile.write(f"{tag} {answer}\r\n".encode())
            if command == "LOGOUT":
                return

    def answer(self, command: str) -> str:
        folder = self.folder
        if command.startswith("LOGIN"):
            return "OK in" if command.endswith(f'"{PASSWORD}"') else "NO wrong password"
        if command.startswith("CAPABILITY"):
            self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        if command.startswith("UID SEARCH"):
            new = [number for number, flags in folder.flags.items() if not flags & {"\\Seen", "\\Deleted"}]
            self.wfile.write(f"* SEARCH {' '.join(map(str, new))}\r\n".encode())
        if command.startswith("UID FETCH"):
            self.fetch(int(command.split()[2]))
        if command.startswith("UID STORE"):
            folder.flags[int(command.split()[2])] |= set(re.findall(r"\\\w+", command))
        if command == "EXPUNGE":
            folder.expunge()
        return "OK done"

    def fetch(self, number: int) -> None:
        mail = self.folder.mails[number]
        self.wfile.write(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")


@contextmanager
def serving(folder: Folder) -> Iterator[Folder]:
    """Answer on a free port of this machine for as long as the block lasts."""
    talk = type("Talk", (_Talk,), {"folder": folder})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        server.daemon_threads = True
        folder.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield folder
        server.shutdown()
