"""The procedures as durable Temporal workflows."""
