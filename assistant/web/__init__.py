"""Pages for people: the chat page, the check-up, the hotline desk, and what can be taken away from them."""
