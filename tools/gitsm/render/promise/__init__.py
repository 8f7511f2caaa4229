"""Pictures of promises: how full they are, the ticket that breaks one, the week covered, the chain underneath."""
