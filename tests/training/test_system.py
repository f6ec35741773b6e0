"""What Windows does otherwise, with stand-ins for it: its rules are patched in, one by one."""

import ast
import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.training import system
from explorer.training.jobs import standby as standby_module
from explorer.training.jobs.job import write_atomically
from explorer.training.jobs.records import State
from explorer.training.jobs.supervisor import Supervisor
from explorer.training.launchers.local import Local
from explorer.training.state import TrainState, restore_state, save_state
from tests.helpers import exists

SOURCES = Path(system.__file__).parents[1]
# Names that Python does not have on Windows. Where they are used, something asks first.
POSIX = {
    "os": "fork getuid geteuid getgid nice killpg setsid getpgid setpgid getpriority setpriority O_DIRECTORY "
    "O_NOFOLLOW O_NONBLOCK O_CLOEXEC mkfifo chown statvfs sched_getaffinity sched_setaffinity register_at_fork "
    "waitid wait3 wait4 WNOHANG WIFEXITED getloadavg sysconf uname sync chroot fchmod fchown pipe2",
    "signal": "SIGKILL SIGHUP SIGQUIT SIGCHLD SIGUSR1 SIGUSR2 SIGPIPE SIGALRM SIGPROF SIGXCPU SIGCONT SIGSTOP alarm "
    "setitimer ITIMER_PROF pthread_sigmask sigwait siginterrupt set_wakeup_fd pause",
    "import": "fcntl resource pwd grp termios tty pty syslog posix",
}
ASKED_FIRST = {
    ("training/system.py", "os.nice"), ("training/processes.py", "resource"), ("decode_child.py", "resource"),
    ("decode_child.py", "signal.SIGPROF"), ("decode_child.py", "signal.setitimer"),
    ("decode_child.py", "signal.ITIMER_PROF"), ("ui/server/temporary.py", "os.getuid"),
    ("models/memory.py", "os.sysconf"),
}  # fmt: skip


def posix_only(path: Path) -> set[tuple[str, str]]:
    found, tree = set(), ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("os", "signal"):
            if node.attr in POSIX[node.value.id].split():
                found.add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            found |= set(names) & set(POSIX["import"].split())
    return {(path.relative_to(SOURCES).as_posix(), name) for name in found}


def test_what_only_posix_has_is_used_where_something_asks_first():
    found = set().union(*(posix_only(path) for path in SOURCES.rglob("*.py")))
    assert found == ASKED_FIRST


class Kernel:
    """As the Windows API answers; a handle is the number of the process."""

    def OpenProcess(self, access: int, _inherit: bool, pid: int) -> int:
        assert access == system.SYNCHRONIZE
        return pid if exists(pid) else 0

    def WaitForSingleObject(self, handle: int, milliseconds: int) -> int:
        assert milliseconds == 0
        return system.WAIT_TIMEOUT if exists(handle) else 0


@pytest.fixture
def windows(monkeypatch):
    """Folders cannot be opened, nor flushed what is open for reading; signals to a child are its end."""
    opened, fsync, open_ = {}, os.fsync, os.open

    def open_no_folder(path: str | Path, flags: int, *mode: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        descriptor = open_(path, flags, *mode)
        opened[descriptor] = flags
        return descriptor

    def fsync_what_can_be_written(descriptor: int) -> None:
        if not opened[descriptor] & (os.O_RDWR | os.O_WRONLY):
            raise OSError(errno.EBADF, "Bad file descriptor")
        fsync(descriptor)

    monkeypatch.setattr(system, "WINDOWS", True)
    monkeypatch.setattr(system, "kernel", Kernel)
    monkeypatch.setattr(os, "open", open_no_folder)
    monkeypatch.setattr(os, "fsync", fsync_what_can_be_written)
    monkeypatch.setattr(subprocess.Popen, "terminate", subprocess.Popen.kill)
    monkeypatch.delattr(os, "nice")


@pytest.mark.usefixtures("windows")
def test_a_checkpoint_is_kept_and_comes_back(new_network, tmp_path):
    state = TrainState.new(new_network())
    state.step = 7
    save_state(state, tmp_path)
    restored = TrainState.new(new_network(1))
    assert restore_state(restored, tmp_path) and restored.step == 7


@pytest.mark.parametrize("busy", [1, 5])
def test_a_file_that_somebody_reads_is_replaced_a_moment_later(windows, tmp_path, monkeypatch, busy):
    replace, refused = Path.replace, []

    def refuse(self: Path, target: Path) -> Path:
        if len(refused) < busy:
            refused.append(self)
            raise PermissionError(errno.EACCES, "The process cannot access the file because it is being used")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(system, "PATIENCE_S", 60)
    write_atomically(tmp_path / "state.json", "new")
    assert (tmp_path / "state.json").read_text() == "new" and len(refused) == busy


def test_what_stays_forbidden_is_an_error(windows, tmp_path, monkeypatch):
    monkeypatch.setattr(system, "PATIENCE_S", 0.05)
    with pytest.raises(PermissionError):
        system.patiently(os.open, tmp_path, os.O_RDONLY)


def test_elsewhere_nothing_is_tried_twice():
    tries = []

    def refuse() -> None:
        tries.append(1)
        raise PermissionError

    with pytest.raises(PermissionError):
        system.patiently(refuse)
    assert len(tries) == 1


def test_a_parent_is_watched_through_the_launcher_between(windows):
    # There os.getppid() is the launcher's number, of a process that lives as long as its child.
    server = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    is_gone = system.parent_watch(server.pid)
    assert not is_gone()
    server.communicate(b"\n")
    assert is_gone() and system.parent_watch(server.pid)()  # also if it had ended before


def test_elsewhere_the_parent_is_who_started_the_process():
    assert not system.parent_watch(os.getppid())() and system.parent_watch(os.getpid())()


def test_a_child_has_a_group_of_its_own(windows, monkeypatch):
    assert system.apart() == {"creationflags": 0x200 | 0x40}
    system.step_back()  # has no os.nice to call
    monkeypatch.setattr(system, "WINDOWS", False)
    assert system.apart() == {"start_new_session": True}


def test_every_way_of_asking_is_heard_and_a_second_key_press_ends_at_once(monkeypatch):
    handlers, told = {}, []
    monkeypatch.setattr(signal, "SIGBREAK", 21, raising=False)  # Windows
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    system.when_told(lambda: told.append(True))
    for number in (signal.SIGTERM, signal.SIGTERM, 21, signal.SIGINT):
        handlers[number](number, None)
    assert len(told) == 4
    with pytest.raises(KeyboardInterrupt):
        handlers[signal.SIGINT](signal.SIGINT, None)


UNTIL_STOPPED = """
import json, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
def say(state):
    (folder / ".new").write_text(json.dumps({"state": state, "step": 3}))
    (folder / ".new").replace(folder / "state.json")
say("running")
while not (folder / "stop").exists(): time.sleep(0.01)
say("stopped")
"""


@pytest.mark.parametrize("by", ["a visitor", "the server's end"])
def test_a_stop_saves_without_signals(windows, jobs, new_job, wait_for, monkeypatch, by):
    started, options = standby_module.apart, []
    monkeypatch.setattr(standby_module, "apart", lambda: options.append(started()) or {})
    job = new_job()
    supervisor = Supervisor(jobs, Local((sys.executable, "-S", "-c", UNTIL_STOPPED)))
    wait_for(lambda: job.written_status().state == State.RUNNING)
    if by == "a visitor":
        supervisor.stop(job)
        wait_for(lambda: job.written_status().state == State.STOPPED)
    supervisor.close()
    assert (job.written_status().state, job.written_status().step) == (State.STOPPED, 3)
    assert job.is_asked_to_stop() == (by == "a visitor")  # the next server lets it go on
    assert options == [{"creationflags": 0x240}]
