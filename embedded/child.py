"""Becomes a child that dies with its parent: takes an identity, asks the kernel for a death signal, executes.

Run as a script with nothing but the standard library (`-I -S child.py PARENT SIGNAL IDENTITY PROGRAM ...`),
because a fork hook (`preexec_fn`) is unsafe beside threads. The order matters: a change of credentials clears
the death signal, so identity comes first; a parent that died in between is seen by its changed id.
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
NOBODY = 65534
NAMESPACE_ID = 1000


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def enter_namespace() -> None:
    """Enters a user namespace where root's files stay its own but its id is not 0, which `postgres` refuses.

    Raises:
        OSError: the kernel or the container forbids it.
    """
    user, group = os.geteuid(), os.getegid()
    _checked(_libc().unshare(CLONE_NEWUSER), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{NAMESPACE_ID} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{NAMESPACE_ID} {group} 1", encoding="ascii")


def become_nobody() -> None:
    """Becomes the user `nobody`, who keeps one capability: to pass through folders that only root may enter.

    Raises:
        OSError: this process may not change its user.
    """
    libc = _libc()
    _checked(libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), "keep capabilities")
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    bit = 1 << CAP_DAC_OVERRIDE
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    _checked(libc.capset(header, sets), "capset")
    _checked(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0), "ambient capability")


def main(arguments: list[str]) -> None:
    """Takes the identity, binds this process's life to its parent's and executes the program."""
    parent, death_signal, identity = int(arguments[0]), int(arguments[1]), arguments[2]
    program = arguments[3:]
    os.umask(0o077)
    if identity == "namespace":
        enter_namespace()
    elif identity == "nobody":
        become_nobody()
    if sys.platform == "linux":
        _checked(_libc().prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0), "death signal")
    if os.getppid() != parent:
        sys.exit("the parent is gone")
    os.execvp(program[0], program)  # noqa: S606 - the program is the supervisor's own, no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
