"""Letters out through SMTP, answers in through IMAP: netcore's plugin for an ordinary mail account."""
