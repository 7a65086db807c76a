"""rls-sim explore: sliders and lesions in the browser, and the day that they make."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import last_words, note

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench, Cell

SHORTEST_TOKEN = 16  # characters
ENDED = "the explorer has ended; a view stays in its address, and in what was downloaded from it"
COMPILING = "compiling the model for browsers: some seconds the first time"


@click.command(
    "explore",
    short_help="Sliders and the day they make, in a browser.",
    cls=HouseCommand,
    examples=(
        "rls-sim explore",
        "rls-sim explore --lesion irp1_loss:0.5 -s brain_oxygen=3",
        "rls-sim explore --static explorer.html",
    ),
)
@options.cell_options
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="Where to listen; 0 is any free port. Unless given, the first free one from 8791 on.",
)
@click.option("--no-browser", is_flag=True, help="Print the address only; open nothing.")
@click.option(
    "--static",
    "static_file",
    type=click.Path(path_type=Path),
    metavar="FILE.html",
    help="Write the explorer as one file that needs no server and no Python, and end.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Listen there; what other machines can reach needs --token.",
)
@click.option(
    "--token",
    default="",
    envvar="RLS_SIM_TOKEN",
    metavar="TEXT",
    help="Answer only who knows it: 16 characters or more. Better given as RLS_SIM_TOKEN, since "
    "others on this machine can read its command lines.",
)
@options.quiet_option
@click.pass_context
def explore(
    context: click.Context,
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    port: int | None,
    no_browser: bool,
    static_file: Path | None,
    host: str,
    token: str,
) -> None:
    """Explore the model in a browser: sliders, lesions, maps, and the evidence that is met.

    It listens on this machine alone until Ctrl-C; over ssh, forward its port.
    """
    from rls_sim.study.config import Request, make_cell

    if static_file is not None:
        _refuse_server_options(context)
    _require_shipped(lesions)
    bench = options.bench_of()
    cell = make_cell(bench, Request(assignments, lesions))
    if static_file is not None:
        _write(static_file, bench, cell)
    else:
        _serve(bench, cell, port, host, token, browser=not no_browser)


def _require_shipped(lesions: tuple[str, ...]) -> None:
    """The page has the lesions of the package, and reads no files."""
    from rls_sim.errors import InputError

    for text in lesions:
        if ".toml" in text:
            raise InputError(
                f"--lesion {text}: the explorer has the shipped lesions only (rls-sim show "
                f"lesions). Set what it changes by -s NAME=VALUE, or use rls-sim cycle --plot."
            )


def _refuse_server_options(context: click.Context) -> None:
    """A file listens nowhere; RLS_SIM_TOKEN may be set for other runs, and is no fault."""
    for name in ("port", "host", "token"):
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"--static writes a file that needs no server: --{name} has no meaning with it."
            )


def _write(path: Path, bench: "Bench", cell: "Cell") -> None:
    from rls_sim.errors import InputError
    from rls_sim.explorer.cell_text import view_text
    from rls_sim.explorer.static import write_static
    from rls_sim.study.files import require_file

    if path.suffix not in (".html", ".htm"):
        ending = f"'{path.suffix}'" if path.suffix else "nothing"
        raise InputError(f"--static {path}: it ends in {ending}; the page is .html.")
    require_file(path, "--static")
    note(COMPILING)
    write_static(path, bench, view_text(cell))
    note(f"wrote {path}; open it in any browser")


def _serve(
    bench: "Bench", cell: "Cell", port: int | None, host: str, token: str, *, browser: bool
) -> None:
    from rls_sim.explorer.cell_text import view_text
    from rls_sim.explorer.gate import is_loopback
    from rls_sim.explorer.server import Server
    from rls_sim.explorer.serving import address_of, listen, serve

    _require_token(token, needed=not is_loopback(host))
    listening = listen(host, port)
    server = Server(bench)
    server.warm()
    view = view_text(cell)
    address = address_of(listening, token) + (f"#{view}" if view else "")
    with last_words(lambda: ENDED):
        click.echo(address)
        note("Ctrl-C ends it")
        if browser:
            _open(address)
        serve(server.app(host, token), listening)


def _require_token(token: str, *, needed: bool) -> None:
    if token and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isalnum()):
        raise click.BadParameter(
            f"write {SHORTEST_TOKEN} or more letters and digits.", param_hint="--token"
        )
    if needed and not token:
        raise click.UsageError(
            "--host opens the explorer to other machines; give --token (or RLS_SIM_TOKEN) with "
            f"{SHORTEST_TOKEN} or more letters and digits."
        )


def _open(address: str) -> None:
    """Open the browser from another thread: some browsers do not return before they are closed."""
    import os
    import sys
    import threading
    import webbrowser

    shown = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in shown):
        note("no display here: open the address yourself (over ssh, forward the port with ssh -L)")
    else:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
