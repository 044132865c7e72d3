"""The commands of `huice`: each parses, calls one function, prints. `assistant.cli` puts them together."""
