"""Rush sessions: what a festival's document plans, who is reminded, and the lane that claims come in by."""
