"""Raw documents in, a cleaned and segmented draft of a policy folder out; whatever was cut is listed for review."""
