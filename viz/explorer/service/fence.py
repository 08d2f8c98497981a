"""Starts a program that ends with its parent and can reach nobody: `python fence.py PARENT MEMORY PROGRAM …`.

The engine would ask other servers where a query says SERVICE or LOAD. Queries that say so are refused before they
reach it; on Linux the kernel holds it back as well: no system call of its process can open a connection. It is a
script of its own and imports nothing of the project, so that it turns into the program within milliseconds.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # 13: EACCES
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_OFFSET_OF_CALL, _OFFSET_OF_ARCHITECTURE = 0, 4

# machine → (AUDIT_ARCH_… of linux/audit.h, the number of connect(2))
_CONNECT = {"x86_64": (0xC000003E, 42), "aarch64": (0xC00000B7, 203), "riscv64": (0xC00000F3, 203)}

_NICENESS = 15  # pages come first: several queries that count over all reports must not hold them up


class _FilterProgram(ctypes.Structure):
    """`struct sock_fprog` of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def main() -> None:
    """Put the fence up and become the program."""
    parent, memory, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    if sys.platform == "linux":
        _end_with(parent)
        _refuse_connections()
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    os.nice(_NICENESS)
    os.execv(program[0], program)


def _end_with(parent: int) -> None:
    """Be killed when the parent dies; it may have died already."""
    _control(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent has gone")


def _refuse_connections() -> None:
    """Make connect(2) fail in this process and in what it becomes, by a seccomp filter."""
    if platform.machine() not in _CONNECT:
        return
    architecture, connect = _CONNECT[platform.machine()]
    instructions = (
        (_LOAD_WORD, 0, 0, _OFFSET_OF_ARCHITECTURE),
        (_JUMP_IF_EQUAL, 0, 3, architecture),
        (_LOAD_WORD, 0, 0, _OFFSET_OF_CALL),
        (_JUMP_IF_EQUAL, 0, 1, connect),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)
    program = _FilterProgram(len(instructions), code)
    _control(_PR_SET_NO_NEW_PRIVS, 1)
    _control(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program))


def _control(option: int, value: int, address: int = 0) -> None:
    """prctl(2). Raises OSError if the kernel refuses."""
    unsigned = ctypes.c_ulong
    if ctypes.CDLL(None, use_errno=True).prctl(option, unsigned(value), unsigned(address), unsigned(0), unsigned(0)):
        raise OSError(ctypes.get_errno(), f"prctl {option} failed")


if __name__ == "__main__":
    main()
