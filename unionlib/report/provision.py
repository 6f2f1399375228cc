"""Kernels for papermill: forked from the warm process, or ordinary ones where it cannot be.

Either way the same :func:`unionlib.report.kernel.run_kernel` becomes the kernel, with the same seeds and the
same environment, over the same transport where the platform has it. No kernel needs to
be installed on the machine, and nothing is written to a home directory.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from importlib.metadata import EntryPoint
from queue import Empty
from time import monotonic
from typing import TYPE_CHECKING, Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from unionlib.report import warm
from unionlib.report.surroundings import environment, private_directory, python

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo

PROVISIONER = "unionlib-fork"
PATIENCE = 60  # seconds for a kernel to start and to answer
_ORDINARY = (
    "from unionlib.processes import die_with_parent; die_with_parent(int(sys.argv[2]));"
    "from unionlib.report.kernel import run_kernel; run_kernel(sys.argv[1])"
)


class ForkProvisioner(LocalProvisioner):
    """Provides kernels that are forked from the warm process of this process."""

    async def launch_kernel(  # the command is what an ordinary kernel would run
        self,
        cmd: list[str],  # noqa: ARG002
        **kwargs: Any,
    ) -> KernelConnectionInfo:
        """Fork a kernel, and come back when its sockets are there."""
        manager: Any = self.parent
        child = manager.zygote.fork(manager.connection_file, kwargs.get("cwd"), kwargs["env"])
        self.process = child  # has what Jupyter uses of a Popen
        end = monotonic() + PATIENCE
        while not child.ready:
            if child.poll() is not None:
                why = manager.zygote.last_words()
                raise RuntimeError(f"The kernel ended with {child.returncode} as it started: {why}")
            if monotonic() > end:  # the warm process waits for something, a network drive perhaps
                child.kill()
                raise RuntimeError(f"The kernel did not start within {PATIENCE} s")
            await asyncio.sleep(0.002)
        self.pid = child.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 (Jupyter's signature)
        """End the kernel; its manager would look after a tenth of a second only."""
        await super().kill(restart)
        for _ in range(50):
            if await self.poll() is not None:
                break
            await asyncio.sleep(0.002)


class Client(AsyncKernelClient):
    """A client without the waits that a kernel on this machine does not need."""

    def start_channels(self, *args: Any, **kwargs: Any) -> None:
        """Open the channels, but for standard input and the heartbeat.

        Whether the kernel lives, its provisioner knows better than a heartbeat, which
        costs a thread; and a report has nobody to ask for input. No message is dropped,
        however many wait: see :meth:`unionlib.report.kernelapp.App.init_iopub`.
        """
        self.context.rcvhwm = 0
        super().start_channels(*args, **{"stdin": False, "hb": False, **kwargs})

    async def _async_wait_for_ready(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 (Jupyter's signature)
    ) -> None:
        """Wait until the kernel answers on both channels.

        The stock method then waits for a silence of 0.2 s. The message "idle" that
        belongs to our question says the same at once: outputs do arrive, and none of
        an earlier question is on its way.
        """
        end = monotonic() + (PATIENCE if timeout is None else timeout)
        while monotonic() < end:
            question = self.kernel_info()
            try:
                reply = await self.get_shell_msg(timeout=1)
                while True:
                    message = await self.get_iopub_msg(timeout=0.2)
                    if (
                        message["parent_header"].get("msg_id") == question
                        and message["content"].get("execution_state") == "idle"
                    ):
                        self._handle_kernel_info_reply(reply)
                        return
            except Empty:  # not listening yet when we asked
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info") from None
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    wait_for_ready = _async_wait_for_ready


class Manager(AsyncKernelManager):
    """Manages one kernel of a run; its sockets lie in a private directory."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client_factory = Client
        self.zygote = warm.start()
        directory = self.zygote.directory if self.zygote else private_directory()
        self._own = None if self.zygote else directory
        self.connection_file = str(directory / f"{id(self):x}.json")
        if os.name != "nt":
            self.transport = "ipc"
            self.ip = str(directory / f"{id(self):x}")
        else:  # local TCP, encrypted: other users' processes reach it too
            self.transport_encryption = "auto"
        self._spec = KernelSpec(
            argv=python(_ORDINARY, "{connection_file}", str(os.getpid())),
            display_name="unionlib",
            language="python",
            env=environment(),
            metadata={
                "kernel_provisioner": {
                    "provisioner_name": PROVISIONER if self.zygote else "local-provisioner"
                },
                "supported_encryption": "curve",
            },
        )
        # Found through its entry point too; this way it needs no installed metadata.
        KernelProvisionerFactory.instance().provisioners[PROVISIONER] = EntryPoint(
            PROVISIONER, f"{__name__}:ForkProvisioner", KernelProvisionerFactory.GROUP_NAME
        )

    @property
    def kernel_spec(self) -> KernelSpec:
        """The specification, made here and not looked up on the machine."""
        return self._spec

    @property
    def ipykernel(self) -> bool:
        """Whether to add command-line options of IPython's: run_kernel knows them."""
        return False

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        try:
            if not self.zygote:  # of the warm process, nothing comes to the terminal either
                kw |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            await super()._async_launch_kernel(kernel_cmd, **kw)
            if not self.zygote:
                warm.admit(self.provisioner.process)  # type: ignore[union-attr]
        except BaseException:  # nbclient then leaves what there is of it
            await self._async_cleanup_resources()
            raise

    _launch_kernel = _async_launch_kernel

    async def _async_interrupt_kernel(self) -> None:
        # One that is about to be killed would only print that it was interrupted.
        if not self.shutting_down:
            await super()._async_interrupt_kernel()

    interrupt_kernel = _async_interrupt_kernel

    async def _async_cleanup_resources(
        self,
        restart: bool = False,  # noqa: FBT001, FBT002 (Jupyter's signature)
    ) -> None:
        await super()._async_cleanup_resources(restart)
        if self._own and not restart:
            shutil.rmtree(self._own, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources
