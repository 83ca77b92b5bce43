"""Mails leave by SMTP as they are, and what does not leave says so without a word of them."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from bot.core.mails import Mail
from bot.post import DemoPost, NotSent, SmtpPost
from bot.settings import SettingError, load

MAIL = Mail("awa@example.org", "123456 est votre code", "Bonjour,\n\nVotre code : 123456\n", "fr")


class Server:
    def __init__(self) -> None:
        self.received: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return self.answer


@pytest.fixture
def server() -> Iterator[tuple[Server, int]]:
    handler = Server()
    controller = Controller(
        handler, hostname="127.0.0.1", port=0, auth_require_tls=False,
        authenticator=lambda *a: AuthResult(success=isinstance(a[-1], LoginPassword) and a[-1].password == b"secret"))
    controller.port = _free()
    controller.start()
    yield handler, controller.port
    controller.stop()


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def test_a_mail_arrives_with_its_words_and_says_that_a_machine_wrote_it(server: tuple[Server, int]) -> None:
    handler, port = server
    await SmtpPost(f"smtp://sensei:secret@127.0.0.1:{port}?from=care%40colibri.example").send(MAIL)
    [(to, message)] = handler.received
    assert to == ["awa@example.org"] and message["From"] == "care@colibri.example"
    assert message["Subject"] == "123456 est votre code" and "Votre code : 123456" in message.get_content()
    assert message["Auto-Submitted"] == "auto-generated"


async def test_a_mail_that_does_not_leave_says_so_without_its_words(server: tuple[Server, int]) -> None:
    handler, port = server
    handler.answer = "451 later"
    for url in (f"smtp://127.0.0.1:{port}", f"smtp://a:wrong@127.0.0.1:{port}", f"smtp://127.0.0.1:{_free()}"):
        with pytest.raises(NotSent) as caught:
            await SmtpPost(url).send(MAIL)
        assert "123456" not in str(caught.value) and "awa" not in str(caught.value)


@pytest.mark.parametrize("header", ["a@b.fr\r\nBcc: all@b.fr", "a@b.fr\nX: y"])
def test_an_address_cannot_smuggle_a_header(header: str) -> None:
    with pytest.raises(ValueError):
        Mail(header, "subject", "text")


async def test_the_demo_keeps_its_mails_on_this_machine(tmp_path: Path) -> None:
    post = DemoPost(tmp_path / "console.txt")
    await post.send(MAIL)
    assert list(post.box) == [MAIL]
    assert (tmp_path / "console.txt").read_text("utf-8") == "awa@example.org: 123456 est votre code\n"


@pytest.mark.parametrize("address", ["mail.example", "http://mail.example", "smtp://", "smtp://u:secret@:0"])
def test_a_wrong_mail_server_is_refused_at_start_without_quoting_its_password(address: str) -> None:
    with pytest.raises(SettingError, match="SENSEI_SMTP_URL must look like") as caught:
        load({"SENSEI_SMTP_URL": address})
    assert "secret" not in str(caught.value)
