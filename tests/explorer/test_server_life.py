"""How the explorer starts, who may reach it, and how it ends."""

import re
import signal
import socket
import threading
import time

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
        assert running.get("/", cookie="rls_sim_token=; a=b")[0] == 401
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
    before = "import rls_sim.explorer.server as s; s.PATIENT_SECONDS = 1e-4"
    hard = {"set": {"neuron.receptor_density": 0.0}}  # not one for the loop in machine code

    with exploring("--port", "0", before=before) as running:
        reading = running.day(**hard, courses=["gate"])
        after = running.day(courses=["gate"])

    assert reading["status"] == "timeout"
    assert "rls-sim cycle -s neuron.receptor_density=0.0" in reading["error"]
    assert (reading["outcomes"], reading["courses"]) == ({}, {})
    assert after["status"] == "converged"
