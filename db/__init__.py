"""Tables, policies and statements; nothing else speaks SQL."""
