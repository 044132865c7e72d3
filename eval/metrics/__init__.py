"""One metric or one small family a file; each docstring defines the metric. `registry` lists them."""
