"""What may be done to a case, by a person or by time; one function is one transaction."""
