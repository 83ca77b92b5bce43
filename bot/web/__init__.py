"""HTTP plumbing every public area shares: refusals, bodies, scopes, headers, pages. Holds no rule of care."""
