from django.core.mail import EmailMessage


def test_mailbox_gives_what_was_sent_by_smtp_to_an_address(mailbox):
    for subject in ("First", "Second"):
        EmailMessage(subject, "Hello", to=["mailbox-one@example.test"]).send()
    EmailMessage("Other", "Hello", to=["mailbox-two@example.test"]).send()

    messages = mailbox.wait_for("mailbox-one@example.test", count=2)

    assert [message["Subject"] for message in messages] == ["First", "Second"]


def test_mailbox_knows_the_addresses_of_the_envelope(mailbox):
    EmailMessage("Hidden", "Hello", bcc=["mailbox-hidden@example.test"]).send()

    [message] = mailbox.wait_for("mailbox-hidden@example.test")

    assert message["To"] is None
    assert message.get_content().strip() == "Hello"
