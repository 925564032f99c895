"""What employment knows by rule: her profile, openings, and what these ask. Nothing here acts."""
