"""How a rule is run: its declaration, its context, severity by phase, waivers and the baseline."""
