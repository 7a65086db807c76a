"""Programs as WebAssembly: a whole module, the same each time, and nothing that needs a linker.

That its numbers are right is tested in a browser (tests/explorer).
"""

import gzip

import pytest
from toy_network import build_toy

from rls_sim.network import in_llvm, web_assembly
from rls_sim.network.assembly import assemble
from rls_sim.network.web_assembly import module_of, packed, with_exports

SECTIONS = {1: "types", 2: "imports", 3: "functions", 7: "exports", 10: "code"}


@pytest.fixture(scope="module")
def programs():
    return assemble(build_toy()).programs


def sections(module):
    """(kind, content) of each section, read by the letter of the format."""
    assert module[:8] == b"\0asm\x01\0\0\0"
    found, at = [], 8
    while at < len(module):
        kind, size, shift, at = module[at], 0, 0, at + 1
        while True:
            size, shift, at = size | (module[at] & 127) << shift, shift + 7, at + 1
            if module[at - 1] < 128:
                break
        found.append((kind, module[at : at + size]))
        at += size
    assert at == len(module), "the last section ends with the module"
    return found


def test_a_module_has_the_sections_of_one_in_order(programs):
    assert [SECTIONS[kind] for kind, _ in sections(module_of(programs))] == list(SECTIONS.values())


def test_every_program_is_exported_under_its_name(programs):
    exports = dict(sections(module_of(programs)))[7]
    assert exports[0] == len(programs)
    for place, program in enumerate(programs):
        name = program.name.encode()
        assert bytes([len(name)]) + name + b"\0" + bytes([place]) in exports


def test_it_asks_for_its_memory_and_nothing_else(programs):
    asked = dict(sections(module_of(programs)))[2]
    assert asked[0] == 1
    assert b"env" in asked
    assert b"__linear_memory" in asked


def test_the_same_programs_give_the_same_bytes(programs, tmp_path, monkeypatch):
    monkeypatch.setenv("RLS_SIM_CACHE", str(tmp_path / "a"))
    first = module_of(programs)
    monkeypatch.setenv("RLS_SIM_CACHE", str(tmp_path / "b"))
    again = module_of(assemble(build_toy()).programs)
    assert first == again
    assert packed(first) == packed(again)
    assert gzip.decompress(packed(first)) == first


NEEDS_DATA = """
@table = internal constant [4 x double] [double 1.0, double 2.0, double 3.0, double 4.0]
define void @look(ptr noalias %i, ptr noalias %o) {
  %k = load i32, ptr %i, align 4
  %p = getelementptr [4 x double], ptr @table, i32 0, i32 %k
  %v = load double, ptr %p, align 8
  store double %v, ptr %o, align 8
  ret void
}
"""
NEEDS_A_FUNCTION = """
declare double @sinh(double)
define void @call(ptr noalias %o) {
  %v = load double, ptr %o, align 8
  %w = call double @sinh(double %v)
  store double %w, ptr %o, align 8
  ret void
}
"""


@pytest.mark.parametrize(("text", "name"), [(NEEDS_DATA, "look"), (NEEDS_A_FUNCTION, "call")])
def test_what_needs_a_linker_is_refused(text, name):
    code = web_assembly._object_file(text)
    with pytest.raises(ValueError, match=r"linker|memory"):
        with_exports(code, [name])


def test_a_wrong_number_of_names_is_refused(programs):
    code = web_assembly._object_file(in_llvm.module_text(programs))
    with pytest.raises(ValueError, match="functions"):
        with_exports(code, [program.name for program in programs][1:])


def test_what_is_no_assembly_or_no_module_is_refused():
    with pytest.raises(ValueError, match="LLVM"):
        web_assembly._object_file("this is no assembly")
    with pytest.raises(ValueError, match="no WebAssembly"):
        with_exports(b"\x7fELF", [])
