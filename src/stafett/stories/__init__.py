"""Stories the demo plays: made-up families and real rules, told through the front door."""
