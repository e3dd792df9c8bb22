"""The whole stack, with its processes killed."""
