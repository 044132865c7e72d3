"""Understanding a turn without a language model: vocabulary as data, amounts and roles by rule, intents by a small model."""
