"""Telegram as a channel: polling or webhook, what people send, what we send. Only this package imports `telegram`.

`reading` (what an update says; pure), `commands` (wishes; pure), `rendering` (how our words look there; pure),
`account` (which bot, and its calls), `receiving` (polling), `webhook` and `links` (routes), `files` (downloads),
`processing` (kept updates, in order), `acting` and `taps` (what each does), `delivery` (the Channel protocol),
`connector` (starts and stops it all), `setup` (the command).
Must not decide what is said, and never writes to the store itself.
"""
