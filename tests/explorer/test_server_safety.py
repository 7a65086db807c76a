"""What the server refuses, and that it answers on afterwards: case 34 over real sockets."""

import json

import pytest

SET = b'{"set":{"receptor_density":%s}}'
NAME = "neuron.receptor_density"


@pytest.fixture(autouse=True)
def still_answers(server):
    yield
    assert server.day()["status"] == "converged"
    assert server.process.poll() is None


def test_it_listens_for_this_machine_alone(server):
    assert server.address == f"http://127.0.0.1:{server.port}/"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:{port}",
        "127.0.0.1@evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1:x",
        "",
        "10.0.0.1",
        "[::ffff:8.8.8.8]",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/catalogue", "/api/day"])
def test_another_host_is_told_that_it_is_not_served(server, host, path):
    host = host.format(port=server.port)
    method = "POST" if path == "/api/day" else "GET"

    status, _, body = server.ask(method, path, b"{}", {"host": host})

    assert status == 421
    assert "host name" in json.loads(body)["error"]


@pytest.mark.parametrize("head", [b"", b"Host: localhost\r\nHost: evil.example\r\n"])
def test_no_host_and_two_hosts_are_refused(server, head):
    answer = server.raw(b"GET / HTTP/1.0\r\n" + head + b"\r\n")

    assert answer.startswith((b"HTTP/1.1 421 ", b"HTTP/1.1 400 "))


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:1", "localhost"])
def test_the_names_of_this_machine_are_served_also_through_a_forwarded_port(server, host):
    assert server.get("/", host=host.format(port=server.port))[0] == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1", ""],
)
def test_pages_of_another_origin_are_refused(server, origin):
    origin = origin.format(port=server.port)

    assert server.refused("/api/day", {}, origin=origin)[0] == 403
    assert server.get("/api/catalogue", origin=origin)[0] == 403


def test_the_page_itself_may_ask(server):
    status, headers, _ = server.post("/api/day", {}, origin=server.address.rstrip("/"))

    assert status == 200
    assert not [name for name in headers if name.lower().startswith("access-control")]


def test_another_site_may_link_to_the_page_and_no_more(server):
    elsewhere = {"sec-fetch-site": "cross-site"}

    assert server.get("/", **elsewhere, **{"sec-fetch-mode": "navigate"})[0] == 200
    assert server.get("/api/catalogue", **elsewhere, **{"sec-fetch-mode": "no-cors"})[0] == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_what_a_form_can_send_is_refused(server, kind):
    assert server.refused("/api/day", b"{}", **{"content-type": kind}) == (
        415,
        "Send application/json.",
    )


def test_a_compressed_body_is_refused(server):
    assert server.refused("/api/day", b"{}", **{"content-encoding": "gzip"})[0] == 415


@pytest.mark.parametrize("size", [10_001, 20_000_000])
def test_a_large_body_is_refused(server, size):
    assert server.refused("/api/day", b" " * size)[0] == 413


def test_a_body_of_the_allowed_size_is_read(server):
    assert server.post("/api/day", b"{}".ljust(10_000))[0] == 200


def test_a_large_body_without_a_length_is_refused(server):
    head = f"POST /api/day HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
    head += "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"

    answer = server.raw(head.encode() + 300 * chunk + b"0\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(b'{"error":"The body is larger than 10000 bytes."}')


def test_a_body_of_which_the_length_alone_is_told_is_refused_unread(server):
    head = f"POST /api/day HTTP/1.1\r\nHost: localhost:{server.port}\r\nexpect: 100-continue\r\n"
    head += "content-type: application/json\r\ncontent-length: 999999999\r\n\r\n"

    assert server.raw(head.encode()).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "not JSON"),
        (b"nul", "not JSON"),
        (b"[1]", "one JSON object"),
        (b'"set"', "one JSON object"),
        (b"{} {}", "not JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[" * 9_000, "nested too deeply"),
        (b'{"set":' * 1_000, "nested too deeply"),
        (b'{"set":{},"set":{}}', "The key set comes twice."),
        (SET % (b"1" * 5_000), "too many digits"),
    ],
)
def test_malformed_json_is_told_as_such(server, body, told):
    status, error = server.refused("/api/day", body)

    assert status == 400
    assert told in error


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (SET % b"NaN", "NaN is not a finite number"),
        (SET % b"-Infinity", "-Infinity is not a finite number"),
        (SET % b"1e999", "must be a finite number"),
        (SET % (b"1" + b"0" * 400), "must be a finite number"),
        (SET % b"true", "must be a number, not true or false"),
        (SET % b'"0.4"', "must be a number, not a text"),
        (SET % b'"0.4x"', "must be a number, not a text"),
        (SET % b"null", "must be a number, not nothing"),
        (SET % b"[1]", "must be a number, not a list"),
        (SET % b"9", f"{NAME} = 9 lies outside 0 to 5"),
        (SET % b"-1", f"{NAME} = -1 lies outside 0 to 5"),
        (b'{"set":{"receptor_densty":1}}', f"Did you mean {NAME}"),
        (b'{"set":{"receptor_density":1,"neuron.receptor_density":1}}', "is set twice"),
        (b'{"set":[]}', "set must be an object"),
        (b'{"lesion":{}}', "known are set, lesions, courses"),
        (b'{"lesions":{"irp1_los":0.5}}', "Did you mean irp1_loss"),
        (b'{"lesions":{"irp1_loss":2}}', "size 2 lies outside 0 to 1"),
        (b'{"lesions":{"irp1_loss":"0.5; ls"}}', "must be a number"),
        (b'{"courses":["gat"]}', "Did you mean gate"),
        (b'{"courses":[1]}', "must be a list of names"),
        (b'{"courses":"gate"}', "must be a list of names"),
        (b'{"set":{"\\ud800":1}}', "There is no parameter"),
        (b'{"set":{"a\\nb\\u0000":1}}', "There is no parameter"),
        (b'{"set":{"' + b"a" * 9_000 + b'":1}}', "at most 100 characters"),
    ],
)
def test_what_cannot_be_meant_is_told_by_key_and_value(server, body, told):
    status, error = server.refused("/api/day", body)

    assert status == 422
    assert told in error
    assert "\n" not in error


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../lesions/irp1_loss", "./irp1_loss.toml", "irp1_loss.toml", "irp1_loss:1"],
)
@pytest.mark.parametrize("route", ["/api/day", "/api/map", "/api/csv"])
def test_a_lesion_is_one_that_is_shipped_and_never_a_file(server, tmp_path, name, route):
    mine = tmp_path / "mine.toml"
    mine.write_text("not even TOML")

    for asked in (name, str(mine)):
        status, error = server.refused(route, {"lesions": {asked: 1.0}})
        assert status == 422
        assert "There is no lesion" in error


def test_a_cell_has_no_more_lesions_than_a_page_needs(server, catalogue):
    wanted = {name: lesion["size"]["default"] for name, lesion in catalogue["lesions"].items()}

    status, error = server.refused("/api/day", {"lesions": wanted})

    assert (status, error) == (422, f"lesions: {len(wanted)} are asked for; at most 8 may be.")


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({}, "x is missing"),
        ({"x": NAME}, "x must be an object"),
        ({"x": {"name": NAME, "values": []}}, "a list of 1 to 61 numbers"),
        ({"x": {"name": NAME, "values": [i / 100 for i in range(62)]}}, "a list of 1 to 61"),
        ({"x": {"name": NAME, "values": [1, 1]}}, "stands there twice"),
        ({"x": {"name": NAME, "values": [1, True]}}, "not true or false"),
        ({"x": {"name": NAME, "values": [9]}}, "lies outside 0 to 5"),
        ({"x": {"name": NAME, "low": 0}}, "has the key low"),
        ({"x": {"name": 1, "values": [1]}}, "x.name must be the name"),
        ({"x": {"name": NAME, "values": [1]}, "y": {"name": NAME, "values": [1]}}, "two param"),
        ({"x": {"name": NAME, "values": [1]}, "outcomes": ["iron"]}, "There is no outcome"),
    ],
)
def test_a_map_is_checked_as_a_cell_is(server, wanted, told):
    status, error = server.refused("/api/map", wanted)

    assert status == 422
    assert told in error


@pytest.mark.parametrize(
    "path",
    [
        "/page/../server.py",
        "/page/%2e%2e/server.py",
        "/page/..%2fserver.py",
        "/page//etc/passwd",
        "/page/%00",
        "/page/index.html",
        "/page/vendor",
        "/page/",
        "/server.py",
        "/api",
    ],
)
def test_only_the_files_of_the_page_are_served(server, path):
    head = f"GET {path} HTTP/1.1\r\nHost: localhost:{server.port}\r\nconnection: close\r\n\r\n"

    answer = server.raw(head.encode())

    assert answer.startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/day", {"POST"}),
        ("POST", "/", {"GET", "HEAD"}),
        ("PUT", "/api/day", {"POST"}),
        ("DELETE", "/", {"GET", "HEAD"}),
    ],
)
def test_a_route_has_the_methods_that_it_needs_and_says_which(server, method, path, allowed):
    status, headers, _ = server.ask(method, path, b"{}", {"content-type": "application/json"})

    assert status == 405
    assert set(headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize("sent", [b"garbage\r\n\r\n", b"\x16\x03\x01\x00\xa5", b"GET /\r\n\r\n"])
def test_what_is_no_http_is_answered_and_closed(server, sent):
    assert server.raw(sent + b"\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_a_head_that_does_not_end_is_refused(server):
    head = f"GET / HTTP/1.1\r\nHost: localhost:{server.port}\r\nx: ".encode()

    assert server.raw(head + b"a" * 40_000).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("path", ["/", "/api/catalogue", "/page/style.css", "/nothing"])
def test_every_answer_says_that_nothing_may_embed_or_guess_it(server, path):
    _, headers, _ = server.get(path)

    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "content-encoding" not in headers


def test_answers_are_not_kept_by_anybody(server):
    assert server.get("/api/catalogue")[1]["cache-control"] == "no-store"
    assert server.post("/api/day", {})[1]["cache-control"] == "no-store"
    assert server.post("/api/day", b"nul")[1]["cache-control"] == "no-store"


def test_the_page_may_run_its_own_scripts_and_nothing_that_is_made_of_text(server):
    _, headers, body = server.get("/")
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))

    scripts = rules["script-src"].split()
    assert scripts[0] == "'self'"
    assert len(scripts) == 1 + body.count(b"<script type=")
    assert all(script.startswith("'sha256-") for script in scripts[1:])
    assert rules["style-src"] == rules["connect-src"] == "'self'"
    assert b"style=" not in body
