"""The demo company's back office, a server of its own behind docs/backoffice.yml. Imports nothing of ours."""
