"""What workflows ask of the facts."""
