"""The front door's side of the brain contract (docs/brain-contract.md): client, errors, a fake for tests."""
