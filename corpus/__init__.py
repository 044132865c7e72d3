"""What a policy is, says and computes. Knows nothing of search, conversation or evaluation."""
