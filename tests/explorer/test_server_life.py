"""How the explorer starts, who may reach it, and how it ends."""

import json
import re
import signal
import socket
import threading
import time
from contextlib import ExitStack

import pytest
from exploring import PATIENCE, everything, exploring, launched

TOKEN = "a0b1c2d3e4f5g6h7"


def told(*words, **settings):
    """Exit code, stdout and stderr of an explorer that does not start."""
    process = launched(*words, **settings)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


@pytest.fixture
def taken():
    """A port at which something else listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_refused(taken):
    code, out, err = told("--port", taken)

    assert (code, out) == (3, "")
    assert f"error: --port {taken}: something else listens there" in err


def test_without_a_port_the_next_free_one_is_printed(taken):
    before = f"import rls_sim.explorer.serving as s; s.PORT = {taken}"

    with exploring(before=before) as running:
        assert taken < running.port < taken + 50
        assert running.get("/")[0] == 200


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_when_it_is_asked_to(how, code):
    with (
        exploring("--port", "0") as running,
        socket.create_connection(("127.0.0.1", running.port)) as idle,
    ):
        idle.sendall(b"GET / HTTP/1.1\r\n")  # half a request holds nothing up
        found, _, err = running.ended(how)

    assert found == code
    assert "Traceback" not in err
    assert err.splitlines()[-1].startswith("the explorer has ended")


def test_the_view_that_was_asked_for_is_in_the_address():
    words = ("--port", "0", "--lesion", "irp1_loss:0.5", "-s", "receptor_density=0.4x")

    with exploring(*words) as running:
        view = running.address.partition("#")[2]

    assert view == "lesion=irp1_loss:0.5&neuron.receptor_density=0.4"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-s", "receptor_densty=1"), "Did you mean"),
        (("--lesion", "irp1_loss:7"), "outside 0 to 1"),
    ],
)
def test_a_view_that_cannot_be_is_refused_before_anything_is_served(words, said):
    code, out, err = told("--port", "0", *words)

    assert (code, out) == (3, "")
    assert said in err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_other_machines_are_let_in_with_a_token_only(host):
    code, out, err = told("--port", "0", "--host", host)

    assert (code, out) == (2, "")
    assert "--token" in err


@pytest.mark.parametrize("option", ["--port", "--host", "--token"])
def test_a_file_has_no_use_for_what_a_server_is_told(option, tmp_path):
    file, value = tmp_path / "x.html", {"--port": "0", "--host": "::1", "--token": TOKEN}[option]

    code, out, err = told("--static", file, option, value)

    assert (code, out) == (2, "")
    assert f"{option} has no meaning with it" in err
    assert not file.exists()


def test_a_file_is_announced_before_the_seconds_that_it_takes(tmp_path):
    code, out, err = told("--static", tmp_path / "x.html")

    assert (code, out) == (0, "")
    said = [line.partition(":")[0] for line in err.splitlines() if "solvers" not in line]
    assert said[0] == "compiling the model for browsers"
    assert said[1].startswith("wrote ")


def test_a_token_of_the_environment_hinders_no_file(tmp_path):
    assert told("--static", tmp_path / "x.html", "-q", RLS_SIM_TOKEN=TOKEN) == (0, "", "")


@pytest.mark.parametrize("token", ["short", "with spaces in it, sir", "ümlautümlautümlaut"])
def test_a_token_is_long_and_plain(token):
    code, _, err = told("--port", "0", "--token", token)

    assert code == 2
    assert "16 or more letters and digits" in err


def test_a_host_that_is_none_of_this_machine_is_told():
    code, _, err = told("--port", "0", "--host", "192.0.2.1", "--token", TOKEN)

    assert code == 3
    assert "error: --host 192.0.2.1: cannot be listened at" in err


def test_who_does_not_know_the_token_sees_nothing():
    with exploring("--port", "0", "--host", "0.0.0.0", RLS_SIM_TOKEN=TOKEN) as running:
        for path in ("/", "/api/catalogue", "/page/style.css"):
            assert running.get(path)[0] == 401
        assert running.refused("/api/day", {})[0] == 401
        assert running.get(f"/?token={TOKEN}x")[0] == 401
        assert running.get("/", authorization=f"Bearer {TOKEN}x")[0] == 401
        assert running.get("/", cookie=f"rls_sim_token_{running.port}=; a=b")[0] == 401
        assert running.get("/", authorization=f"Bearer {TOKEN}", host="evil.example")[0] == 421

        assert running.post("/api/day", {}, authorization=f"Bearer {TOKEN}")[0] == 200


def test_the_address_with_the_token_becomes_a_cookie():
    with exploring("--port", "0", "--token", TOKEN) as running:
        path = re.sub(r"^http://[^/]*", "", running.address)
        status, headers, _ = running.get(path)
        cookie, *rules = headers["set-cookie"].split("; ")

        assert (status, headers["location"]) == (303, "/")
        assert {"HttpOnly", "SameSite=Strict"} <= set(rules)
        assert running.get("/", cookie=cookie)[0] == 200
        for others in ('prefs={"a":1}; x="', "a b, c; =;;", f"rls_sim_token_{running.port + 1}=no"):
            assert running.get("/", cookie=f"{others}; {cookie}")[0] == 200, others


def test_two_explorers_of_one_host_keep_their_tokens_apart():
    other = TOKEN[::-1]
    with (
        exploring("--port", "0", RLS_SIM_TOKEN=TOKEN) as one,
        exploring("--port", "0", RLS_SIM_TOKEN=other) as two,
    ):
        jar = {}  # as a browser has it: one for all ports
        for running, token in ((one, TOKEN), (two, other)):
            cookie = running.get(f"/?token={token}")[1]["set-cookie"].split("; ")[0]
            name, _, value = cookie.partition("=")
            jar[name] = value
        kept = "; ".join(f"{name}={value}" for name, value in jar.items())

        assert one.get("/", cookie=kept)[0] == two.get("/", cookie=kept)[0] == 200


SHORT = (
    "import rls_sim.explorer.serving as s; s.SECONDS = 0.5; s.SECONDS_BETWEEN_LOOKS = 0.05\n"
    "s.SECONDS_IDLE = 0.5"
)
HEAD = b"POST /api/day HTTP/1.1\r\nHost: localhost\r\ncontent-type: application/json\r\n"


@pytest.fixture(scope="module")
def impatient():
    """An explorer that waits half a second where others wait half a minute."""
    with exploring("--port", "0", before=SHORT) as running:
        yield running


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HT",
        HEAD,
        HEAD + b"content-length: 9000\r\n\r\n{",
        HEAD + b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\ncontent-length: 9000\r\n\r\n",
    ],
)
def test_a_client_that_stops_sending_is_dropped(impatient, sent):
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=PATIENCE) as talk:
        talk.sendall(sent)
        everything(talk)  # ends, because the server ends it

    assert impatient.day()["status"] == "converged"


def send_on(talk, sent):
    """Send it again and again, and give up only with patience."""
    for _ in range(int(PATIENCE / 0.1)):
        talk.sendall(sent)
        time.sleep(0.1)


@pytest.mark.parametrize("sent", [b"GET / HTTP/1.1\r\n", HEAD + b"content-length: 9000\r\n\r\n"])
def test_a_client_that_sends_a_byte_now_and_then_is_dropped(impatient, sent):
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=PATIENCE) as talk:
        talk.sendall(sent)
        with pytest.raises(ConnectionError):
            send_on(talk, b" ")


def test_a_client_that_takes_nothing_is_dropped(impatient):
    with socket.socket() as talk:
        talk.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        talk.settimeout(PATIENCE)
        talk.connect(("127.0.0.1", impatient.port))
        with pytest.raises(ConnectionError):
            send_on(talk, 20 * b"GET /api/catalogue HTTP/1.1\r\nHost: localhost\r\n\r\n")


def test_an_idle_connection_is_kept_for_a_while_and_then_closed(impatient):
    asked = b"GET /page/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=PATIENCE) as talk:
        talk.sendall(2 * asked)
        answer = everything(talk)

    assert answer.count(b"HTTP/1.1 200 OK") == 2


def test_a_hundred_at_once_are_answered_or_sent_away(server):
    cells = [{"set": {"receptor_density": 0.2 + i / 100}} for i in range(100)]
    found, ready = [], threading.Barrier(len(cells))

    def ask(cell):
        ready.wait()
        found.append(server.post("/api/day", cell)[0])

    asking = [threading.Thread(target=ask, args=(cell,)) for cell in cells]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(PATIENCE)

    assert len(found) == len(cells)
    assert set(found) <= {200, 503}
    assert found.count(200) >= 1
    assert server.day()["status"] == "converged"


def test_a_cell_that_takes_too_long_says_so_and_the_next_is_solved():
    before = "import rls_sim.explorer.server as s; s.PATIENT_SECONDS = 1e-2"
    hard = {"set": {"endothelium.ferroportin_density": 0.0}}  # its iron grows without end

    with exploring("--port", "0", before=before) as running:
        reading = running.day(**hard, courses=["gate"])
        after = running.day(courses=["gate"])

    assert reading["status"] == "timeout"
    assert "rls-sim cycle -s endothelium.ferroportin_density=0.0" in reading["error"]
    assert (reading["outcomes"], reading["courses"]) == ({}, {})
    assert after["status"] == "converged"


def test_maps_that_nobody_waits_for_any_more_make_room_for_the_next():
    before = (
        "import rls_sim.explorer.readings as r; r.PATIENCE = 3600.0\n"  # the first never ends
        "import rls_sim.explorer.server as s; s.MAP_SECONDS = 8.0"
    )
    axes = {
        "x": {"name": "neuron.receptor_density", "values": [i / 61 for i in range(61)]},
        "y": {"name": "brain_oxygen", "values": [2 + i / 61 for i in range(61)]},
    }
    dayless = json.dumps({"set": {"endothelium.ferroportin_density": 0.0}, **axes}).encode()
    head = b"POST /api/map HTTP/1.1\r\nHost: localhost\r\ncontent-type: application/json\r\n"
    sent = head + b"content-length: %d\r\n\r\n" % len(dayless) + dayless

    with exploring("--port", "0", before=before) as running, ExitStack() as leaving:
        for _ in range(4):  # one is solved, three wait
            talk = socket.create_connection(("127.0.0.1", running.port), timeout=PATIENCE)
            leaving.enter_context(talk).sendall(sent)
        asked = {"x": axes["x"]}
        full = busy_answers(running, asked, until="busy")
        leaving.close()
        after = busy_answers(running, asked, until="waited too long")

    assert full[-1] == (503, "The explorer is busy with other requests; ask again in a moment.")
    assert after[-1][0] == 503
    assert "waited too long" in after[-1][1]  # it was let in, behind the one that never ends


def busy_answers(running, asked, until, most=20):
    """What comes of asking for a map, a few times until the answer says ``until``."""
    answers = []
    for _ in range(most):
        answers.append(running.refused("/api/map", asked))
        if until in answers[-1][1]:
            break
        time.sleep(0.05)
    return answers
