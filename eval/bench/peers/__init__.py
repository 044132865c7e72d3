"""The usual retrieval pipelines of LangChain, Haystack and LlamaIndex beside this one: same text, same questions, same machine."""
