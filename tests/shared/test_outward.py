"""Requests to addresses that others have named go to public addresses alone, and to the very one that was judged."""

import httpx
import pytest

from shared.outward import NotAnAddress, NotFound, NotPublic, Outward
from tests.receivers import LOOPBACK, endpoint

NAME = "hooks.example.org"


def leads_to(*numbers):
    return lambda name, port: numbers


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:10.0.0.1",
        "::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "not an address",
    ],
)
def test_an_address_that_is_not_public_is_refused(number):
    with pytest.raises(NotPublic):
        Outward(resolve=leads_to(number)).judged(f"https://{NAME}/")


@pytest.mark.parametrize("number", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111"])
def test_a_public_address_is_permitted(number):
    assert Outward(resolve=leads_to(number)).judged(f"https://{NAME}/").url.host == number


def test_one_address_that_is_not_public_among_others_is_enough():
    with pytest.raises(NotPublic):
        Outward(resolve=leads_to("8.8.8.8", "10.0.0.1")).judged(f"https://{NAME}/")


def test_a_network_is_permitted_by_name_and_no_other_with_it():
    outward = Outward(["10.1.0.0/16"], leads_to("10.1.2.3"))
    assert outward.judged(f"https://{NAME}/").url.host == "10.1.2.3"
    assert not outward.permits("10.2.0.1")
    assert not outward.permits("::ffff:10.1.2.3")


@pytest.mark.parametrize("number", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "localhost", "[::1]", "127.0.0.1"])
def test_this_machine_is_refused_in_all_its_names(number):
    with pytest.raises((NotPublic, NotFound, NotAnAddress)):
        Outward().judged(f"https://{number}/")


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.example.org/",
        "https://",
        "https:///path",
        "ftp://hooks.example.org/",
        "https://st1:SECRET@hooks.example.org/",
        "https://hooks.example.org/#part",
        "https://hooks.example.org:22/",
        "https://hooks.example.org:0/",
        "https://hooks.example.org:99999/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/\r\nHost: other",
        "https://høøks.example.org/",
        "https://hooks.example.org/" + "a" * 2048,
        "hooks.example.org",
        "",
    ],
)
def test_what_is_no_plain_https_address_is_refused(address):
    with pytest.raises(NotAnAddress):
        Outward(resolve=leads_to("8.8.8.8")).judged(address)


def test_a_name_that_leads_nowhere_is_told_as_such():
    def nowhere(name, port):
        raise OSError

    for resolve in (nowhere, leads_to()):
        with pytest.raises(NotFound):
            Outward(resolve=resolve).judged(f"https://{NAME}/")


@pytest.fixture
def server(tmp_path, monkeypatch):
    with endpoint(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.folder / "ca.pem"))
        yield running


def posted(server, outward=None, name=NAME, within=10.0):
    outward = outward or Outward(["127.0.0.0/8"], leads_to(LOOPBACK))
    return outward.post(outward.judged(f"https://{name}:{server.port}/told?a=1"), b"{}", {"webhook-id": "1"}, within)


def test_the_connection_is_made_to_what_was_judged_and_named_as_it_was_called(server):
    answers = iter([[LOOPBACK], ["10.0.0.1"]])
    outward = Outward(["127.0.0.0/8"], lambda name, port: next(answers))
    assert posted(server, outward) == 204
    (one,) = server.received
    assert (one["host"], one["path"]) == (f"{NAME}:{server.port}", "/told?a=1")
    assert next(answers) == ["10.0.0.1"], "it was resolved once"


def test_a_certificate_of_another_name_is_refused(server):
    with pytest.raises(httpx.ConnectError):
        posted(server, name="other.example.org")
    assert server.received == []


def test_a_redirection_is_not_followed(server):
    server.behaves("302")
    assert posted(server) == 302
    assert [each["path"] for each in server.received] == ["/told?a=1"]


def test_of_an_answer_without_end_nothing_is_read(server):
    server.behaves("floods")
    assert posted(server) == 200


@pytest.mark.parametrize("how", ["hangs", "drips"])
def test_who_never_ends_its_answer_is_left(server, how):
    server.behaves(how)
    with pytest.raises((TimeoutError, httpx.TimeoutException)):
        posted(server, within=2)
