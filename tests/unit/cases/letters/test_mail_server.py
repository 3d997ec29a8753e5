"""Mail servers as settings write them."""

import pytest

from cases.letters.mail_server import is_sender, read_smtp_url


def test_the_scheme_says_how_it_is_secured_and_which_port_is_usual() -> None:
    found = read_smtp_url("smtps://desk:p%40ss@mail.example.org", sender="desk@example.org")
    assert (found.host, found.port, found.security, found.user, found.password) == (
        "mail.example.org", 465, "tls", "desk", "p@ss",
    )  # fmt: skip
    assert read_smtp_url("smtp+starttls://mail.example.org:2587").port == 2587
    assert read_smtp_url("smtp://localhost").security == "none"


@pytest.mark.parametrize(
    "url",
    ["http://mail.example.org", "smtp://", "smtp://host:99999", "smtps://host/path", "smtp://desk:secret@host", "mail"],
)
def test_what_is_no_mail_server_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"smtp|URL") as refused:
        read_smtp_url(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("desk@example.org", True), ("Harbour Audio <desk@example.org>", True), ("desk", False), ("", False),
        ("a@example.org, b@example.org", False), ("a@example.org\nBcc: x@example.org", False),
    ],
)  # fmt: skip
def test_a_sender_is_one_address(text: str, good: bool) -> None:
    assert is_sender(text) is good
