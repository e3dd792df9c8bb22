"""The pure rules of clearance: frozen values and functions from value to value, standard library only."""
