"""What libSEDML and libCombine, the formats' own libraries, find to say about an archive."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from xml.etree import ElementTree as Xml

from rls_sim.exchange.sedml import kinds_of

LIBRARIES = ("python-libsedml", "python-libcombine")


def omex_checkers() -> str:
    """The libraries with their versions; "" where one is not installed."""
    try:
        return " and ".join(f"{name} {version(name)}" for name in LIBRARIES)
    except PackageNotFoundError:
        return ""


def check_omex(path: Path) -> list[str]:
    """
    Errors and warnings of its simulations, references that lead nowhere, and what it lacks.

    Looked for in a process of its own: libSEDML puts its own classes in the place of libSBML's.
    """
    command = [sys.executable, "-m", __name__, str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        return [f"it cannot be checked: {last}"]
    return [str(line) for line in json.loads(done.stdout)]


def findings_in(path: Path) -> list[str]:
    """The same, in this process."""
    import libcombine
    import libsedml

    archive = libcombine.CombineArchive()
    if not archive.initializeFromArchive(str(path)):
        return ["libCombine cannot read the archive"]
    found = [] if archive.getMasterFile() else ["no file of it is the one to run first"]
    if archive.getMetadataForLocation(".").isEmpty():
        found.append("nothing says what it is")
    entries = [archive.getEntry(place) for place in range(archive.getNumEntries())]
    texts = {e.getLocation(): archive.extractEntryToString(e.getLocation()) for e in entries}
    for place in (e.getLocation() for e in entries if "sed-ml" in e.getFormat()):
        read = libsedml.readSedMLFromString(texts[place])
        errors = [read.getError(i) for i in range(read.getNumErrors())]
        told = [" ".join(error.getMessage().split()) for error in errors]
        told = told or [*_dangling(texts, place)]
        found += [f"{place}: {line}" for line in told]
    archive.cleanUp()
    return found


def _dangling(texts: Mapping[str, str], place: str) -> Iterator[str]:
    """References of a SED-ML file that lead nowhere, which libSEDML does not look for."""
    elements = list(Xml.fromstring(texts[place]).iter())
    known = {e.attrib["id"] for e in elements if "id" in e.attrib}
    models = {e.attrib["source"] for e in elements if "source" in e.attrib}
    sources = {name: texts.get(f"./{name}") for name in models}
    yield from (f"there is no file {name}" for name, text in sources.items() if text is None)
    targets = {
        f"{kind}[@id='{name}']"
        for text in sources.values()
        if text is not None
        for name, kind in kinds_of(text).items()
    }
    for element in elements:
        for key, value in element.attrib.items():
            if (key.endswith("Reference") or key in ("range", "task")) and value not in known:
                yield f"{key} '{value}' is no id of it"
            if key == "target" and value.rpartition("sbml:")[2] not in targets:
                yield f"target {value} is nothing of the model"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(findings_in(Path(sys.argv[1]))))
