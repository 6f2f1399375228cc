"""The inputs of a report as they were when its run began.

Checksums are taken before any section runs. Whatever changes after that may have been
seen by one section in its old state and by another in its new one.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.report import fonts, inputs
from unionlib.report.formats import ON_PAPER
from unionlib.report.inputs import digest, input_files
from unionlib.tracking import checksum

if TYPE_CHECKING:
    from unionlib.report.request import Request

TICK = 0.01  # seconds: the clocks of file systems are that coarse


class Snapshot:
    """Checksums of all that a report is made from.

    Attributes
    ----------
    code : str
        Of unionlib and the packages.
    files : dict of str to str
        Of :func:`input_files`, by their names in the manifest.
    data : str
        Of the code and the data together: what validating them depends on.
    fingerprint : str
        Of everything.
    """

    def __init__(self, request: Request) -> None:
        self._begun = time.time() - TICK
        self._request = request
        found = input_files(request)
        self.code = inputs.code()
        self.files = _checksums(found)
        data = [f"{name}={known}" for name, known in self.files.items() if name.startswith("data/")]
        self.data = digest([self.code, *data])
        self.fingerprint = _fingerprint(request, self.code, self.files)
        self._inputs = {str(found[name]): known for name, known in self.files.items()}
        self._others: dict[str, str] = {}

    def checksum(self, name: str) -> str:
        """Return the checksum of a file; of one that is no input, as it was when first asked for."""
        if name in self._inputs:
            return self._inputs[name]
        if name not in self._others:
            self._others[name] = checksum(Path(name))
        return self._others[name]

    def others(self, read: Iterable[str]) -> dict[str, str]:
        """Return the checksums of those files that are no inputs.

        A section may read more than this year's: an office's own notebook looks further
        back, for example.
        """
        return {name: self.checksum(name) for name in sorted(self._no_inputs(read))}

    def settled(self, read: Iterable[str]) -> bool:
        """Tell whether the files that are no inputs were written before the run began."""
        for name in self._no_inputs(read):
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):  # looked for in vain
                about = Path(name).stat()
                # A file that is moved into its place keeps its time, but not the system's.
                if max(about.st_mtime, about.st_ctime) >= self._begun:
                    return False
        return True

    def holds(self) -> bool:
        """Tell whether code and inputs are still the same."""
        files = _checksums(input_files(self._request))
        return _fingerprint(self._request, inputs.code_now(), files) == self.fingerprint

    def _no_inputs(self, read: Iterable[str]) -> set[str]:
        return set(read) - self._inputs.keys()


def _checksums(found: Mapping[str, Path]) -> dict[str, str]:
    return {name: checksum(path) for name, path in sorted(found.items())}


def _fingerprint(request: Request, code: str, files: Mapping[str, str]) -> str:
    asked = [request.sections, request.formats, sorted(request.parameters.items())]
    listed = [f"{name}={known}" for name, known in files.items()]
    # PDF and Word are laid out in the best typeface that there is.
    faces = fonts.installed() if ON_PAPER.intersection(request.formats) else []
    return digest([code, json.dumps(asked, default=str), *listed, *faces])
